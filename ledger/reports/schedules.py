"""What is due: each time of each schedule, what became of it, and what needs a look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import OuterRef, Subquery, Sum

from accounts.models import Household
from ledger.enums import AmountKind, OccurrenceState, ScheduleState
from ledger.models import Occurrence, Posting, Schedule
from ledger.money import Money, MoneyBag
from ledger.periods import DAY, Period
from ledger.recurrence import Due, Unit
from ledger.reports.card_statements import CardStatements
from ledger.reports.figures import BEGINNING, sum_stretches
from ledger.reports.tree import AccountTree

RENEWAL_AHEAD = timedelta(days=30)
"""How long before it a yearly payment is told of."""
ALERTS_BACK = timedelta(days=60)
_ARRIVED = frozenset({OccurrenceState.MATCHED, OccurrenceState.POSTED})
_MOVED = Subquery(
    Posting.objects.filter(
        household=OuterRef("household"),
        transaction=OuterRef("transaction"),
        account=OuterRef("schedule__account"),
    )
    .order_by()
    .values("transaction")
    .annotate(moved=Sum("amount"))
    .values("moved")
)
"""What a transaction moved on the account of its schedule, money out negative."""
_PER_MONTH = {
    Unit.DAY: Decimal("30.4375"),
    Unit.WEEK: Decimal("4.348214"),
    Unit.MONTH: Decimal(1),
    Unit.YEAR: Decimal(1) / 12,
}


class AlertKind(StrEnum):
    """What about a schedule needs a look."""

    MISSED = "missed"
    PRICE = "price"
    RENEWAL = "renewal"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One time of a schedule; the amount is signed as its account sees it."""

    schedule: Schedule
    number: int
    due_on: date
    expected_on: date
    state: OccurrenceState
    amount: Money
    """What was or is expected."""
    arrived: Money | None = None
    """What came, where it did."""
    transaction_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in {OccurrenceState.EXPECTED, OccurrenceState.MISSED}

    @property
    def is_other_price(self) -> bool:
        is_fixed = self.schedule.amount_kind == AmountKind.EXACT
        return is_fixed and self.arrived is not None and self.arrived != self.amount


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that needs a look, about one time of a schedule, or none of it."""

    kind: AlertKind
    schedule: Schedule
    expected: Expected | None = None

    @property
    def is_repriced(self) -> bool:
        """Whether taking the price that came solves it."""
        return self.kind == AlertKind.PRICE and self.schedule.total is None


def live_schedules(
    household: Household,
    *states: ScheduleState,
    ids: Iterable[int] | None = None,
    tree: AccountTree | None = None,
) -> list[Schedule]:
    """Return the schedules in these states, active ones unless said, with accounts and payee.

    With `tree`, the accounts already read are used.
    """
    rows = Schedule.objects.in_household(household).live()
    rows = rows.filter(state__in=states or [ScheduleState.ACTIVE])
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    joined = ["payee"] if tree else ["payee", "account", "other"]
    found = list(rows.select_related(*joined).order_by("name", "pk"))
    if tree:
        tree.attach(found, "account", "other")
    return found


def expected_between(
    household: Household,
    schedules: Iterable[Schedule],
    *,
    days: Period,
    today: date,
    owed: Mapping[int, Decimal] | None = None,
) -> tuple[Expected, ...]:
    """Return every time of the schedules that is expected in `days`, in order of days.

    What did not arrive in its window is missed, as of `today`. One query, a second for cards
    whose balance is paid, unless `owed` gives the balances by account, debit positive, and another
    for those that are paid by their statement.
    """
    rows = list(schedules)
    known = _known(household, rows, days)
    balances = _owed(household, rows, today) if owed is None else owed
    statements = CardStatements.of(household, rows)
    facts = _Facts(known, _arrived(known.values()), balances, statements, today)
    found = [
        _expected(row, due, facts)
        for row in rows
        for due in row.recurrence().between(days.start, days.end)
    ]
    return tuple(sorted(found, key=lambda each: (each.expected_on, each.schedule.pk)))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the times of some schedules."""

    rows: Mapping[tuple[int, date], Occurrence]
    arrived: Mapping[int, Decimal]
    """By transaction, what moved on the account of its schedule."""
    owed: Mapping[int, Decimal]
    statements: CardStatements
    today: date


def _known(
    household: Household, schedules: list[Schedule], days: Period
) -> dict[tuple[int, date], Occurrence]:
    rows = Occurrence.objects.in_household(household).filter(
        schedule__in=[row.pk for row in schedules],
        expected_on__gte=days.start,
        expected_on__lt=days.end,
    )
    seen = rows.select_related("transaction").annotate(moved=_MOVED)
    return {(row.schedule_id, row.due_on): row for row in seen}


def _arrived(rows: Iterable[Occurrence]) -> dict[int, Decimal]:
    """Return, by transaction, what moved on the account of the schedule it belongs to."""
    moved = {row.transaction_id: getattr(row, "moved", None) for row in rows}
    return {key: amount for key, amount in moved.items() if key and amount is not None}


def _expected(schedule: Schedule, due: Due, facts: _Facts) -> Expected:
    currency = schedule.account.currency
    row = facts.rows.get((schedule.pk, due.nominal))
    amount = row.amount if row else amount_of(schedule, due, facts.owed, facts.statements)
    state = state_of(schedule, due.expected, row, facts.today)
    has_come = row is not None and state in _ARRIVED and row.transaction_id is not None
    came = facts.arrived.get(row.transaction_id or 0) if row is not None and has_come else None
    return Expected(
        schedule=schedule,
        number=due.number,
        due_on=due.nominal,
        expected_on=due.expected,
        state=state,
        amount=Money(amount, currency),
        arrived=Money(came, currency) if came is not None else None,
        transaction_id=row.transaction_id if row is not None and has_come else None,
    )


def state_of(
    schedule: Schedule, expected_on: date, row: Occurrence | None, today: date
) -> OccurrenceState:
    """Return what became of one time of a schedule.

    What arrived and was deleted is expected again; what the schedule recorded and a person deleted
    is skipped, so that it is not recorded again.
    """
    state = OccurrenceState(row.state) if row else OccurrenceState.EXPECTED
    if row is not None and state in _ARRIVED and _is_gone(row):
        is_posted = state == OccurrenceState.POSTED
        state = OccurrenceState.SKIPPED if is_posted else OccurrenceState.EXPECTED
    if state == OccurrenceState.EXPECTED:
        last = expected_on + timedelta(days=schedule.late_days)
        return OccurrenceState.MISSED if last < today else state
    return state


def _is_gone(row: Occurrence) -> bool:
    return row.transaction is None or row.transaction.deleted_at is not None


def amount_of(
    schedule: Schedule, due: Due, owed: Mapping[int, Decimal], statements: CardStatements
) -> Decimal:
    """Return what a time is about; the last instalment is what the others leave.

    `owed` gives, by account, the balance of cards that are paid, debit positive. It also stands in
    for a statement that is not there yet.
    """
    kind = AmountKind(schedule.amount_kind)
    if kind.pays_a_card:
        held = owed.get(schedule.other_id, Decimal(0))
        if kind is AmountKind.STATEMENT:
            stated = statements.paid_on(schedule.other_id, due.expected)
            held = held if stated is None else stated
        return min(held, Decimal(0))
    if schedule.total is not None and schedule.times == due.number:
        return schedule.total - schedule.amount * (due.number - 1)
    return schedule.amount


def _owed(household: Household, schedules: list[Schedule], today: date) -> dict[int, Decimal]:
    cards = [row.other_id for row in schedules if AmountKind(row.amount_kind).pays_a_card]
    if not cards:
        return {}
    until = Period(BEGINNING, today + DAY)
    figures = sum_stretches(household, [until], accounts=cards)
    return {figure.account_id: figure.amount.amount for figure in figures}


def card_balances(
    household: Household, schedules: list[Schedule], *, today: date
) -> dict[int, Decimal]:
    """Return the balance, debit positive, of each card that these schedules pay, at day's end."""
    return _owed(household, schedules, today)


def per_month(schedules: Iterable[Schedule]) -> tuple[MoneyBag, MoneyBag]:
    """Return what the schedules bring in and what they take in a month of average length.

    Money moved between places and balances of cards are neither.
    """
    parts: tuple[list[Money], list[Money]] = ([], [])
    for row in schedules:
        if not row.other.is_place and not AmountKind(row.amount_kind).pays_a_card:
            times = _PER_MONTH[Unit(row.unit)] * max(len(row.days), 1) / row.every
            money = Money(row.amount, row.account.currency).times(times).rounded()
            parts[row.amount < 0].append(money)
    return MoneyBag.of(parts[0]), MoneyBag.of(parts[1])


def next_due(
    household: Household, schedules: Iterable[Schedule], *, today: date
) -> dict[int, Expected]:
    """Return, by schedule, the first time from today on that is still open."""
    horizon = Period(today, today + timedelta(days=400))
    found: dict[int, Expected] = {}
    for each in expected_between(household, schedules, days=horizon, today=today):
        if each.is_open:
            found.setdefault(each.schedule.pk, each)
    return found


def schedule_alerts(
    household: Household,
    schedules: Iterable[Schedule],
    *,
    today: date,
    owed: Mapping[int, Decimal] | None = None,
) -> tuple[Alert, ...]:
    """Return what was missed or came at another price lately, what is renewed soon, what is broken.

    Lately are the last 60 days. A price needs a look while it is the latest that came and not what
    the schedule says. A schedule is broken when one of its accounts is in the trash.
    """
    rows = list(schedules)
    if not rows:
        return ()
    span = Period(today - ALERTS_BACK, today + RENEWAL_AHEAD + DAY)
    alerts = [Alert(AlertKind.BROKEN, row) for row in rows if is_broken(row)]
    times = expected_between(household, rows, days=span, today=today, owed=owed)
    latest = {each.schedule.pk: each for each in times if each.arrived is not None}
    for each in times:
        kind = _alert_kind(each, latest, today)
        if kind is not None:
            alerts.append(Alert(kind, each.schedule, each))
    return tuple(alerts)


def household_alerts(
    household: Household,
    *,
    today: date,
    owed: Mapping[int, Decimal] | None = None,
    tree: AccountTree | None = None,
) -> tuple[Alert, ...]:
    """Return what needs a look of all active schedules; one query where there are none.

    `owed` as in `expected_between`, `tree` as in `live_schedules`.
    """
    schedules = live_schedules(household, tree=tree)
    return schedule_alerts(household, schedules, today=today, owed=owed)


def is_broken(schedule: Schedule) -> bool:
    """Say whether a schedule needs an account that is in the trash or closed."""
    accounts = (schedule.account, schedule.other)
    return any(each.deleted_at is not None or each.closed_on is not None for each in accounts)


def _alert_kind(each: Expected, latest: Mapping[int, Expected], today: date) -> AlertKind | None:
    if each.state == OccurrenceState.MISSED:
        return AlertKind.MISSED
    came = each.arrived
    is_news = came is not None and came.amount != each.schedule.amount
    if each.is_other_price and is_news and latest[each.schedule.pk] is each:
        return AlertKind.PRICE
    if each.schedule.unit == Unit.YEAR and each.is_open and each.expected_on >= today:
        return AlertKind.RENEWAL
    return None
