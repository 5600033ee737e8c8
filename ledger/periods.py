"""Periods of time, half-open, and the rules by which a household divides its time into them.

`[start, end)` contains its first day and not its last: periods of one rule adjoin without gap or
overlap. Nothing here reads the clock; whoever asks says which day is today.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Protocol

DAY = timedelta(days=1)
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Weekday(IntEnum):
    """A day of the week, numbered as `date.weekday` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, but without, `end`; raises ValueError when there are none."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a period from {self.start} to {self.end} has no days")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last_day(self) -> date:
        """The last day within the period, one before `end`."""
        return self.end - DAY

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def dates(self) -> Iterator[date]:
        """Yield every day in order."""
        return (self.start + timedelta(days=number) for number in range(self.days))

    def overlap(self, other: Period) -> Period | None:
        """Return the days of both, or None when they share none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def shifted_to_end_at(self, end: date) -> Period:
        """Return the period of as many days that ends at `end`."""
        return Period(end - (self.end - self.start), end)

    @property
    def label(self) -> str:
        """The period in words: "Mar 2025", "2025", "3 Mar 2025" or "25 Mar – 24 Apr 2025"."""
        if self == Monthly().containing(self.start):
            return f"{MONTH_NAMES[self.start.month - 1]} {self.start.year}"
        if self == fiscal_years().containing(self.start):
            return str(self.start.year)
        last = self.last_day
        if self.start == last:
            return _day_label(last)
        if self.start.year != last.year:
            return f"{_day_label(self.start)} – {_day_label(last)}"
        month = "" if self.start.month == last.month else f" {MONTH_NAMES[self.start.month - 1]}"
        return f"{self.start.day}{month} – {_day_label(last)}"


def _day_label(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


class PeriodRule(Protocol):
    """A way to divide all time into adjoining periods."""

    def containing(self, day: date) -> Period:
        """Return the one period that `day` lies in."""


def next_period(rule: PeriodRule, period: Period) -> Period:
    """Return the period of `rule` that begins where `period` ends."""
    return rule.containing(period.end)


def previous_period(rule: PeriodRule, period: Period) -> Period:
    """Return the period of `rule` that ends where `period` begins."""
    return rule.containing(period.start - DAY)


def periods_in(rule: PeriodRule, span: Period) -> Iterator[Period]:
    """Yield every period of `rule` that shares a day with `span`, whole and in order."""
    period = rule.containing(span.start)
    while period.start < span.end:
        yield period
        period = next_period(rule, period)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later (earlier when negative).

    In a shorter month it is the last day: 31 January and one month is 28 or 29 February.
    """
    return day_of_month(*_month_at(day, months), day.day)


def day_of_month(year: int, month: int, number: int) -> date:
    """Return the day `number` (1 … 31) of a month, its last day where it has fewer."""
    return date(year, month, min(number, monthrange(year, month)[1]))


def last_working_day(year: int, month: int) -> date:
    """Return the last Monday to Friday of a month; holidays are not known."""
    last = day_of_month(year, month, 31)
    return last - timedelta(days=max(last.weekday() - Weekday.FRIDAY, 0))


def _month_at(day: date, offset: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + offset, 12)
    return year, month + 1


def _between(starts: Iterable[date], day: date) -> Period:
    """Return the period around `day` between two neighbours of `starts`."""
    ordered = sorted(starts)
    at = bisect_right(ordered, day)
    return Period(ordered[at - 1], ordered[at])


def _check_day_of_month(number: int) -> None:
    if not 1 <= number <= 31:
        raise ValueError(f"{number} is not a day of the month, 1 to 31")


@dataclass(frozen=True, slots=True)
class Monthly:
    """Months that begin on the day `start_day` (1 … 31), the last day of a shorter month."""

    start_day: int = 1

    def __post_init__(self) -> None:
        _check_day_of_month(self.start_day)

    def containing(self, day: date) -> Period:
        """Return the month that `day` lies in."""
        months = (_month_at(day, offset) for offset in (-1, 0, 1))
        return _between((day_of_month(*month, self.start_day) for month in months), day)


@dataclass(frozen=True, slots=True)
class LastWorkingDay:
    """Pay months that begin on the last working day (Monday to Friday) of each month."""

    def containing(self, day: date) -> Period:
        """Return the pay month that `day` lies in."""
        return _between((last_working_day(*_month_at(day, offset)) for offset in (-1, 0, 1)), day)


@dataclass(frozen=True, slots=True)
class SemiMonthly:
    """Half months that begin on two days of each month, by default the 1st and the 16th."""

    first_day: int = 1
    second_day: int = 16

    def __post_init__(self) -> None:
        _check_day_of_month(self.first_day)
        _check_day_of_month(self.second_day)
        if not self.first_day < min(self.second_day, 28):
            raise ValueError("two days of the month are needed in order, the first before the 28th")

    def containing(self, day: date) -> Period:
        """Return the half month that `day` lies in."""
        months = [_month_at(day, offset) for offset in (-1, 0, 1)]
        numbers = (self.first_day, self.second_day)
        return _between((day_of_month(*month, n) for month in months for n in numbers), day)


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Periods of equally many days, one of which begins on `anchor`: 7 are weeks, 14 fortnights."""

    days: int
    anchor: date

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 366:
            raise ValueError(f"a period of {self.days} days is not between 1 and 366")

    def containing(self, day: date) -> Period:
        """Return the period that `day` lies in."""
        start = day - timedelta(days=(day - self.anchor).days % self.days)
        return Period(start, start + timedelta(days=self.days))


def weekly(first: Weekday = Weekday.MONDAY) -> EveryDays:
    """Return weeks that begin on the weekday `first`."""
    monday = date(2024, 1, 1)
    return EveryDays(7, monday + timedelta(days=int(first)))


def fortnightly(anchor: date) -> EveryDays:
    """Return periods of 14 days, one of which begins on `anchor`, a pay day."""
    return EveryDays(14, anchor)


def four_weekly(anchor: date) -> EveryDays:
    """Return periods of four weeks, one of which begins on `anchor`; 13 of them are 364 days."""
    return EveryDays(28, anchor)


@dataclass(frozen=True, slots=True)
class MonthSpans:
    """Spans of whole months (3 a quarter, 12 a year) from a month and day on."""

    months: int
    start_month: int = 1
    start_day: int = 1

    def __post_init__(self) -> None:
        _check_day_of_month(self.start_day)
        if self.months not in {1, 2, 3, 4, 6, 12} or not 1 <= self.start_month <= 12:
            raise ValueError("a span has 1, 2, 3, 4, 6 or 12 months and begins in a month 1 to 12")

    def containing(self, day: date) -> Period:
        """Return the span that `day` lies in."""
        month = Monthly(self.start_day).containing(day).start
        offset = (month.month - self.start_month) % self.months
        start = day_of_month(*_month_at(month, -offset), self.start_day)
        end = day_of_month(*_month_at(start, self.months), self.start_day)
        return Period(start, end)


def quarterly() -> MonthSpans:
    """Return the quarters of the calendar year."""
    return MonthSpans(3)


def fiscal_years(start_month: int = 1, start_day: int = 1) -> MonthSpans:
    """Return years that begin on a day of a month: 6 April in the United Kingdom."""
    return MonthSpans(12, start_month, start_day)


class Preset(StrEnum):
    """The choices of a period selector."""

    THIS_WEEK = "this-week"
    LAST_WEEK = "last-week"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_QUARTER = "this-quarter"
    LAST_QUARTER = "last-quarter"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    LAST_7_DAYS = "last-7-days"
    LAST_30_DAYS = "last-30-days"
    LAST_90_DAYS = "last-90-days"
    LAST_3_MONTHS = "last-3-months"
    LAST_6_MONTHS = "last-6-months"
    LAST_12_MONTHS = "last-12-months"
    YEAR_TO_DATE = "year-to-date"

    @property
    def label(self) -> str:
        """The choice in words: "Last 30 days"."""
        return self.value.replace("-", " ").capitalize()


_WEEKS, _QUARTERS, _YEARS = weekly(), quarterly(), fiscal_years()


@dataclass(frozen=True, slots=True)
class HouseholdCalendar:
    """How a household divides its time; budgets and reports follow it."""

    weeks: PeriodRule = _WEEKS
    months: PeriodRule = Monthly()
    quarters: PeriodRule = _QUARTERS
    years: PeriodRule = _YEARS

    def preset(self, preset: Preset, today: date) -> Period:
        """Return the period that `preset` means on the day `today`.

        "Last 30 days" ends with today; "last 3 months" are this month and the two before it,
        whole; "last month" is the one before this one.
        """
        which, _, unit = preset.value.partition("-")
        if preset is Preset.YEAR_TO_DATE:
            return Period(self.years.containing(today).start, today + DAY)
        if unit.endswith("-days"):
            count = int(unit.partition("-")[0])
            return Period(today - timedelta(days=count - 1), today + DAY)
        if unit.endswith("-months"):
            return self._months_up_to(today, int(unit.partition("-")[0]))
        rule = self._rule(unit)
        current = rule.containing(today)
        return current if which == "this" else previous_period(rule, current)

    def _rule(self, unit: str) -> PeriodRule:
        rules = {"week": self.weeks, "month": self.months, "quarter": self.quarters}
        return rules.get(unit, self.years)

    def _months_up_to(self, today: date, count: int) -> Period:
        current = first = self.months.containing(today)
        for _ in range(count - 1):
            first = previous_period(self.months, first)
        return Period(first.start, current.end)
