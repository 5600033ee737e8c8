"""The rhythms that are looked for, and how well some days fit one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

_FIRST_YEAR, _LAST_YEAR = 1890, 2210
_MOST_ANCHORS, _NEAR = 2, 14
MONTH_END = 31


class Cadence(StrEnum):
    """How often something comes; the value is part of the API."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"
    TWO_MONTHLY = "two_monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"

    @property
    def months(self) -> int:
        """Months from one to the next, 0 for those that count in days."""
        return _MONTHS.get(self, 0)

    @cached_property
    def days(self) -> float:
        """Days from one to the next, on average for those that count in months."""
        return _DAYS.get(self) or self.months * 30.4375

    @property
    def tolerance(self) -> int:
        """Days by which one may come early or late: weekends, holidays, a slow bank."""
        return _TOLERANCE[self]


_DAYS = {Cadence.WEEKLY: 7, Cadence.FORTNIGHTLY: 14, Cadence.FOUR_WEEKLY: 28}
_MONTHS = {
    Cadence.MONTHLY: 1,
    Cadence.TWO_MONTHLY: 2,
    Cadence.QUARTERLY: 3,
    Cadence.HALF_YEARLY: 6,
    Cadence.YEARLY: 12,
}
_TOLERANCE = {
    Cadence.WEEKLY: 1,
    Cadence.FORTNIGHTLY: 2,
    Cadence.FOUR_WEEKLY: 3,
    Cadence.MONTHLY: 4,
    Cadence.TWO_MONTHLY: 5,
    Cadence.QUARTERLY: 7,
    Cadence.HALF_YEARLY: 9,
    Cadence.YEARLY: 12,
}


def _month_lengths() -> Iterator[int]:
    for year in range(_FIRST_YEAR, _LAST_YEAR):
        for month in range(1, 13):
            following = date(year + month // 12, month % 12 + 1, 1)
            yield (following - date(year, month, 1)).days


_LENGTHS = tuple(_month_lengths())
_STARTS = tuple(accumulate(_LENGTHS, initial=date(_FIRST_YEAR, 1, 1).toordinal()))


def month_of(day: int) -> int:
    """Return the number of the month of a proleptic ordinal, counted on without a break."""
    found = date.fromordinal(day)
    return (found.year - _FIRST_YEAR) * 12 + found.month - 1


def day_in(month: int, anchor: int) -> int:
    """Return the ordinal of day `anchor` of a month; its last day where it is shorter."""
    return _STARTS[month] + min(anchor, _LENGTHS[month]) - 1


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a cadence expects things, and where each of some days stands in it."""

    cadence: Cadence
    anchor: int
    """Day of the month, or of the cycle counted from ordinal 0."""
    phase: int
    """Of cadences of several months: the month's number modulo their length."""
    places: tuple[tuple[int, int], ...]
    """Of each day, in order: which slot is nearest, and how many days it is late."""

    def expected(self, slot: int) -> int:
        """Return the ordinal at which the slot of this number is due."""
        months = self.cadence.months
        if not months:
            return slot * int(self.cadence.days) + self.anchor
        return day_in(slot * months + self.phase, self.anchor)

    def place(self, day: int) -> tuple[int, int]:
        """Return the nearest slot of a day, and how many days it is late."""
        months = self.cadence.months
        if not months:
            return _place_in_cycle(day, int(self.cadence.days), self.anchor)
        return _place_in_months(day, months, self.phase, self.anchor)


def _place_in_cycle(day: int, length: int, anchor: int) -> tuple[int, int]:
    slot = (day - anchor + length // 2) // length
    return slot, day - anchor - slot * length


def _place_in_months(day: int, months: int, phase: int, anchor: int) -> tuple[int, int]:
    slot = (month_of(day) - phase) // months
    nearest = slot
    late = day - day_in(slot * months + phase, anchor)
    if -_NEAR < late < _NEAR:  # Nothing else is nearer; spares most of the work.
        return slot, late
    for other in (slot - 1, slot + 1):
        off = day - day_in(other * months + phase, anchor)
        if abs(off) < abs(late):
            nearest, late = other, off
    return nearest, late


def fit(days: Sequence[int], cadence: Cadence) -> Fit:
    """Return the placing of `days`, ordinals, in which they are the fewest days off."""
    months = cadence.months
    if months:
        return _fit_months(days, cadence)
    length = int(cadence.days)
    counts = Counter(day % length for day in days)
    anchor = min(counts, key=lambda each: (_off_cycle(counts, each, length), each))
    return Fit(cadence, anchor, 0, tuple(_place_in_cycle(day, length, anchor) for day in days))


def _off_cycle(counts: Counter[int], anchor: int, length: int) -> int:
    total = 0
    for residue, count in counts.items():
        apart = (residue - anchor) % length
        total += min(apart, length - apart) * count
    return total


def _fit_months(days: Sequence[int], cadence: Cadence) -> Fit:
    months = cadence.months
    numbers = Counter(date.fromordinal(day).day for day in days)
    by_nearness = sorted(numbers, key=lambda each: (_off_cycle(numbers, each, MONTH_END), each))
    anchors = by_nearness[:_MOST_ANCHORS]
    if max(anchors) >= 28:  # The end of February is the end of any month.
        anchors.append(MONTH_END)
    phases = {0}
    if months > 1:
        near = Counter((month_of(day) + move) % months for day in days for move in (-1, 0, 1))
        phases = set(near)
    best: tuple[int, int, int] | None = None
    placed: tuple[tuple[int, int], ...] = ()
    for phase in sorted(phases):
        for anchor in anchors:
            places = tuple(_place_in_months(day, months, phase, anchor) for day in days)
            # Of equally good ones the earlier day: what is shifted by weekends comes later.
            found = (sum(abs(late) for _slot, late in places), phase, anchor)
            if best is None or found[0] < best[0]:
                best, placed = found, places
    if best is None:
        raise ValueError("there are no days to fit")
    return Fit(cadence, best[2], best[1], placed)
