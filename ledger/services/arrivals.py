"""Matching what has arrived to what was due, and recording what is due by itself.

Nothing is counted twice: a transaction belongs to one time of one schedule, what has arrived is
not recorded, and what was recorded becomes one with the bank's own row when that comes.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor, Origin
from accounts.models import Household
from ledger.enums import AmountKind, OccurrenceState, TransactionSource
from ledger.models import Occurrence, Posting, Schedule, Transaction
from ledger.periods import DAY, Period
from ledger.reports.schedules import Expected, expected_between, is_broken, live_schedules
from ledger.services.errors import LedgerError
from ledger.services.history import record_change_set
from ledger.services.occurrences import match_occurrence, post_occurrence
from ledger.services.recorded import confirm_occurrence, recorded_times

logger = logging.getLogger(__name__)

EVER = Period(date.min, date.max)
LOOK_BACK = timedelta(days=92)
_ABOUT, _OTHER_PRICE = Decimal("0.2"), Decimal("0.35")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A transaction that may be what was due: its leg in the schedule's account, and its words."""

    id: int
    account: int
    day: date
    amount: Decimal
    payee: int | None
    words: str
    others: frozenset[int]
    is_from_bank: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the schedules did, and what it could not do and why."""

    matched: int = 0
    posted: int = 0
    refused: tuple[tuple[int, date, str], ...] = ()


@db.atomic
def run_schedules(*, by: Actor, today: date) -> Run:
    """Match what has arrived, then record what is due until `today` and was not recorded yet.

    Catches up on days on which nothing ran. Repeating it changes nothing. What is refused, as in a
    closed period, stays due and is told.
    """
    matched = match_arrivals(by=by, today=today)
    posted, refused = 0, []
    posting = [row for row in live_schedules(by.household) if row.posts and not is_broken(row)]
    days = _reach(posting, today)
    decided = set(
        Occurrence.objects.in_household(by.household)
        .filter(schedule__in=[row.pk for row in posting])
        .values_list("schedule_id", "due_on")
    )
    for each in expected_between(by.household, posting, days=days, today=today):
        if (each.schedule.pk, each.due_on) in decided:
            continue
        try:
            with db.atomic():
                post_occurrence(by=by, schedule=each.schedule, due_on=each.due_on)
            posted += 1
        except LedgerError as error:
            refused.append((each.schedule.pk, each.due_on, str(error)))
    return Run(matched, posted, tuple(refused))


def _reach(schedules: Iterable[Schedule], today: date) -> Period:
    starts = [row.starts_on for row in schedules if row.starts_on <= today]
    return Period(min(starts, default=today), today + DAY)


@db.atomic
def match_arrivals(*, by: Actor, today: date) -> int:
    """Match transactions of the last three months to what is open; returns how many.

    The pairs that differ least in amount, then in days, come first; each is used once. What a
    person opened again is left to people.
    """
    schedules = live_schedules(by.household)
    if not schedules:
        return 0
    span = Period(today - LOOK_BACK, today + timedelta(days=62))
    expected = expected_between(by.household, schedules, days=span, today=today)
    touched = _touched(by.household, schedules)
    free = _free(by.household, expected)
    wanted = [each for each in expected if _is_wanted(each, touched, free)]
    if not wanted:
        return 0
    arrivals = _arrivals(by.household, {row.account_id for row in schedules}, span)
    return sum(_join(by, each, arrival) for each, arrival in _pairs(wanted, arrivals))


def named_arrivals(
    household: Household, named: Mapping[int, int]
) -> list[tuple[Expected, Arrival]]:
    """Return which transaction is which open time of the schedule that `named` gives for it.

    As `match_arrivals` would pair them, but that their words need not name it: account, window of
    days and amount decide, each time and each transaction is used once, and what a person opened
    again is left to people. A row of the bank's may be what was recorded, too. Nothing is written.
    Five queries, none when nothing is named, and two more where something was recorded.
    """
    schedules = live_schedules(household, ids=set(named.values())) if named else []
    if not schedules:
        return []
    accounts = {row.account_id for row in schedules}
    arrivals = _arrivals(household, accounts, EVER, only=list(named))
    if not arrivals:
        return []
    days = [arrival.day for arrival in arrivals]
    before = max(row.late_days for row in schedules) * DAY
    beyond = max(row.early_days for row in schedules) * DAY
    span = Period(min(days) - before, max(days) + beyond + DAY)
    touched = _touched(household, schedules)
    expected = expected_between(household, schedules, days=span, today=max(days))
    free = _free(household, expected)
    wanted = [each for each in expected if _is_wanted(each, touched, free)]
    return _pairs(wanted, arrivals, named)


def _touched(household: Household, schedules: list[Schedule]) -> set[tuple[int, date]]:
    """Return the times that a person opened again."""
    rows = Occurrence.objects.in_household(household).filter(
        schedule__in=[row.pk for row in schedules], state=OccurrenceState.EXPECTED
    )
    return set(rows.values_list("schedule_id", "due_on"))


def _free(household: Household, expected: Iterable[Expected]) -> frozenset[int]:
    """Return the recorded transactions that may become one with a row of the bank's."""
    if all(each.state != OccurrenceState.POSTED for each in expected):
        return frozenset()
    return frozenset(each.transaction_id or 0 for each in recorded_times(household))


def _is_wanted(each: Expected, touched: set[tuple[int, date]], free: frozenset[int]) -> bool:
    if (each.schedule.pk, each.due_on) in touched:
        return False
    return each.is_open or each.transaction_id in free


def _arrivals(
    household: Household,
    accounts: set[int],
    span: Period,
    *,
    only: Collection[int] | None = None,
) -> list[Arrival]:
    """Return what is in the accounts and of no schedule yet, of `only` these; two queries."""
    used = Occurrence.objects.in_household(household).filter(transaction__isnull=False)
    legs = (
        Posting.objects.in_household(household)
        .live()
        .filter(account__in=accounts, date__gte=span.start, date__lt=span.end)
        .exclude(transaction__in=used.values("transaction"))
        .exclude(transaction__source=TransactionSource.SCHEDULE)
        .select_related("transaction")
    )
    rows = list(legs if only is None else legs.filter(transaction__in=only))
    others: dict[int, set[int]] = {}
    known = Posting.objects.in_household(household).filter(
        transaction__in=[leg.transaction_id for leg in rows]
    )
    for key, account in known.values_list("transaction_id", "account_id"):
        others.setdefault(key, set()).add(account)
    return [_arrival(leg, others.get(leg.transaction_id, set())) for leg in rows]


def _arrival(leg: Posting, accounts: set[int]) -> Arrival:
    row = leg.transaction
    return Arrival(
        id=row.pk,
        account=leg.account_id,
        day=row.date,
        amount=leg.amount,
        payee=row.payee_id,
        words=f"{row.raw_payee} {row.memo}".casefold(),
        others=frozenset(accounts - {leg.account_id}),
        is_from_bank=row.source in {TransactionSource.IMPORT, TransactionSource.BANK},
    )


def _pairs(
    expected: list[Expected], arrivals: list[Arrival], named: Mapping[int, int] | None = None
) -> list[tuple[Expected, Arrival]]:
    """Return which arrival is which time, each used once, the nearest first.

    With `named` an arrival is of the schedule that it gives for it, and of no other.
    """
    return nearest(
        (each, arrival)
        for each in expected
        for arrival in arrivals
        if (
            fits(each, arrival)
            if named is None
            else named[arrival.id] == each.schedule.pk and fits(each, arrival, is_named=True)
        )
    )


def nearest(pairs: Iterable[tuple[Expected, Arrival]]) -> list[tuple[Expected, Arrival]]:
    """Return pairs in which each time and each arrival is once, those that differ least first."""
    used: tuple[set[tuple[int, date]], set[int]] = (set(), set())
    found = []
    for each, arrival in sorted(pairs, key=_distance):
        time = (each.schedule.pk, each.due_on)
        if time not in used[0] and arrival.id not in used[1]:
            used[0].add(time)
            used[1].add(arrival.id)
            found.append((each, arrival))
    return found


def _distance(pair: tuple[Expected, Arrival]) -> tuple[Decimal, int]:
    each, arrival = pair
    return abs(arrival.amount - each.amount.amount), abs((arrival.day - each.expected_on).days)


def fits(each: Expected, arrival: Arrival, *, is_named: bool = False) -> bool:
    """Say whether an arrival can be what was due: account, window of days, who, and how much.

    Under another price it has to be of the very payee. In the place of what was recorded comes
    only a row of the bank's. `is_named` where somebody says that it is of this schedule.
    """
    schedule = each.schedule
    late = (arrival.day - each.expected_on).days
    if arrival.account != schedule.account_id:
        return False
    if not -schedule.early_days <= late <= schedule.late_days:
        return False
    if each.state == OccurrenceState.POSTED and not arrival.is_from_bank:
        return False
    is_payee = is_named or (schedule.payee_id is not None and arrival.payee == schedule.payee_id)
    is_known = is_payee or _is_named(schedule, arrival)
    return is_known and _is_amount(each, arrival.amount, is_payee=is_payee)


def _is_named(schedule: Schedule, arrival: Arrival) -> bool:
    name = schedule.payee.name if schedule.payee else schedule.name
    is_transfer = schedule.other.is_place and schedule.other_id in arrival.others
    return is_transfer or name.casefold() in arrival.words


def _is_amount(each: Expected, amount: Decimal, *, is_payee: bool) -> bool:
    schedule, wanted = each.schedule, each.amount.amount
    if schedule.amount_kind == AmountKind.RANGE and schedule.amount_to is not None:
        low, high = sorted((schedule.amount, schedule.amount_to))
        return low <= amount <= high
    if AmountKind(schedule.amount_kind).pays_a_card:
        return amount < 0
    band = Decimal(0)
    if schedule.amount_kind == AmountKind.ABOUT:
        band = _ABOUT
    if is_payee:
        band = max(band, _OTHER_PRICE)
    return abs(amount - wanted) <= abs(wanted) * band


def _join(by: Actor, each: Expected, arrival: Arrival) -> bool:
    """Let an arrival be what was due; False where it cannot be one with what was recorded."""
    row = Transaction.objects.in_household(by.household).get(pk=arrival.id)
    if each.is_open or each.transaction_id is None:
        match_occurrence(by=by, schedule=each.schedule, due_on=each.due_on, transaction=row)
        return True
    try:
        with db.atomic():
            change = confirm_occurrence(by, each, row)
    except LedgerError:
        return False
    summary = _("%(what)s arrived in place of what was recorded") % {"what": each.schedule}
    record_change_set(by=by, kind="schedule.matched", summary=summary, rows=[change])
    return True


def run_household(household: Household, today: date) -> Run:
    """Run a household's schedules as the schedules themselves; logs what was refused."""
    run = run_schedules(by=Actor.system(household, Origin.SCHEDULE), today=today)
    for schedule, day, reason in run.refused:
        logger.warning("schedule %s of %s was not recorded: %s", schedule, day, reason)
    return run
