"""The history of the household, and undoing what is in it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.fields import NoInput
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.history import (
    ChangeSerializer,
    ChangeSetSerializer,
    HistoryQuery,
    UndoSerializer,
    undo_json,
)
from ledger.api.views.unlocking import UnlockQuery, UnlockViewSet
from ledger.models import Change, ChangeSet
from ledger.reports.history import HistoryFilter, filtered_acts
from ledger.services.acts import undo_act

# An undo can be undone, and that again: as deep as people go in practice.
_UNDONE_BY = "undone_by__undone_by__undone_by"


class HistoryViewSet(UnlockViewSet[ChangeSet], ReadViewSet[ChangeSet]):
    """Acts, newest first; each can be undone unless a later one changed the same."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = ChangeSetSerializer
    queryset = ChangeSet.objects.select_related("user").prefetch_related(_UNDONE_BY)
    orderings = by("kind", "origin", "created_at")
    # The service asks for what the act itself took.
    write_permission = Permission.ANNOTATE

    @extend_schema(parameters=[HistoryQuery])
    def list(self, request: Request) -> Response:
        """List acts, the newest first."""
        chosen = HistoryFilter(**self.read_query(HistoryQuery))
        rows = filtered_acts(self.household, chosen)
        related = rows.select_related("user").prefetch_related(_UNDONE_BY)
        return self.answer_page(related, ChangeSetSerializer)

    @extend_schema(responses=ChangeSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        serializer_class=ChangeSerializer,
        ordering="pk",
        orderings={"model": "model", "object_id": "object_id", "version": "version"},
    )
    def changes(self, request: Request, pk: int) -> Response:
        """List what an act changed, row by row."""
        act = get_object_or_404(self.get_queryset(), pk=pk)
        rows = Change.objects.in_household(self.household).filter(change_set=act)
        return self.answer_page(rows, ChangeSerializer)

    @extend_schema(parameters=[UnlockQuery], request=NoInput, responses=UndoSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Undo an act; what cannot be put back is named with its reason."""
        act = get_object_or_404(self.get_queryset(), pk=pk)
        return Response(undo_json(undo_act(by=self.actor, change_set=act)))
