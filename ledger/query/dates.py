"""Days, months, quarters and years as queries name them, and those that move with today."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from ledger.periods import DAY, HouseholdCalendar, Period, PeriodRule, add_months, previous_period
from ledger.query.errors import QueryError, Span
from ledger.query.syntax import Value

WORDS = (
    "today",
    "yesterday",
    "tomorrow",
    *(
        f"{which}-{unit}"
        for unit in ("week", "month", "quarter", "year")
        for which in ("this", "last", "next")
    ),
    "year-to-date",
    "last-7-days",
    "last-30-days",
    "last-90-days",
    "last-3-months",
    "last-12-months",
)
FIRST_DAY, END = date.min, date.max
_WRITTEN = re.compile(r"(\d{4})(?:-(?:[qQ]([1-4])|(\d{1,2})(?:-(\d{1,2}))?))?")
_NAMED = re.compile(r"(this|last|next)-(week|month|quarter|year)")
_COUNTED = re.compile(r"(last|next)-(\d{1,3})-(day|week|month|quarter|year)s?")
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}


def read_span(value: Value, calendar: HouseholdCalendar, today: date) -> tuple[date, date]:
    """Return the days [start, end) that a value means: `2025-03`, `last-month`, `2025-03..today`.

    An end left out is open. Raises QueryError for what names no days, or ends before it begins.
    """
    first, dots, last = value.text.partition("..")
    if not dots:
        period = read_period(value.text, value.span, calendar, today)
        return period.start, period.end
    start, end = FIRST_DAY, END
    begins = value.span.start + value.is_quoted
    if first:
        span = Span(begins, begins + len(first))
        start = read_period(first, span, calendar, today).start
    if last:
        span = Span(begins + len(first) + 2, begins + len(value.text))
        end = read_period(last, span, calendar, today).end
    if start >= end or not (first or last):
        problem = _("these dates hold no day")
        raise QueryError(value.span, problem, _("write the earlier one first: 2025-03..2025-06"))
    return start, end


def read_period(text: str, span: Span, calendar: HouseholdCalendar, today: date) -> Period:
    """Return the days that one name of days means; raises QueryError for none."""
    word = text.lower()
    try:
        period = _relative(word, calendar, today) or _written(word)
    except (ValueError, OverflowError):
        period = None
    if period is None:
        problem = _("“%s” is no date") % text
        remedy = _("write 2026, 2026-q1, 2026-03, 2026-03-31, or words such as last-month")
        raise QueryError(span, problem, remedy)
    return period


def _written(word: str) -> Period | None:
    found = _WRITTEN.fullmatch(word)
    if found is None:
        return None
    year, quarter, month, day = found.groups()
    if quarter:
        start = date(int(year), int(quarter) * 3 - 2, 1)
        return Period(start, add_months(start, 3))
    start = date(int(year), int(month or 1), int(day or 1))
    if day:
        return Period(start, start + DAY)
    return Period(start, add_months(start, 1 if month else 12))


def _relative(word: str, calendar: HouseholdCalendar, today: date) -> Period | None:
    if word in _NEAR:
        day = today + timedelta(days=_NEAR[word])
        return Period(day, day + DAY)
    if word == "year-to-date":
        return Period(calendar.years.containing(today).start, today + DAY)
    if found := _NAMED.fullmatch(word):
        rule = _rule(calendar, found[2])
        now = rule.containing(today)
        return {"this": now, "last": _steps(rule, now, -1), "next": _steps(rule, now, 1)}[found[1]]
    found = _COUNTED.fullmatch(word)
    return _counted(found, calendar, today) if found else None


def _counted(found: re.Match[str], calendar: HouseholdCalendar, today: date) -> Period:
    """Return the last or next so many: days up to today or from it on, else whole periods.

    The period of today is one of them: the last 3 months are this month and the two before it.
    """
    is_last, count, unit = found[1] == "last", int(found[2]), found[3]
    if unit == "day":
        span = timedelta(days=count - 1)
        return Period(today - span, today + DAY) if is_last else Period(today, today + span + DAY)
    rule = _rule(calendar, unit)
    now = rule.containing(today)
    other = _steps(rule, now, (1 - count) if is_last else count - 1)
    if count == 0:
        raise ValueError("no period at all")
    return Period(other.start, now.end) if is_last else Period(now.start, other.end)


def _rule(calendar: HouseholdCalendar, unit: str) -> PeriodRule:
    rules = {
        "week": calendar.weeks,
        "month": calendar.months,
        "quarter": calendar.quarters,
        "year": calendar.years,
    }
    return rules[unit]


def _steps(rule: PeriodRule, period: Period, steps: int) -> Period:
    for _step in range(abs(steps)):
        period = rule.containing(period.end) if steps > 0 else previous_period(rule, period)
    return period
