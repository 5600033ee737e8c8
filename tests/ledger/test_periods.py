from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.periods import (
    EveryDays,
    HouseholdCalendar,
    LastWorkingDay,
    Monthly,
    MonthSpans,
    Period,
    PeriodRule,
    Preset,
    SemiMonthly,
    Weekday,
    add_months,
    fiscal_years,
    fortnightly,
    four_weekly,
    last_working_day,
    next_period,
    periods_in,
    previous_period,
    quarterly,
    weekly,
)

PAY_DAY = date(2024, 1, 12)
MONTHS_OF_13 = four_weekly(date(2024, 1, 1))

RULES: list[PeriodRule] = [
    *(Monthly(day) for day in (1, 15, 28, 29, 30, 31)),
    LastWorkingDay(),
    SemiMonthly(),
    SemiMonthly(15, 31),
    SemiMonthly(5, 20),
    weekly(),
    weekly(Weekday.SUNDAY),
    fortnightly(PAY_DAY),
    MONTHS_OF_13,
    EveryDays(1, PAY_DAY),
    quarterly(),
    fiscal_years(),
    fiscal_years(4, 6),
    fiscal_years(2, 29),
    MonthSpans(6, 3, 31),
    MonthSpans(2, 12, 30),
]

days = st.dates(date(1950, 1, 1), date(2080, 12, 31))
rules = st.sampled_from(RULES)


def period(text: str) -> Period:
    """Read "2024-01-25 2024-02-25": the first day and the day after the last."""
    start, end = text.split()
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        (Monthly(), "2024-02-29", "2024-02-01 2024-03-01"),
        (Monthly(), "2024-12-31", "2024-12-01 2025-01-01"),
        (Monthly(25), "2024-01-24", "2023-12-25 2024-01-25"),
        (Monthly(25), "2024-01-25", "2024-01-25 2024-02-25"),
        (Monthly(31), "2024-02-28", "2024-01-31 2024-02-29"),
        (Monthly(31), "2024-02-29", "2024-02-29 2024-03-31"),
        (Monthly(31), "2023-02-28", "2023-02-28 2023-03-31"),
        (Monthly(30), "2023-03-01", "2023-02-28 2023-03-30"),
        (LastWorkingDay(), "2024-03-28", "2024-02-29 2024-03-29"),
        (LastWorkingDay(), "2024-03-29", "2024-03-29 2024-04-30"),
        (LastWorkingDay(), "2024-03-31", "2024-03-29 2024-04-30"),
        (LastWorkingDay(), "2024-06-29", "2024-06-28 2024-07-31"),
        (SemiMonthly(), "2024-02-15", "2024-02-01 2024-02-16"),
        (SemiMonthly(), "2024-02-16", "2024-02-16 2024-03-01"),
        (SemiMonthly(15, 31), "2023-02-28", "2023-02-28 2023-03-15"),
        (SemiMonthly(15, 31), "2023-03-14", "2023-02-28 2023-03-15"),
        (SemiMonthly(10, 25), "2024-01-09", "2023-12-25 2024-01-10"),
        (weekly(), "2024-03-03", "2024-02-26 2024-03-04"),
        (weekly(Weekday.SUNDAY), "2024-03-03", "2024-03-03 2024-03-10"),
        (weekly(Weekday.FRIDAY), "1999-12-30", "1999-12-24 1999-12-31"),
        (fortnightly(PAY_DAY), "2024-01-12", "2024-01-12 2024-01-26"),
        (fortnightly(PAY_DAY), "2024-01-11", "2023-12-29 2024-01-12"),
        (fortnightly(PAY_DAY), "2025-01-01", "2024-12-27 2025-01-10"),
        (MONTHS_OF_13, "2024-12-29", "2024-12-02 2024-12-30"),
        (MONTHS_OF_13, "2024-12-30", "2024-12-30 2025-01-27"),
        (quarterly(), "2024-05-31", "2024-04-01 2024-07-01"),
        (fiscal_years(), "2024-12-31", "2024-01-01 2025-01-01"),
        (fiscal_years(4, 6), "2024-04-05", "2023-04-06 2024-04-06"),
        (fiscal_years(4, 6), "2024-04-06", "2024-04-06 2025-04-06"),
        (fiscal_years(10), "2024-09-30", "2023-10-01 2024-10-01"),
        (fiscal_years(2, 29), "2025-02-27", "2024-02-29 2025-02-28"),
    ],
)
def test_containing_gives_the_period_around_a_day(
    rule: PeriodRule, day: str, expected: str
) -> None:
    assert rule.containing(date.fromisoformat(day)) == period(expected)


@given(rules, days)
def test_containing_holds_for_every_day_of_its_period(rule: PeriodRule, day: date) -> None:
    found = rule.containing(day)

    assert day in found
    assert rule.containing(found.start) == found
    assert rule.containing(found.last_day) == found
    assert rule.containing(found.end) != found


@given(rules, days)
def test_neighbours_adjoin(rule: PeriodRule, day: date) -> None:
    found = rule.containing(day)

    assert previous_period(rule, found).end == found.start
    assert next_period(rule, found).start == found.end
    assert previous_period(rule, next_period(rule, found)) == found


@given(rules, days, st.integers(1, 400))
def test_periods_in_cover_a_span_without_gap(rule: PeriodRule, day: date, length: int) -> None:
    span = Period(day, day + timedelta(days=length))

    found = list(periods_in(rule, span))

    assert found[0].start <= span.start < found[0].end
    assert found[-1].start < span.end <= found[-1].end
    assert [one.end for one in found[:-1]] == [other.start for other in found[1:]]


def test_four_weekly_periods_are_thirteen_in_a_year_of_weeks() -> None:
    year = Period(date(2024, 1, 1), date(2024, 1, 1) + timedelta(weeks=52))

    assert [found.days for found in periods_in(MONTHS_OF_13, year)] == [28] * 13


@pytest.mark.parametrize("days_of_month", [(16, 1), (5, 5), (0, 16), (1, 32), (28, 31)])
def test_semi_monthly_refuses_days_that_do_not_part_a_month(
    days_of_month: tuple[int, int],
) -> None:
    with pytest.raises(ValueError, match="day"):
        SemiMonthly(*days_of_month)


@pytest.mark.parametrize("number", [0, 32, -1])
def test_monthly_refuses_what_is_no_day_of_a_month(number: int) -> None:
    with pytest.raises(ValueError, match="is not a day of the month"):
        Monthly(number)


@pytest.mark.parametrize("length", [0, -7, 367])
def test_every_days_refuses_odd_lengths(length: int) -> None:
    with pytest.raises(ValueError, match="is not between 1 and 366"):
        EveryDays(length, PAY_DAY)


@pytest.mark.parametrize(("months", "start_month"), [(5, 1), (0, 1), (3, 0), (12, 13)])
def test_month_spans_refuse_what_does_not_fill_a_year(months: int, start_month: int) -> None:
    with pytest.raises(ValueError, match="a span has"):
        MonthSpans(months, start_month)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-01-15", -13, "2022-12-15"),
        ("2024-01-15", 0, "2024-01-15"),
    ],
)
def test_add_months_keeps_to_the_month(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(days)
def test_last_working_day_is_followed_by_a_weekend_or_another_month(day: date) -> None:
    found = last_working_day(day.year, day.month)

    assert (found.year, found.month) == (day.year, day.month)
    assert found.weekday() <= Weekday.FRIDAY
    later = [found + timedelta(days=number) for number in (1, 2, 3)]
    assert all(d.month != found.month or d.weekday() > Weekday.FRIDAY for d in later)


def test_period_contains_its_start_and_not_its_end() -> None:
    march = period("2024-03-01 2024-04-01")

    assert [date(2024, 3, 1) in march, date(2024, 4, 1) in march] == [True, False]
    assert (march.days, march.last_day) == (31, date(2024, 3, 31))
    assert list(march.dates())[:2] == [date(2024, 3, 1), date(2024, 3, 2)]
    assert len(list(march.dates())) == march.days


@pytest.mark.parametrize("end", [date(2024, 3, 1), date(2024, 2, 29)])
def test_period_refuses_to_be_empty(end: date) -> None:
    with pytest.raises(ValueError, match="has no days"):
        Period(date(2024, 3, 1), end)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ("2024-02-01 2024-03-05", "2024-03-01 2024-03-05"),
        ("2024-03-10 2024-03-11", "2024-03-10 2024-03-11"),
        ("2024-02-01 2024-03-01", None),
        ("2024-04-01 2024-04-02", None),
    ],
)
def test_overlap_gives_the_shared_days(other: str, shared: str | None) -> None:
    march = period("2024-03-01 2024-04-01")

    assert march.overlap(period(other)) == (period(shared) if shared else None)
    assert period(other).overlap(march) == march.overlap(period(other))


def test_shifted_to_end_at_keeps_the_number_of_days() -> None:
    march = period("2024-03-01 2024-04-01")

    assert march.shifted_to_end_at(march.start) == period("2024-01-30 2024-03-01")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2024-03-01 2024-04-01", "Mar 2024"),
        ("2024-01-01 2025-01-01", "2024"),
        ("2024-03-03 2024-03-04", "3 Mar 2024"),
        ("2024-03-04 2024-03-11", "4 – 10 Mar 2024"),
        ("2024-03-25 2024-04-25", "25 Mar – 24 Apr 2024"),
        ("2023-12-25 2024-01-25", "25 Dec 2023 – 24 Jan 2024"),
        ("2024-04-06 2025-04-06", "6 Apr 2024 – 5 Apr 2025"),
        ("2024-03-01 2024-03-31", "1 – 30 Mar 2024"),
    ],
)
def test_label_says_the_period_in_words(text: str, label: str) -> None:
    assert period(text).label == label


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (Preset.THIS_WEEK, "2024-03-11 2024-03-18"),
        (Preset.LAST_WEEK, "2024-03-04 2024-03-11"),
        (Preset.THIS_MONTH, "2024-03-01 2024-04-01"),
        (Preset.LAST_MONTH, "2024-02-01 2024-03-01"),
        (Preset.THIS_QUARTER, "2024-01-01 2024-04-01"),
        (Preset.LAST_QUARTER, "2023-10-01 2024-01-01"),
        (Preset.THIS_YEAR, "2024-01-01 2025-01-01"),
        (Preset.LAST_YEAR, "2023-01-01 2024-01-01"),
        (Preset.LAST_7_DAYS, "2024-03-08 2024-03-15"),
        (Preset.LAST_30_DAYS, "2024-02-14 2024-03-15"),
        (Preset.LAST_90_DAYS, "2023-12-16 2024-03-15"),
        (Preset.LAST_3_MONTHS, "2024-01-01 2024-04-01"),
        (Preset.LAST_6_MONTHS, "2023-10-01 2024-04-01"),
        (Preset.LAST_12_MONTHS, "2023-04-01 2024-04-01"),
        (Preset.YEAR_TO_DATE, "2024-01-01 2024-03-15"),
    ],
)
def test_preset_means_a_period_of_the_calendar(preset: Preset, expected: str) -> None:
    assert HouseholdCalendar().preset(preset, date(2024, 3, 14)) == period(expected)


def test_preset_follows_the_households_own_rules() -> None:
    calendar = HouseholdCalendar(months=Monthly(25), years=fiscal_years(4, 6))
    today = date(2024, 3, 14)

    assert calendar.preset(Preset.THIS_MONTH, today) == period("2024-02-25 2024-03-25")
    assert calendar.preset(Preset.LAST_3_MONTHS, today) == period("2023-12-25 2024-03-25")
    assert calendar.preset(Preset.YEAR_TO_DATE, today) == period("2023-04-06 2024-03-15")


@given(st.sampled_from(Preset), days)
def test_preset_holds_today_unless_it_is_a_past_unit(preset: Preset, today: date) -> None:
    found = HouseholdCalendar().preset(preset, today)

    past = {Preset.LAST_WEEK, Preset.LAST_MONTH, Preset.LAST_QUARTER, Preset.LAST_YEAR}
    assert (today in found) != (preset in past)
    assert found.start <= today


def test_preset_label_reads_well() -> None:
    assert [Preset.LAST_30_DAYS.label, Preset.YEAR_TO_DATE.label] == [
        "Last 30 days",
        "Year to date",
    ]
