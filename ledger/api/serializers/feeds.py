"""Calendar links."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from accounts.api.fields import Flag, Input, Text
from ledger.models import CalendarFeed


class FeedSerializer(serializers.ModelSerializer[CalendarFeed]):
    """A secret address that a calendar reads; it is shown when it is made and never again."""

    class Meta:
        model = CalendarFeed
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "name",
            "prefix",
            "has_amounts",
            "created_at",
            "revoked_at",
            "last_used_at",
        )
        read_only_fields: ClassVar[tuple[str, ...]] = fields


class NewFeedSerializer(FeedSerializer):
    """A link that was just made, with its address in `url`."""

    url = serializers.SerializerMethodField(help_text="Keep it: nobody can show it again.")

    class Meta(FeedSerializer.Meta):
        fields: ClassVar[tuple[str, ...]] = (*FeedSerializer.Meta.fields, "url")
        read_only_fields: ClassVar[tuple[str, ...]] = fields

    def get_url(self, feed: CalendarFeed) -> str:
        url: str = self.context["url"]
        return url


class FeedInput(Input):
    """Which calendar is to read it, and whether it tells amounts."""

    name = Text(max_length=100)
    has_amounts = Flag(default=False)
