"""What people paid for us and we lent them: booked, paid back, set off, forgiven, written off."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.token_scopes import TokenScope
from ledger.api.serializers.debts import (
    DebtInput,
    DebtSerializer,
    DebtSettleInput,
    ForgiveInput,
    OffInput,
    PayInput,
    SetOffInput,
    WriteOffAdvanceInput,
)
from ledger.api.serializers.refunds import person_json
from ledger.api.views.found_pairs import found_or_404
from ledger.models import Payee, Transaction
from ledger.reports.people import person_line
from ledger.services.advances import advance, collect_advance, write_off_advance
from ledger.services.debts import DebtDraft, pay_back, record_debt, set_off, settle_debt
from ledger.services.write_offs import forgive_debt


class DebtViewSet(MemberViewSet[Transaction]):
    """What we owe to people or lent them; what is open is listed with the claims on them."""

    scope = TokenScope.TRANSACTIONS
    queryset = Transaction.objects.all()
    serializer_class = DebtSerializer
    pagination_class = None

    @extend_schema(request=DebtInput, responses={201: DebtSerializer})
    def create(self, request: Request) -> Response:
        """Book what somebody paid for us: spending of its day, owed to them."""
        values = self.read_body(DebtInput)
        values |= {"amount": Decimal(values["amount"]), "tags": tuple(values["tags"])}
        row = record_debt(by=self.actor, draft=DebtDraft(**values))
        return self._answer(values["person"], row, status=201)

    @extend_schema(request=PayInput, responses={201: DebtSerializer})
    @action(detail=False, methods=["post"])
    def pay(self, request: Request) -> Response:
        """Record that we paid a person back; the oldest is settled first."""
        return self._settle(pay_back, PayInput)

    @extend_schema(request=PayInput, responses={201: DebtSerializer})
    @action(detail=False, methods=["post"])
    def advance(self, request: Request) -> Response:
        """Record that we lent a person money; what we owe them is settled first."""
        return self._settle(advance, PayInput)

    @extend_schema(request=PayInput, responses={201: DebtSerializer})
    @action(detail=False, methods=["post"])
    def collect(self, request: Request) -> Response:
        """Record that a person gave back what we lent them, all or part of it."""
        return self._settle(collect_advance, PayInput)

    @extend_schema(request=ForgiveInput, responses={201: DebtSerializer})
    @action(detail=False, methods=["post"])
    def forgive(self, request: Request) -> Response:
        """Note that a person wants back no more of it: income of the day, the oldest first."""
        return self._settle(forgive_debt, ForgiveInput)

    @extend_schema(request=WriteOffAdvanceInput, responses={201: DebtSerializer})
    @action(detail=False, methods=["post"], url_path="write-off")
    def write_off(self, request: Request) -> Response:
        """Let what we lent a person be our own spending of the day, all or part of it."""
        return self._settle(write_off_advance, WriteOffAdvanceInput)

    @extend_schema(request=DebtSettleInput, responses=DebtSerializer)
    @action(detail=False, methods=["post"])
    def settle(self, request: Request) -> Response:
        """Say that a transaction is what we paid a person back."""
        values = self.read_body(DebtSettleInput)
        row = found_or_404(lambda: settle_debt(by=self.actor, today=self.today, **values))
        return self._answer(values["person"], row)

    @extend_schema(request=SetOffInput, responses=DebtSerializer)
    @action(detail=False, methods=["post"], url_path="set-off")
    def set_off(self, request: Request) -> Response:
        """Settle what a person owes us by what we owe them, as far as both go."""
        person = self.read_body(SetOffInput)["person"]
        set_off(by=self.actor, person=person, today=self.today)
        return self._answer(person, None)

    def _settle(
        self, service: Callable[..., Transaction], kind: type[PayInput | OffInput]
    ) -> Response:
        values = self.read_body(kind)
        values |= {"amount": Decimal(values["amount"]), "on": values.pop("date")}
        return self._answer(values["person"], service(by=self.actor, **values), status=201)

    def _answer(self, person: Payee, row: Transaction | None, *, status: int = 200) -> Response:
        line = person_line(self.household, person, today=self.today)
        found = {"transaction": row.pk if row else None, "person": person_json(line)}
        return Response(found, status)
