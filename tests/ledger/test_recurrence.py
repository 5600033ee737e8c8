"""When something is due: month ends, weekdays, weekends, holidays, ends and skips."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.recurrence import Due, Recurrence, Shift, Unit, is_working_day, nth_weekday, shifted


def expected(start: str, end: str = "2027-01-01", **rule: Any) -> list[str]:
    """Return the days expected until `end`, as ISO dates."""
    recurrence = Recurrence(start=date.fromisoformat(start), **rule)
    found = recurrence.between(recurrence.start - timedelta(14), date.fromisoformat(end))
    return [due.expected.isoformat() for due in found]


@pytest.mark.parametrize(
    ("start", "end", "rule", "days"),
    [
        pytest.param(
            "2026-01-29", "2026-06-01", {},
            ["2026-01-29", "2026-02-28", "2026-03-29", "2026-04-29", "2026-05-29"],
            id="monthly on the 29th",
        ),
        pytest.param(
            "2026-01-30", "2026-05-01", {},
            ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"],
            id="monthly on the 30th",
        ),
        pytest.param(
            "2026-01-31", "2026-06-01", {},
            ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"],
            id="monthly on the 31st is the month's end and never drifts",
        ),
        pytest.param(
            "2028-01-31", "2028-04-01", {},
            ["2028-01-31", "2028-02-29", "2028-03-31"],
            id="month's end of a leap year",
        ),
        pytest.param(
            "2024-02-29", "2029-01-01", {"unit": Unit.YEAR},
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
            id="yearly on 29 February",
        ),
        pytest.param(
            "2026-03-16", "2026-05-01", {"unit": Unit.WEEK, "every": 2},
            ["2026-03-16", "2026-03-30", "2026-04-13", "2026-04-27"],
            id="14 days across the clock's jump forward",
        ),
        pytest.param(
            "2026-10-12", "2026-11-20", {"unit": Unit.DAY, "every": 14},
            ["2026-10-12", "2026-10-26", "2026-11-09"],
            id="14 days across the clock's jump back",
        ),
        pytest.param(
            "2026-01-10", "2026-03-20", {"days": (1, 15)},
            ["2026-01-15", "2026-02-01", "2026-02-15", "2026-03-01", "2026-03-15"],
            id="twice a month, from the first that is not past",
        ),
        pytest.param(
            "2026-02-01", "2026-04-01", {"days": (15, 30, 31)},
            ["2026-02-15", "2026-02-28", "2026-03-15", "2026-03-30", "2026-03-31"],
            id="two days that a short month makes one",
        ),
        pytest.param(
            "2026-01-01", "2026-05-01", {"nth": 2, "weekday": 1},
            ["2026-01-13", "2026-02-10", "2026-03-10", "2026-04-14"],
            id="second Tuesday",
        ),
        pytest.param(
            "2026-01-01", "2026-04-01", {"nth": -1, "weekday": 4},
            ["2026-01-30", "2026-02-27", "2026-03-27"],
            id="last Friday",
        ),
        pytest.param(
            "2026-01-01", "2026-06-01", {"nth": 5, "weekday": 4},
            ["2026-01-30", "2026-05-29"],
            id="fifth Friday, in months that have one",
        ),
        pytest.param(
            "2026-01-31", "2027-01-01", {"every": 3},
            ["2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31"],
            id="quarterly",
        ),
        pytest.param(
            "2026-01-31", "2026-07-01", {"shift": Shift.BEFORE},
            ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29", "2026-06-30"],
            id="weekend shift to before",
        ),
        pytest.param(
            "2026-01-03", "2026-04-01", {"shift": Shift.AFTER},
            ["2026-01-05", "2026-02-03", "2026-03-03"],
            id="weekend shift to after",
        ),
        pytest.param(
            "2026-05-01", "2026-05-10", {"shift": Shift.AFTER, "country": "DE"},
            ["2026-05-04"],
            id="holiday and weekend shift to after",
        ),
        pytest.param(
            "2026-04-06", "2026-05-01", {"shift": Shift.BEFORE, "country": "DE"},
            ["2026-04-02"],
            id="Easter shifts to the Thursday before",
        ),
        pytest.param(
            "2026-05-01", "2026-05-10", {"shift": Shift.AFTER, "country": "US"},
            ["2026-05-01"],
            id="another country works on that day",
        ),
        pytest.param(
            "2026-01-15", "2027-01-01", {"times": 3},
            ["2026-01-15", "2026-02-15", "2026-03-15"],
            id="ends after a count",
        ),
        pytest.param(
            "2026-01-15", "2027-01-01", {"until": date(2026, 3, 15)},
            ["2026-01-15", "2026-02-15"],
            id="ends before a day",
        ),
        pytest.param(
            "2026-01-15", "2027-01-01", {"times": 4, "skipped": frozenset({date(2026, 2, 15)})},
            ["2026-01-15", "2026-03-15", "2026-04-15"],
            id="a skipped one counts",
        ),
    ],
)  # fmt: skip
def test_days_expected(start: str, end: str, rule: dict[str, Any], days: list[str]) -> None:
    assert expected(start, end, **rule) == days


def test_shift_moves_into_the_interval_and_out_of_it() -> None:
    rule = Recurrence(start=date(2026, 1, 31), shift=Shift.AFTER)

    january = list(rule.between(date(2026, 1, 1), date(2026, 2, 1)))
    february = list(rule.between(date(2026, 2, 1), date(2026, 3, 1)))

    assert january == []
    assert february == [Due(1, date(2026, 1, 31), date(2026, 2, 2))]


def test_after_is_the_next_one_or_none() -> None:
    rule = Recurrence(start=date(2026, 1, 31), times=2)

    days = [rule.after(date(2026, month, 1)) for month in (1, 2, 3)]

    assert days == [
        Due(1, date(2026, 1, 31), date(2026, 1, 31)),
        Due(2, date(2026, 2, 28), date(2026, 2, 28)),
        None,
    ]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"every": 0}, "every has to be"),
        ({"every": 367}, "every has to be"),
        ({"days": (0,)}, "days of the month are"),
        ({"days": (32,)}, "days of the month are"),
        ({"nth": 6}, "no such weekday"),
        ({"nth": 1, "weekday": 7}, "no such weekday"),
        ({"nth": 1, "days": (1,)}, "not both"),
        ({"unit": Unit.WEEK, "days": (1,)}, "need a rule that counts months"),
        ({"times": 0}, "once at least"),
        ({"country": "XX"}, "no holidays are known"),
    ],
)
def test_what_cannot_be_is_refused(rule: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Recurrence(start=date(2026, 1, 1), **rule)


@given(
    start=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    unit=st.sampled_from(list(Unit)),
    every=st.integers(1, 12),
    shift=st.sampled_from(list(Shift)),
    cut=st.integers(0, 700),
)
def test_two_halves_of_a_span_are_the_whole(
    start: date, unit: Unit, every: int, shift: Shift, cut: int
) -> None:
    rule = Recurrence(start=start, unit=unit, every=every, shift=shift)
    first, last = start - timedelta(20), start + timedelta(720)
    middle = first + timedelta(cut)

    halves = [*rule.between(first, middle), *rule.between(middle, last)]

    assert sorted(halves, key=lambda due: due.number) == list(rule.between(first, last))


@given(day=st.dates(date(2000, 1, 1), date(2040, 1, 1)), shift=st.sampled_from(list(Shift)))
def test_shifted_days_are_worked_on(day: date, shift: Shift) -> None:
    moved = shifted(day, shift)

    assert shift is Shift.NONE or is_working_day(moved)
    assert abs((moved - day).days) <= 2


@pytest.mark.parametrize(
    ("nth", "weekday", "day"),
    [(1, 0, 5), (1, 3, 1), (4, 3, 22), (5, 3, 29), (5, 0, None), (-1, 0, 26), (-1, 5, 31)],
)
def test_nth_weekday(nth: int, weekday: int, day: int | None) -> None:
    found = nth_weekday(date(2026, 1, 1), nth, weekday)

    assert (found.day if found else None) == day
