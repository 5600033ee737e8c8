"""Which stretch of time a page is about: a preset by name, or two days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.periods import DAY, Monthly, MonthSpans, Period, previous_period, quarterly

LONGEST = timedelta(days=366 * 30)


@dataclass(frozen=True, slots=True)
class PeriodTab:
    """A preset to choose."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """The chosen stretch, the presets beside it, and what was wrong with the query if anything."""

    period: Period
    tabs: tuple[PeriodTab, ...]
    problem: str = ""

    @property
    def until(self) -> date:
        return self.period.last_day


_PRESETS: dict[str, tuple[Any, Callable[[Monthly, date], Period]]] = {
    "month": (_("This month"), lambda months, today: months.containing(today)),
    "last-month": (
        _("Last month"),
        lambda months, today: previous_period(months, months.containing(today)),
    ),
    "quarter": (_("This quarter"), lambda _months, today: quarterly().containing(today)),
    "year": (_("This year"), lambda _months, today: MonthSpans(12).containing(today)),
    "90-days": (_("90 days"), lambda _months, today: Period(today - 89 * DAY, today + DAY)),
}
PRESETS = tuple(_PRESETS)
"""The names of the presets."""


def choose_period(parameters: Mapping[str, str], *, start_day: int, today: date) -> PeriodChoice:
    """Read `period` (a preset's name) or `start` and `until` (days, both included).

    What cannot be read becomes this month, with a word about it. Months begin on `start_day`.
    """
    months = Monthly(start_day)
    name = parameters.get("period", "")
    problem = ""
    period = None
    if parameters.get("start") or parameters.get("until"):
        name = ""
        try:
            period = _custom(parameters)
        except ValueError as error:
            problem = str(error)
    if period is None:
        name = name if name in _PRESETS else "month"
        period = _PRESETS[name][1](months, today)
    tabs = tuple(
        PeriodTab(str(label), f"?period={key}", key == name)
        for key, (label, _make) in _PRESETS.items()
    )
    return PeriodChoice(period, tabs, problem)


def _custom(parameters: Mapping[str, str]) -> Period:
    try:
        start = date.fromisoformat(parameters.get("start", ""))
        until = date.fromisoformat(parameters.get("until", ""))
    except ValueError as error:
        raise ValueError(str(_("Choose the first and the last day."))) from error
    if not start <= until < start + LONGEST or until == date.max:
        raise ValueError(str(_("The last day must come after the first, within thirty years.")))
    return Period(start, until + DAY)
