"""Which days are closed, asked before a set-based write so that each row can be told why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Household
from ledger.enums import PeriodState
from ledger.models import Period


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """A household's closed periods, each [start, end)."""

    periods: tuple[tuple[date, date], ...]

    @classmethod
    def of(cls, household: Household) -> ClosedDays:
        """Read them in one query."""
        rows = Period.objects.in_household(household).filter(state=PeriodState.CLOSED)
        return cls(tuple(rows.values_list("start", "end")))

    def holds(self, day: date) -> bool:
        return any(start <= day < end for start, end in self.periods)
