"""Payees and tags."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import RowViewSet, TrashQuery
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.names import (
    PayeeInput,
    PayeeMerge,
    PayeeSerializer,
    TagInput,
    TagSerializer,
)
from ledger.models import Payee, Tag
from ledger.services.payees import (
    delete_payee,
    ensure_payee,
    merge_payees,
    rename_payee,
    restore_payee,
    set_default_category,
)
from ledger.services.tags import delete_tag, ensure_tags, rename_tag, restore_tag


@extend_schema_view(
    list=extend_schema(parameters=[TrashQuery]),
    create=extend_schema(description="Add a payee; a name that is known answers whom it means."),
)
class PayeeViewSet(RowViewSet[Payee]):
    """Counterparties; those merged into another are left out."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = PayeeSerializer
    queryset = Payee.objects.all()
    ordering = ("name", "pk")
    orderings = by("name", "deleted_at")
    create_input = update_input = PayeeInput

    def get_queryset(self) -> QuerySet[Payee]:
        return super().get_queryset().filter(merged_into=None)

    def create_row(self, values: dict[str, Any]) -> Payee:
        row = ensure_payee(by=self.actor, name=values.pop("name"))
        return self.update_row(row, values)

    def update_row(self, row: Payee, values: dict[str, Any]) -> Payee:
        if "name" in values:
            row = rename_payee(by=self.actor, payee=row, name=values["name"])
        if "default_category" in values:
            category = values["default_category"]
            row = set_default_category(by=self.actor, payee=row, category=category)
        return row

    def delete_row(self, row: Payee) -> None:
        delete_payee(by=self.actor, payee=row)

    def restore_row(self, row: Payee) -> Payee:
        return restore_payee(by=self.actor, payee=row)

    @extend_schema(request=PayeeMerge, responses=PayeeSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        """Make other payees part of this one; their transactions follow."""
        row = self.find_locked()
        sources = self.read_body(PayeeMerge)["sources"]
        return self.answer(merge_payees(by=self.actor, sources=sources, into=row))


@extend_schema_view(
    list=extend_schema(parameters=[TrashQuery]),
    create=extend_schema(description="Add a tag; a name that is known answers that tag."),
)
class TagViewSet(RowViewSet[Tag]):
    """Free labels on transactions."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = TagSerializer
    queryset = Tag.objects.all()
    ordering = ("name", "pk")
    orderings = by("name", "deleted_at")
    create_input = update_input = TagInput

    def create_row(self, values: dict[str, Any]) -> Tag:
        return ensure_tags(by=self.actor, names=[values["name"]])[0]

    def update_row(self, row: Tag, values: dict[str, Any]) -> Tag:
        return rename_tag(by=self.actor, tag=row, **values) if values else row

    def delete_row(self, row: Tag) -> None:
        delete_tag(by=self.actor, tag=row)

    def restore_row(self, row: Tag) -> Tag:
        return restore_tag(by=self.actor, tag=row)
