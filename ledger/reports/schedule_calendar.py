"""A month as a calendar: what was, what is expected, and how much will be there each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Household
from ledger.enums import ASSET_KINDS, AccountKind
from ledger.models import Account, Posting, Schedule
from ledger.money import Money, MoneyBag
from ledger.periods import Period, add_months
from ledger.reports.figures import BEGINNING, sum_stretches
from ledger.reports.schedules import Expected, expected_between, live_schedules

SPENDABLE = frozenset({AccountKind.CHECKING, AccountKind.SAVINGS, AccountKind.CASH})


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: what came in and went out, what is expected, what is there at its end."""

    day: date
    is_in_month: bool
    is_today: bool
    moved: MoneyBag
    """What moved on everyday accounts, money in positive."""
    count: int
    expected: tuple[Expected, ...]
    balance: MoneyBag
    """At the end of the day on everyday accounts: booked, and from today on what is expected."""


@dataclass(frozen=True, slots=True)
class ScheduleCalendar:
    """Whole weeks from Monday that hold a month."""

    month: date
    weeks: tuple[tuple[CalendarDay, ...], ...]

    @property
    def previous(self) -> date:
        return add_months(self.month, -1)

    @property
    def following(self) -> date:
        return add_months(self.month, 1)


def schedule_calendar(household: Household, month: date, *, today: date) -> ScheduleCalendar:
    """Return the calendar of the month that starts on `month`.

    Everyday accounts are checking, savings and cash. What was missed is counted as if it came
    today. A fixed number of queries.
    """
    start = month - timedelta(days=month.weekday())
    end = add_months(month, 1)
    end += timedelta(days=-end.weekday() % 7)
    days = Period(start, end)
    accounts = _everyday(household)
    schedules = live_schedules(household)
    ahead = expected_between(
        household, schedules, days=Period(min(start, today - timedelta(days=60)), end), today=today
    )
    moved, counts = _moved(household, accounts, days)
    running = _balance(household, accounts, start)
    coming = _coming(ahead, accounts, today)
    before = [money for day, parts in coming.items() if day < start for money in parts]
    running = running + MoneyBag.of(before)
    by_day: dict[date, list[Expected]] = defaultdict(list)
    for each in ahead:
        by_day[each.expected_on].append(each)
    found = []
    for day in days.dates():
        bag = MoneyBag.of(moved[day])
        running = running + bag + MoneyBag.of(coming.get(day, ()))
        shown = tuple(by_day[day])
        is_in = day.month == month.month
        found.append(CalendarDay(day, is_in, day == today, bag, counts[day], shown, running))
    weeks = tuple(tuple(found[at : at + 7]) for at in range(0, len(found), 7))
    return ScheduleCalendar(month, weeks)


def _everyday(household: Household) -> list[int]:
    rows = Account.objects.in_household(household).live().filter(kind__in=SPENDABLE & ASSET_KINDS)
    return list(rows.values_list("pk", flat=True))


def _moved(
    household: Household, accounts: list[int], days: Period
) -> tuple[dict[date, list[Money]], dict[date, int]]:
    rows = (
        Posting.objects.in_household(household)
        .live()
        .filter(account__in=accounts, date__gte=days.start, date__lt=days.end)
    )
    moved: dict[date, list[Money]] = defaultdict(list)
    counts: dict[date, int] = defaultdict(int)
    for day, amount, currency in rows.values_list("date", "amount", "currency"):
        moved[day].append(Money(amount, currency))
        counts[day] += 1
    return moved, counts


def _balance(household: Household, accounts: list[int], before: date) -> MoneyBag:
    figures = sum_stretches(household, [Period(BEGINNING, before)], accounts=accounts)
    return MoneyBag.of(figure.amount for figure in figures)


def _coming(
    expected: Iterable[Expected], accounts: list[int], today: date
) -> dict[date, list[Money]]:
    """Return what is still open, by the day on which it moves everyday accounts."""
    coming: dict[date, list[Money]] = defaultdict(list)
    held = set(accounts)
    for each in expected:
        if each.is_open:
            coming[max(each.expected_on, today)] += list(_moves(each.schedule, each.amount, held))
    return coming


def _moves(schedule: Schedule, amount: Money, held: set[int]) -> Iterable[Money]:
    if schedule.account_id in held:
        yield amount
    if schedule.other_id in held and schedule.other.currency == amount.currency:
        yield -amount
