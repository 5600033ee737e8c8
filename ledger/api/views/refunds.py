"""Money back for purchases: refunds, and claims on those who owe it."""

from __future__ import annotations

from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.fields import NoInput
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.refunds import (
    ClaimInput,
    ClaimSerializer,
    OwedSerializer,
    RefundInput,
    RefundSerializer,
    RefundUpdate,
    line_json,
)
from ledger.api.views.found_pairs import found_or_404
from ledger.api.views.sharing import SharingViewSet
from ledger.enums import ClaimState
from ledger.models import Claim, Refund
from ledger.reports.claims import claim_lines
from ledger.services.refund_months import set_refund_month
from ledger.services.refunds import add_claim, link_refund, set_claim_state, unlink_refund


class RefundViewSet(ReadViewSet[Refund]):
    """Money that came back for purchases."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = RefundSerializer
    queryset = Refund.objects.live()
    ordering = ("pk",)
    orderings = by("amount", "currency")

    @extend_schema(request=RefundInput, responses={201: RefundSerializer})
    def create(self, request: Request) -> Response:
        """Say that a transaction is money back for a purchase; it takes its category."""
        values = self.read_body(RefundInput)
        row = found_or_404(
            lambda: link_refund(
                by=self.actor,
                purchase=values["purchase"],
                incoming=values["incoming"],
                claim=values["claim"],
            )
        )
        return self.answer(row, status=201)

    @extend_schema(request=RefundUpdate, responses=RefundSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Let it count in the month of its purchase, or in its own again."""
        row = self.find_locked()
        wanted = self.read_body(RefundUpdate)["is_in_purchase_month"]
        return self.answer(set_refund_month(by=self.actor, refund=row, in_purchase_month=wanted))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Say that it is no money back after all; its category stays."""
        unlink_refund(by=self.actor, refund=self.find_locked())
        return Response(status=204)


class ClaimViewSet(SharingViewSet):
    """What somebody is to pay back of purchases."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = ClaimSerializer
    queryset = Claim.objects.live()
    ordering = ("pk",)
    orderings = by("asked_on", "amount", "state")

    @extend_schema(request=ClaimInput, responses={201: ClaimSerializer})
    def create(self, request: Request) -> Response:
        """Note who is to pay how much of a purchase back."""
        values = self.read_body(ClaimInput)
        row = found_or_404(
            lambda: add_claim(
                by=self.actor,
                purchase=values["purchase"],
                payee=values["payee"],
                amount=Decimal(values["amount"]),
                asked_on=values["asked_on"],
            )
        )
        return self.answer(row, status=201)

    @extend_schema(responses=OwedSerializer)
    @action(detail=False, pagination_class=None)
    def owed(self, request: Request) -> Response:
        """List all claims with what came for each, what is still owed, and its age."""
        lines = claim_lines(self.household, today=self.today)
        return Response({"claims": [line_json(line) for line in lines]})

    @extend_schema(request=NoInput, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, pk: int) -> Response:
        """Give a claim up."""
        return self._set(ClaimState.WAIVED)

    @extend_schema(request=NoInput, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Take a claim up again that was given up."""
        return self._set(ClaimState.OPEN)

    def _set(self, state: ClaimState) -> Response:
        row = self.find_locked()
        return self.answer(set_claim_state(by=self.actor, claim=row, state=state))
