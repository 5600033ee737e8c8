"""Reconciling accounts with statements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.fields import NoInput
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.reconciliations import (
    FinishInput,
    ProgressSerializer,
    ReconciliationSerializer,
    StatementInput,
    StatementUpdate,
    TicksInput,
    progress_json,
)
from ledger.models import Reconciliation
from ledger.reports.reconciliations import reconciliation_progress
from ledger.services.reconciliations import (
    begin_reconciliation,
    discard_reconciliation,
    finish_reconciliation,
    reopen_reconciliation,
    set_ticks,
    update_reconciliation,
)


class OfAccount(serializers.Serializer[Any]):
    """Which rows of a list are meant."""

    account = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="Those of one account."
    )


class ReconciliationViewSet(ReadViewSet[Reconciliation]):
    """Statements that accounts were or are being held against."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = ReconciliationSerializer
    queryset = Reconciliation.objects.live().select_related("account", "finished_by")
    orderings = by("statement_date", "state", "created_at", "finished_at")

    def get_queryset(self) -> QuerySet[Reconciliation]:
        rows = super().get_queryset()
        if self.action != "list":
            return rows
        account = self.read_query(OfAccount).get("account")
        return rows.filter(account=account) if account else rows

    @extend_schema(parameters=[OfAccount])
    def list(self, request: Request) -> Response:
        """List reconciliations, the latest first."""
        return super().list(request)

    @extend_schema(request=StatementInput, responses={201: ReconciliationSerializer})
    def create(self, request: Request) -> Response:
        """Begin to hold an account against a statement; what is cleared is ticked already."""
        values = self.read_body(StatementInput)
        balance = Decimal(values.pop("statement_balance"))
        row = begin_reconciliation(by=self.actor, statement_balance=balance, **values)
        return self.answer(row, status=201)

    @extend_schema(request=StatementUpdate, responses=ReconciliationSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Correct what the statement says, while it is open."""
        row = self.find_locked()
        values = self.read_body(StatementUpdate, is_partial=True)
        row = update_reconciliation(
            by=self.actor,
            reconciliation=row,
            statement_date=values.get("statement_date", row.statement_date),
            statement_balance=Decimal(values.get("statement_balance", row.statement_balance)),
        )
        return self.answer(row)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Give an open reconciliation up, with its ticks."""
        discard_reconciliation(by=self.actor, reconciliation=self.find_locked())
        return Response(status=204)

    @extend_schema(responses=ProgressSerializer)
    @action(detail=True, pagination_class=None)
    def progress(self, request: Request, pk: int) -> Response:
        """Return the rows that are open up to the statement's day, and the difference."""
        row = get_object_or_404(self.get_queryset(), pk=pk)
        return Response(progress_json(reconciliation_progress(self.household, row)))

    @extend_schema(request=TicksInput, responses=ProgressSerializer)
    @action(detail=True, methods=["post"])
    def tick(self, request: Request, pk: int) -> Response:
        """Tick and untick transactions; ids that are not open on the account are passed over."""
        row, values = self.find_locked(), self.read_body(TicksInput)
        progress = set_ticks(
            by=self.actor,
            reconciliation=row,
            on=values.get("tick", ()),
            off=values.get("untick", ()),
        )
        return Response(progress_json(progress))

    @extend_schema(request=FinishInput, responses=ReconciliationSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: int) -> Response:
        """Lock the ticked rows with the statement."""
        row = self.find_locked()
        is_adjusted = self.read_body(FinishInput)["adjust"]
        done = finish_reconciliation(by=self.actor, reconciliation=row, is_adjusted=is_adjusted)
        return self.answer(done)

    @extend_schema(request=NoInput, responses=ReconciliationSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Unlock the last reconciliation of an account."""
        return self.answer(reopen_reconciliation(by=self.actor, reconciliation=self.find_locked()))
