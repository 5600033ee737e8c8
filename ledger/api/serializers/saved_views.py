"""Saved views."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.fields import Flag, Input, Text
from ledger.enums import ViewColumn, ViewSort
from ledger.models import SavedView
from ledger.query.parser import LONGEST_QUERY


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """A query under a name; `q` of the list of transactions takes its query."""

    columns = serializers.ListField(child=serializers.ChoiceField(choices=ViewColumn.choices))

    class Meta:
        model = SavedView
        fields = (
            "id",
            "owner",
            "name",
            "query",
            "columns",
            "sort",
            "is_pinned",
            "is_shared",
            "deleted_at",
            "version",
        )
        read_only_fields = fields


class SavedViewInput(Input):
    """What may be set on a view."""

    name = Text(max_length=100)
    query = Text(max_length=LONGEST_QUERY, allow_blank=True)
    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=ViewColumn.choices), required=False, max_length=10
    )
    sort = serializers.ChoiceField(choices=ViewSort.choices, required=False)
    is_pinned = Flag(required=False)
    is_shared = Flag(required=False)
