"""Days as queries name them."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.periods import HouseholdCalendar, Monthly
from ledger.query.dates import END, FIRST_DAY, read_span
from ledger.query.errors import QueryError, Span
from ledger.query.syntax import Value

TODAY = date(2026, 3, 20)  # a Friday


def days(text: str, calendar: HouseholdCalendar | None = None) -> tuple[date, date]:
    return read_span(Value(text, Span(5, 5 + len(text))), calendar or HouseholdCalendar(), TODAY)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-q2", "2026-04-01", "2026-07-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-3", "2026-03-01", "2026-04-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("today", "2026-03-20", "2026-03-21"),
        ("yesterday", "2026-03-19", "2026-03-20"),
        ("tomorrow", "2026-03-21", "2026-03-22"),
        ("this-week", "2026-03-16", "2026-03-23"),
        ("last-week", "2026-03-09", "2026-03-16"),
        ("this-month", "2026-03-01", "2026-04-01"),
        ("Last-Month", "2026-02-01", "2026-03-01"),
        ("next-month", "2026-04-01", "2026-05-01"),
        ("this-quarter", "2026-01-01", "2026-04-01"),
        ("last-quarter", "2025-10-01", "2026-01-01"),
        ("this-year", "2026-01-01", "2027-01-01"),
        ("last-year", "2025-01-01", "2026-01-01"),
        ("year-to-date", "2026-01-01", "2026-03-21"),
        ("last-1-day", "2026-03-20", "2026-03-21"),
        ("last-90-days", "2025-12-21", "2026-03-21"),
        ("next-7-days", "2026-03-20", "2026-03-27"),
        ("last-3-months", "2026-01-01", "2026-04-01"),
        ("next-2-months", "2026-03-01", "2026-05-01"),
        ("last-2-years", "2025-01-01", "2027-01-01"),
        ("2025-03..2025-06", "2025-03-01", "2025-07-01"),
        ("last-month..today", "2026-02-01", "2026-03-21"),
    ],
)
def test_read_span(text: str, first: str, after: str) -> None:
    assert days(text) == (date.fromisoformat(first), date.fromisoformat(after))


def test_read_span_leaves_an_end_open() -> None:
    assert days("2026-03..") == (date(2026, 3, 1), END)
    assert days("..2026-03") == (FIRST_DAY, date(2026, 4, 1))


def test_read_span_follows_the_months_of_the_household() -> None:
    calendar = HouseholdCalendar(months=Monthly(25))

    assert days("this-month", calendar) == (date(2026, 2, 25), date(2026, 3, 25))


def test_presets_of_periods_mean_the_same_in_queries() -> None:
    from ledger.periods import Preset

    calendar = HouseholdCalendar()

    for preset in Preset:
        period = calendar.preset(preset, TODAY)
        assert days(preset.value) == (period.start, period.end)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("soon", (5, 4)),
        ("2026-13", (5, 7)),
        ("2026-02-30", (5, 10)),
        ("0000", (5, 4)),
        ("last-0-days", (5, 11)),
        ("last-0-months", (5, 13)),
        ("9999", (5, 4)),
        ("2026..soon", (11, 4)),
        ("soon..2026", (5, 4)),
        ("2026-06..2026-03", (5, 16)),
        ("..", (5, 2)),
    ],
)
def test_read_span_tells_what_is_no_date(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(QueryError) as caught:
        days(text)

    assert (caught.value.position, caught.value.length) == place
