"""What accounts are said to have held, and whether they did."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet, TrashQuery
from accounts.api.fields import NoInput
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.assertions import (
    AssertionInput,
    AssertionSerializer,
    ChecksSerializer,
    check_json,
)
from ledger.api.views.reconciliations import OfAccount
from ledger.models import BalanceAssertion
from ledger.reports.assertions import check_assertions
from ledger.reports.partings import first_parting
from ledger.services.assertions import assert_balance, remove_assertion, restore_assertion

MOST_EXPLAINED = 5


class AssertionViewSet(ReadViewSet[BalanceAssertion]):
    """Balances typed by people or stated by imported files."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = AssertionSerializer
    queryset = BalanceAssertion.objects.select_related("account")
    orderings = by("date", "source", "created_at", "deleted_at")

    def get_queryset(self) -> QuerySet[BalanceAssertion]:
        rows: Any = super().get_queryset()
        is_trash = self.action == "restore" or (
            self.action == "list" and self.read_query(TrashQuery)["trash"]
        )
        found: QuerySet[BalanceAssertion] = rows.in_trash() if is_trash else rows.live()
        return found

    @extend_schema(parameters=[TrashQuery])
    def list(self, request: Request) -> Response:
        """List asserted balances, the newest first."""
        return super().list(request)

    @extend_schema(request=AssertionInput, responses={201: AssertionSerializer})
    def create(self, request: Request) -> Response:
        """Note what an account held at the end of a day."""
        values = self.read_body(AssertionInput)
        row = assert_balance(
            by=self.actor,
            account=values["account"],
            on=values["date"],
            amount=Decimal(values["balance"]),
        )
        return self.answer(row, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Move an asserted balance to the trash."""
        remove_assertion(by=self.actor, assertion=self.find_locked())
        return Response(status=204)

    @extend_schema(request=NoInput, responses=AssertionSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Take an asserted balance out of the trash."""
        return self.answer(restore_assertion(by=self.actor, assertion=self.find_locked()))

    @extend_schema(parameters=[OfAccount], responses=ChecksSerializer)
    @action(detail=False, pagination_class=None)
    def checks(self, request: Request) -> Response:
        """Hold every assertion against the books; of the first failed ones, name the first row."""
        account = self.read_query(OfAccount).get("account")
        found = check_assertions(self.household, accounts=[account] if account else None)
        failed = [each for each in reversed(found) if not each.is_held][:MOST_EXPLAINED]
        partings = {
            each.assertion.pk: first_parting(self.household, each.assertion) for each in failed
        }
        checks = [check_json(each, partings.get(each.assertion.pk)) for each in found]
        return Response({"checks": checks})
