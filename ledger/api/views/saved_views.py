"""Saved views: queries under a name, a person's own or shared."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts.api.base import RowViewSet, TrashQuery
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.saved_views import SavedViewInput, SavedViewSerializer
from ledger.models import SavedView
from ledger.services.saved_views import (
    create_saved_view,
    delete_saved_view,
    restore_saved_view,
    update_saved_view,
)


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class SavedViewViewSet(RowViewSet[SavedView]):
    """The views of one's own, and those that are shared with the household."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = SavedViewSerializer
    queryset = SavedView.objects.all()
    ordering = ("name", "pk")
    orderings = by("name", "is_pinned", "is_shared", "deleted_at")
    create_input = update_input = SavedViewInput
    write_permission = Permission.ANNOTATE

    def create_row(self, values: dict[str, Any]) -> SavedView:
        return create_saved_view(by=self.actor, today=self.today, **values)

    def update_row(self, row: SavedView, values: dict[str, Any]) -> SavedView:
        kept = {name: getattr(row, name) for name in SavedViewInput().get_fields()}
        content = kept | values
        return update_saved_view(by=self.actor, saved_view=row, today=self.today, **content)

    def delete_row(self, row: SavedView) -> None:
        delete_saved_view(by=self.actor, saved_view=row)

    def restore_row(self, row: SavedView) -> SavedView:
        return restore_saved_view(by=self.actor, saved_view=row)
