"""Schedules: keeping them, the times that are due, and what detection proposes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import RowViewSet, TrashQuery
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.money import check_currency
from ledger.api.serializers.schedules import (
    AlertsSerializer,
    MatchInput,
    PriceInput,
    ProposalKey,
    ProposalsSerializer,
    ScheduleInput,
    ScheduleSerializer,
    SettledSerializer,
    StateInput,
    TimeInput,
    TimesQuery,
    TimesSerializer,
    alert_json,
    draft_of,
    proposal_json,
    time_json,
)
from ledger.enums import ScheduleState
from ledger.models import Occurrence, Schedule, Transaction
from ledger.money import Money
from ledger.periods import Period
from ledger.reports.schedules import expected_between, household_alerts, live_schedules
from ledger.services.occurrences import (
    match_occurrence,
    post_occurrence,
    reopen_occurrence,
    skip_occurrence,
)
from ledger.services.proposals import accept_proposal, dismiss_proposal, open_proposals
from ledger.services.schedules import (
    create_schedule,
    delete_schedule,
    reprice_schedule,
    restore_schedule,
    set_schedule_state,
    update_schedule,
)

YEAR = timedelta(days=366)


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class ScheduleViewSet(RowViewSet[Schedule]):
    """What is due again and again; dismissed proposals are not listed."""

    scope = TokenScope.TRANSACTIONS
    write_permission = Permission.RECORD
    serializer_class = ScheduleSerializer
    queryset = Schedule.objects.exclude(state=ScheduleState.DISMISSED)
    ordering = ("name", "pk")
    orderings = by("name", "state", "starts_on", "ends_before", "deleted_at")
    create_input = update_input = ScheduleInput

    def create_row(self, values: dict[str, Any]) -> Schedule:
        return create_schedule(by=self.actor, draft=draft_of(values))

    def update_row(self, row: Schedule, values: dict[str, Any]) -> Schedule:
        return update_schedule(by=self.actor, schedule=row, draft=draft_of(values, row))

    def delete_row(self, row: Schedule) -> None:
        delete_schedule(by=self.actor, schedule=row)

    def restore_row(self, row: Schedule) -> Schedule:
        return restore_schedule(by=self.actor, schedule=row)

    @extend_schema(request=StateInput, responses=ScheduleSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request: Request, pk: int) -> Response:
        """Pause a schedule, or go on with it."""
        row = self.find_locked()
        state = ScheduleState(self.read_body(StateInput)["state"])
        return self.answer(set_schedule_state(by=self.actor, schedule=row, state=state))

    @extend_schema(parameters=[TimesQuery], responses=TimesSerializer)
    @action(detail=False, pagination_class=None)
    def times(self, request: Request) -> Response:
        """List what is expected of all active schedules, and what became of it."""
        asked = self.read_query(TimesQuery)
        start = asked.get("start", self.today)
        days = Period(start, max(asked.get("end", start + YEAR), start + timedelta(days=1)))
        rows = live_schedules(self.household)
        times = expected_between(self.household, rows, days=days, today=self.today)
        return Response({"times": [time_json(each) for each in times]})

    @extend_schema(responses=AlertsSerializer)
    @action(detail=False, pagination_class=None)
    def alerts(self, request: Request) -> Response:
        """List what needs a look: missed, at another price, renewed soon, broken."""
        found = household_alerts(self.household, today=self.today)
        return Response({"alerts": [alert_json(each) for each in found]})

    @extend_schema(request=PriceInput, responses=ScheduleSerializer)
    @action(detail=True, methods=["post"])
    def reprice(self, request: Request, pk: int) -> Response:
        """Expect another amount from now on; what was expected before stays."""
        row = self.find_locked()
        amount: Money = self.read_body(PriceInput)["amount"]
        check_currency("amount", amount, row.account.currency)
        return self.answer(reprice_schedule(by=self.actor, schedule=row, amount=amount.amount))

    @extend_schema(request=TimeInput, responses=SettledSerializer)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: int) -> Response:
        """Leave one time out."""
        return self._settle(skip_occurrence)

    @extend_schema(request=TimeInput, responses=SettledSerializer)
    @action(detail=True, methods=["post"])
    def record(self, request: Request, pk: int) -> Response:
        """Record one time as a transaction, on the day that it is expected on."""
        return self._settle(post_occurrence)

    @extend_schema(request=TimeInput, responses=SettledSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Expect a time again that was skipped or matched."""
        return self._settle(reopen_occurrence)

    @extend_schema(request=MatchInput, responses=SettledSerializer)
    @action(detail=True, methods=["post"])
    def match(self, request: Request, pk: int) -> Response:
        """Say that a transaction is what was due."""
        row = self.find_locked()
        values = self.read_body(MatchInput)
        rows = Transaction.objects.in_household(self.household).live()
        found = get_object_or_404(rows, pk=values["transaction"])
        done = match_occurrence(
            by=self.actor, schedule=row, due_on=values["due_on"], transaction=found
        )
        return Response(SettledSerializer(done).data)

    def _settle(self, act: Callable[..., Occurrence]) -> Response:
        row = self.find_locked()
        due_on: date = self.read_body(TimeInput)["due_on"]
        done = act(by=self.actor, schedule=row, due_on=due_on)
        return Response(SettledSerializer(done).data)

    @extend_schema(responses=ProposalsSerializer)
    @action(detail=False, pagination_class=None)
    def proposals(self, request: Request) -> Response:
        """List what recurs in the books and is no schedule yet."""
        found = open_proposals(self.household, today=self.today)
        return Response({"proposals": [proposal_json(each) for each in found]})

    @extend_schema(request=ProposalKey, responses={201: ScheduleSerializer})
    @action(detail=False, methods=["post"])
    def accept(self, request: Request) -> Response:
        """Make a schedule of a proposal."""
        key = self.read_body(ProposalKey)["key"]
        return self.answer(accept_proposal(by=self.actor, key=key, today=self.today), status=201)

    @extend_schema(request=ProposalKey, responses={204: None})
    @action(detail=False, methods=["post"])
    def dismiss(self, request: Request) -> Response:
        """Never propose this again; the history takes that back."""
        key = self.read_body(ProposalKey)["key"]
        dismiss_proposal(by=self.actor, key=key, today=self.today)
        return Response(status=204)
