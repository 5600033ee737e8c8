"""Transactions: the register, entering, editing, the trash, and annotating many at once."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import ngettext
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.conditions import etag_of
from accounts.api.fields import NoInput
from accounts.roles import Permission, Right
from accounts.token_scopes import TokenScope
from ledger.api.serializers.annotations import (
    AnnotationInput,
    AnnotationResult,
    edits_of,
    result_json,
)
from ledger.api.serializers.drafts import (
    TransactionInput,
    TransactionUpdate,
    changed_draft,
    draft_of,
    new_draft,
)
from ledger.api.serializers.queries import TransactionQuery
from ledger.api.serializers.quick_entry import QuickQuery, QuickSerializer, quick_json
from ledger.api.serializers.transactions import TransactionPage, TransactionSerializer
from ledger.api.views.asking import asked_filter, refused_queries
from ledger.api.views.register_pages import PARAMETERS, transactions_page
from ledger.api.views.unlocking import UnlockQuery, UnlockViewSet
from ledger.enums import TransactionSource
from ledger.models import Transaction
from ledger.reports.quick_entry import understand
from ledger.reports.register import register_rows
from ledger.services.edits import apply_edits
from ledger.services.entries import edit_transaction, enter_transaction, rule_result
from ledger.services.transactions import delete_transactions, restore_transactions

PAGE_SIZE = 100


class TransactionViewSet(UnlockViewSet[Transaction]):
    """Transactions, newest first, with all their legs."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = TransactionSerializer
    queryset = Transaction.objects.all()
    create_input = TransactionInput
    update_input = TransactionUpdate

    @property
    def write_permission(self) -> Permission:
        return Permission.ANNOTATE if self.action == "annotate" else Permission.RECORD

    def get_queryset(self) -> QuerySet[Transaction]:
        rows: Any = super().get_queryset()
        if self.action == "restore":
            return cast("QuerySet[Transaction]", rows.in_trash())
        if self.request.method in SAFE_METHODS:
            return cast("QuerySet[Transaction]", rows.filter(purged_at=None))
        return cast("QuerySet[Transaction]", rows.live().select_related("payee__default_category"))

    @extend_schema(parameters=[TransactionQuery, *PARAMETERS], responses=TransactionPage)
    def list(self, request: Request) -> Response:
        """List transactions, newest first; balances are told in the order of dates alone."""
        size = self.read_query(TransactionQuery).get("limit", PAGE_SIZE)
        with refused_queries():
            chosen = asked_filter(self.household, request, self.today)
            found = transactions_page(request, self.household, chosen, size=size)
        return Response(found)

    def retrieve(self, request: Request, pk: int) -> Response:
        """Return one transaction, in the trash or not."""
        return self.answer(get_object_or_404(self.get_queryset(), pk=pk))

    def create(self, request: Request) -> Response:
        """Book a transaction."""
        draft = new_draft(self.actor, self.read_body(TransactionInput))
        row = enter_transaction(by=self.actor, draft=draft, source=TransactionSource.API)
        return self.answer(row, status=201)

    @extend_schema(parameters=[UnlockQuery])
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a transaction; its legs are replaced as a whole, or stay."""
        row = self.find_locked()
        values = self.read_body(TransactionUpdate, is_partial=True)
        draft = changed_draft(self.actor, draft_of(row), values)
        return self.answer(edit_transaction(by=self.actor, transaction=row, draft=draft))

    @extend_schema(parameters=[UnlockQuery], responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Move a transaction to the trash."""
        delete_transactions(by=self.actor, transactions=[self.find_locked().pk])
        return Response(status=204)

    @extend_schema(request=NoInput)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Take a transaction out of the trash."""
        row = self.find_locked()
        restore_transactions(by=self.actor, transactions=[row.pk])
        row.refresh_from_db()
        return self.answer(row)

    @extend_schema(parameters=[UnlockQuery], request=AnnotationInput, responses=AnnotationResult)
    @action(detail=False, methods=["post"])
    def annotate(self, request: Request) -> Response:
        """Give many transactions a payee, category, tags, memo or status, as one act.

        The rules that run on edits are asked about them after it, as an act of their own.
        """
        edits = edits_of(self.actor, self.read_body(AnnotationInput))
        count = len(edits)
        summary = ngettext("Annotated %(n)d transaction", "Annotated %(n)d transactions", count)
        result = apply_edits(
            by=self.actor, kind="edit.annotate", summary=summary % {"n": count}, edits=edits
        )
        return Response(result_json(rule_result(self.actor, result)))

    @extend_schema(parameters=[QuickQuery], responses=QuickSerializer)
    @action(detail=False, pagination_class=None)
    def quick(self, request: Request) -> Response:
        """Return what a line of quick entry means; nothing is booked."""
        found = understand(
            self.household,
            self.read_query(QuickQuery)["text"],
            today=self.today,
            barred=self.actor.barred(Right.FULL),
        )
        return Response(quick_json(found))

    def answer(self, row: Transaction, *, status: int = 200) -> Response:
        """Return a transaction as the register shows it, with its ETag."""
        headers = {"ETag": etag_of(row)}
        if status == 201:
            headers["Location"] = f"{self.request.path}{row.pk}/"
        shown = register_rows(self.household, [row.pk])[0]
        return Response(TransactionSerializer(shown).data, status, headers=headers)
