"""When something that recurs is due: plain arithmetic on dates, without times or time zones.

A rule says its days; weekends and holidays may shift each of them. Days are dates, so that the hour
that a clock jumps over moves nothing. Intervals are half-open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count

import holidays
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ledger.periods import DAY, add_months, day_of_month

MOST_EVERY = 366
LAST_DAY = 31
"""As a day of the month: its last one, however long it is."""
_MOST_SHIFT = timedelta(days=14)
_NEVER = date(2200, 1, 1)


class Unit(TextChoices):
    """What is counted from one to the next."""

    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")
    YEAR = "year", _("years")


class Shift(TextChoices):
    """Where a day goes that is a weekend or a holiday."""

    NONE = "none", _("stays where it is")
    BEFORE = "before", _("moves to the working day before")
    AFTER = "after", _("moves to the working day after")


@dataclass(frozen=True, slots=True)
class Due:
    """One of a series: the day that the rule names, and the one that it is expected on."""

    number: int
    """From 1; skipped ones are counted."""
    nominal: date
    expected: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often something recurs, from `start` on; raises ValueError when that cannot be.

    `days` are days of the month, for units of months: (1, 15) twice a month, 31 the last day; where
    a month is shorter its last day stands in. `nth` with `weekday` (0 is Monday) is the n-th such
    day of the month, -1 the last one. Otherwise the day is that of `start`.
    """

    start: date
    unit: Unit = Unit.MONTH
    every: int = 1
    days: tuple[int, ...] = ()
    nth: int = 0
    weekday: int = 0
    until: date | None = None
    """The first day on which nothing is due any more."""
    times: int | None = None
    """How many there are in all."""
    skipped: frozenset[date] = frozenset()
    """Nominal days that are left out."""
    shift: Shift = Shift.NONE
    country: str = ""
    """Whose holidays shift, as ISO 3166; weekends alone where it is empty."""

    def __post_init__(self) -> None:
        if not 1 <= self.every <= MOST_EVERY:
            raise ValueError(f"every has to be 1 to {MOST_EVERY}, not {self.every}")
        if not all(1 <= day <= LAST_DAY for day in self.days):
            raise ValueError("days of the month are 1 to 31")
        if self.nth not in {-1, 0, 1, 2, 3, 4, 5} or not 0 <= self.weekday <= 6:
            raise ValueError("there is no such weekday in a month")
        if (self.days or self.nth) and self.unit is not Unit.MONTH:
            raise ValueError("days of the month need a rule that counts months")
        if self.days and self.nth:
            raise ValueError("give days of the month or a weekday of it, not both")
        if self.times is not None and self.times < 1:
            raise ValueError("it has to happen once at least")
        if self.country and self.country not in countries():
            raise ValueError(f"no holidays are known of {self.country}")

    def between(self, start: date, end: date) -> Iterator[Due]:
        """Yield what is expected in [start, end), in order of its nominal days.

        What a weekend shifts into the days, or out of them, is counted where it is expected.
        """
        for due in self._all():
            if due.nominal >= end + _MOST_SHIFT:
                return
            if start <= due.expected < end and due.nominal not in self.skipped:
                yield due

    def after(self, day: date) -> Due | None:
        """Return the first that is expected on `day` or later, None when there is none left."""
        return next(self.between(day, _NEVER), None)

    def _all(self) -> Iterator[Due]:
        end = min(self.until or _NEVER, _NEVER)
        for number, nominal in enumerate(self._nominal(), start=1):
            if nominal >= end or (self.times is not None and number > self.times):
                return
            yield Due(number, nominal, shifted(nominal, self.shift, self.country))

    def _nominal(self) -> Iterator[date]:
        if self.unit in {Unit.DAY, Unit.WEEK}:
            step = timedelta(days=self.every * (7 if self.unit is Unit.WEEK else 1))
            day = self.start
            while day < _NEVER:
                yield day
                day += step
            return
        months = self.every * (12 if self.unit is Unit.YEAR else 1)
        for nth in count():
            month = add_months(self.start.replace(day=1), nth * months)
            if month >= _NEVER:
                return
            yield from (day for day in self._days_in(month) if day >= self.start)

    def _days_in(self, month: date) -> list[date]:
        if self.nth:
            found = nth_weekday(month, self.nth, self.weekday)
            return [found] if found else []
        numbers = self.days or (self.start.day,)
        return sorted({day_of_month(month.year, month.month, number) for number in numbers})


def nth_weekday(month: date, nth: int, weekday: int) -> date | None:
    """Return the n-th weekday of the month that starts on `month`, -1 the last.

    None for a fifth that the month does not have.
    """
    following = add_months(month, 1)
    if nth < 0:
        return following - timedelta(days=(following.weekday() - weekday - 1) % 7 + 1)
    day = month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (nth - 1))
    return day if day < following else None


def shifted(day: date, shift: Shift, country: str = "") -> date:
    """Return the working day that `day` moves to; itself where it is one, or nothing shifts."""
    step = -DAY if shift is Shift.BEFORE else DAY
    while shift is not Shift.NONE and not is_working_day(day, country):
        day += step
    return day


def is_working_day(day: date, country: str = "") -> bool:
    """Say whether banks work: no weekend, and no public holiday of the country."""
    return day.weekday() < 5 and not (country and day in _holidays(country, day.year))


@lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """Return the countries whose holidays are known, as ISO 3166 codes."""
    return tuple(sorted(code for code in holidays.list_supported_countries() if len(code) == 2))
