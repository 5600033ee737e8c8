"""Rows that may recur, and the series that are found among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.recurring.cadences import Cadence, Fit


class Entry(NamedTuple):
    """One amount on one day, signed as its account sees it: money out is negative."""

    id: int
    day: int
    """Proleptic ordinal."""
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """A price that changed for good: from which row on, and from what to what."""

    day: date
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What comes again: rows in order of days, one a slot, and what follows from them."""

    fit: Fit
    entries: tuple[Entry, ...]
    slots: tuple[int, ...]
    score: float
    """0 to 1: how sure it is that they belong together and will go on."""

    @property
    def cadence(self) -> Cadence:
        return self.fit.cadence

    @property
    def amounts(self) -> list[Decimal]:
        return [entry.amount for entry in self.entries]

    @property
    def first(self) -> date:
        return date.fromordinal(self.entries[0].day)

    @property
    def last(self) -> date:
        return date.fromordinal(self.entries[-1].day)

    @property
    def missed(self) -> int:
        """Slots between the first and the last in which nothing came."""
        return self.slots[-1] - self.slots[0] + 1 - len(self.slots)

    @property
    def next_due(self) -> date:
        """When the one after the last is due, before weekends and holidays shift it."""
        return date.fromordinal(self.fit.expected(self.slots[-1] + 1))

    @property
    def is_fixed(self) -> bool:
        """Whether the amount is the same from one to the next, but for a change of price."""
        pairs = list(zip(self.amounts, self.amounts[1:], strict=False))
        return sum(one != other for one, other in pairs) * 4 <= len(pairs)

    @property
    def change(self) -> Change | None:
        """The latest change of price; None where the amount always varies, or never did."""
        if not self.is_fixed:
            return None
        for earlier, later in reversed(list(zip(self.entries, self.entries[1:], strict=False))):
            if earlier.amount != later.amount:
                return Change(date.fromordinal(later.day), earlier.amount, later.amount)
        return None

    def is_running(self, today: date) -> bool:
        """Whether it can still go on: no more than one due day has passed without anything."""
        grace = self.cadence.tolerance + int(self.cadence.days * 0.5)
        overdue = self.fit.expected(self.slots[-1] + 1) + grace
        return overdue >= today.toordinal()
