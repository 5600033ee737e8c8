"""What a query is read against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from ledger.periods import HouseholdCalendar
from ledger.query.names import Names

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Setting:
    """The names that a person may see, which day it is, and how the household divides time."""

    names: Names
    today: date
    calendar: HouseholdCalendar = field(default_factory=HouseholdCalendar)
    zone: ZoneInfo = _UTC
