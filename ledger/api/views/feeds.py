"""Calendar links: a person's own, made, listed and revoked; a token can do none of it."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.conditions import etag_of
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.feeds import FeedInput, FeedSerializer, NewFeedSerializer
from ledger.models import CalendarFeed
from ledger.services.feeds import create_feed, revoke_feed


class CalendarFeedViewSet(ReadViewSet[CalendarFeed]):
    """Your own links for calendars, newest first."""

    scope: ClassVar[TokenScope | None] = None
    answer_is_secret = True
    serializer_class = FeedSerializer
    queryset = CalendarFeed.objects.all()
    orderings = by("name", "created_at")
    create_input = FeedInput
    # What a viewer's calendar shows is what a viewer sees.
    write_permission = Permission.VIEW

    def get_queryset(self) -> QuerySet[CalendarFeed]:
        return super().get_queryset().filter(user_id=self.request.user.pk or 0)

    @extend_schema(responses={201: NewFeedSerializer})
    def create(self, request: Request) -> Response:
        """Make a link; the answer holds its address, this once."""
        made = create_feed(by=self.actor, **self.read_body(FeedInput))
        context = {**self.get_serializer_context(), "url": made.url}
        headers = {
            "ETag": etag_of(made.feed),
            "Location": f"{self.request.path}{made.feed.pk}/",
            "Cache-Control": "no-store",
        }
        return Response(NewFeedSerializer(made.feed, context=context).data, 201, headers=headers)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Revoke a link at once and for good."""
        revoke_feed(by=self.actor, feed=self.find_locked())
        return Response(status=204)
