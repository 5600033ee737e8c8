"""What recurs, case by case: found in the books, made a schedule, expected and met again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from ledger.periods import Period
from ledger.reports.schedules import expected_between
from ledger.services.arrivals import match_arrivals
from ledger.services.proposals import accept_proposal, open_proposals
from tests.factories.books import Books
from tests.ledger.recurring.cases import every, monthly

TODAY = date(2026, 7, 2)
FIRST = date(2026, 1, 1)


def paid(days: Iterable[date], *amounts: str) -> list[tuple[date, str]]:
    """Return days with their amounts; the last amount is that of all that follow."""
    return [(day, amounts[min(nth, len(amounts) - 1)]) for nth, day in enumerate(days)]


def friday_before(day: date) -> date:
    return day - timedelta({5: 1, 6: 2}.get(day.weekday(), 0))


@dataclass(frozen=True)
class Case:
    """What was paid to one merchant, what is said of it, and when the schedules expect it."""

    paid: list[tuple[date, str]]
    said: tuple[str, ...]
    later: tuple[str, str]
    """A stretch, half-open."""
    expected: tuple[str, ...]
    comes: tuple[str, str] = ("", "")
    """What is paid next, which the schedule has to take for its own."""


SPRING = ("2027-01-01", "2027-04-01")
CASES = {
    "day 29": Case(
        paid(monthly(FIRST, 29, 6), "9.90"),
        ("6 times, every month; 9.90 EUR each",),
        SPRING,
        ("2027-01-29", "2027-02-28", "2027-03-29"),
        ("2026-07-29", "9.90"),
    ),
    "day 30": Case(
        paid(monthly(FIRST, 30, 6), "9.90"),
        ("6 times, every month; 9.90 EUR each",),
        SPRING,
        ("2027-01-30", "2027-02-28", "2027-03-30"),
        ("2026-07-30", "9.90"),
    ),
    "day 31": Case(
        paid(monthly(FIRST, 31, 6), "9.90"),
        ("6 times, every month; 9.90 EUR each",),
        SPRING,
        ("2027-01-31", "2027-02-28", "2027-03-31"),
        ("2026-07-31", "9.90"),
    ),
    "weekend shift": Case(
        paid(map(friday_before, monthly(FIRST, 28, 6)), "9.90"),
        ("6 times, every month; 9.90 EUR each",),
        ("2026-11-01", "2027-01-01"),
        ("2026-11-27", "2026-12-27"),
        ("2026-07-27", "9.90"),
    ),
    "14-day across DST": Case(
        paid(every(date(2026, 2, 16), 14, 10), "70"),
        ("10 times, every 14 days; 70.00 EUR each",),
        ("2026-10-12", "2026-11-20"),
        ("2026-10-12", "2026-10-26", "2026-11-09"),
        ("2026-07-06", "70"),
    ),
    "price rise": Case(
        paid(monthly(FIRST, 5, 6), *["9.99"] * 4, "12.99"),
        ("6 times, every month; 12.99 EUR each; 9.99 EUR until 5 May 2026",),
        ("2026-08-01", "2026-10-01"),
        ("2026-08-05", "2026-09-05"),
        ("2026-07-05", "12.99"),
    ),
    "skipped month": Case(
        paid([day for day in monthly(FIRST, 5, 6) if day.month != 4], "9.99"),
        ("5 times, every month; 9.99 EUR each; missed once",),
        ("2026-08-01", "2026-10-01"),
        ("2026-08-05", "2026-09-05"),
        ("2026-07-05", "9.99"),
    ),
    "annual": Case(
        paid([date(2024, 5, 2), date(2025, 5, 2), date(2026, 5, 4)], "119.88"),
        ("3 times, every year; 119.88 EUR each",),
        ("2027-01-01", "2029-01-01"),
        ("2027-05-02", "2028-05-02"),
    ),
    "two subscriptions at one merchant": Case(
        [*paid(monthly(FIRST, 5, 6), "4.99"), *paid(monthly(FIRST, 5, 6), "12.99")],
        (
            "6 times, every month; 12.99 EUR each",
            "6 times, every month; 4.99 EUR each",
        ),
        ("2026-08-01", "2026-09-01"),
        ("2026-08-05", "2026-08-05"),
        ("2026-07-05", "12.99"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_recurrence(books: Books, case: Case) -> None:
    for day, amount in case.paid:
        books.spend(str(day), amount, books.rent, payee="Filmkiste")

    found = open_proposals(books.household, today=TODAY)
    rows = [accept_proposal(by=books.actor, key=each.key, today=TODAY) for each in found]

    days = Period(*map(date.fromisoformat, case.later))
    due = expected_between(books.household, rows, days=days, today=TODAY)
    assert tuple(sorted(each.reason for each in found)) == case.said
    assert tuple(f"{each.expected_on}" for each in due) == case.expected
    assert open_proposals(books.household, today=TODAY) == ()
    if any(case.comes):
        on, much = case.comes
        books.spend(on, much, books.rent, payee="Filmkiste")
        after = date.fromisoformat(on) + timedelta(days=1)
        assert match_arrivals(by=books.actor, today=after) == 1
