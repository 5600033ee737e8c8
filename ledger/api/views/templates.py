"""Templates of transactions: kept from one or written, and entered again."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import RowViewSet, TrashQuery
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.drafts import changed_draft, new_draft
from ledger.api.serializers.money import check_currency
from ledger.api.serializers.templates import (
    TemplateInput,
    TemplateSerializer,
    TemplateUpdate,
    TemplateUse,
    says_content,
)
from ledger.api.serializers.transactions import TransactionSerializer
from ledger.enums import Status, TransactionSource
from ledger.models import TransactionTemplate
from ledger.reports.register import register_rows
from ledger.services.templates import (
    create_template,
    delete_template,
    enter_template,
    restore_template,
    template_draft,
    update_template,
)

_OWN = ("name", "has_amount")


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class TemplateViewSet(RowViewSet[TransactionTemplate]):
    """Transactions under a name, to be entered again."""

    scope = TokenScope.TRANSACTIONS
    write_permission = Permission.RECORD
    serializer_class = TemplateSerializer
    queryset = TransactionTemplate.objects.all()
    ordering = ("name", "pk")
    orderings = by("name", "has_amount", "deleted_at")
    create_input = TemplateInput
    update_input = TemplateUpdate

    def create_row(self, values: dict[str, Any]) -> TransactionTemplate:
        kept = {name: values[name] for name in _OWN if name in values}
        like = values.get("transaction") or new_draft(self.actor, {"date": self.today} | values)
        return create_template(by=self.actor, transaction=like, **kept)

    def update_row(self, row: TransactionTemplate, values: dict[str, Any]) -> TransactionTemplate:
        kept = {name: values.get(name, getattr(row, name)) for name in _OWN}
        like = values.get("transaction")
        if says_content(values):
            like = changed_draft(self.actor, template_draft(row, self.today), values)
        return update_template(by=self.actor, template=row, transaction=like, **kept)

    def delete_row(self, row: TransactionTemplate) -> None:
        delete_template(by=self.actor, template=row)

    def restore_row(self, row: TransactionTemplate) -> TransactionTemplate:
        return restore_template(by=self.actor, template=row)

    @extend_schema(request=TemplateUse, responses={201: TransactionSerializer})
    @action(detail=True, methods=["post"])
    def use(self, request: Request, pk: int) -> Response:
        """Book what the template says on a day, with its own amount or the one given."""
        row = self.find_locked()
        values = self.read_body(TemplateUse)
        money = values.get("amount")
        if money is not None:
            check_currency("amount", money, row.currency)
        made = enter_template(
            by=self.actor,
            template=row,
            on=values["date"],
            amount=money.amount if money else None,
            status=Status(values.get("status", Status.CLEARED)),
            source=TransactionSource.API,
        )
        shown = register_rows(self.household, [made.pk])[0]
        return Response(TransactionSerializer(shown).data, status=201)
