"""Whether rows that fit a cadence are a series, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

from ledger.recurring.cadences import Cadence, Fit, fit
from ledger.recurring.series import Entry, Series

LEAST = {Cadence.WEEKLY: 5, Cadence.FORTNIGHTLY: 4, Cadence.FOUR_WEEKLY: 4}
"""Rows that a series needs at least, the fewest where nothing is said."""
_FEWEST = 3
_CROWDED = 1.3
_OFTEN = frozenset({Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.FOUR_WEEKLY})
_MOST_MISSED_TOGETHER = 2
_MOST_STRAY = 0.15
_LEAST_COVERED = 0.7
_FIXED_SPREAD, _OFTEN_SPREAD, _WIDEST_SPREAD = 0.03, 0.12, 0.9
_VARYING_ROWS, _VARYING_WOBBLE = 5, 0.55
_PART, _SMALL_PART, _PART_WOBBLE = 0.6, 0.2, 0.4
SURE = 0.6
"""Series below this score are not proposed."""


def best_series(entries: Sequence[Entry], *, among: int) -> Series | None:
    """Return the most convincing series among rows of one counterparty, None when there is none.

    `entries` are in order of days and were picked from `among` rows: a few of many fit something
    by chance, so they have to be more, and nearer to their days.
    """
    if len(entries) < 2 or len(entries) < least_of(len(entries) / among):
        return None
    found = [
        series
        for cadence in _likely([entry.day for entry in entries])
        if (series := _judged(entries, cadence, among)) is not None
    ]
    return max(found, key=lambda series: series.score, default=None)


def least_of(share: float) -> int:
    """Return how many rows a series needs that is this part of its counterparty's rows."""
    if share >= _PART:
        return 2
    return _FEWEST + 2 if share > _SMALL_PART else _FEWEST + 4


def _likely(days: Sequence[int]) -> list[Cadence]:
    """Return the cadences that the gaps between days look like.

    The usual gap has to be near theirs, which skipped ones and strays move little; most gaps have
    to be one, two or three of them; and no more days may be there than they have room for.
    """
    gaps = [later - earlier for earlier, later in pairwise(days) if later > earlier]
    if not gaps:
        return []
    usual, span = median(gaps), days[-1] - days[0]
    return [
        each
        for each in Cadence
        if 0.7 * each.days <= usual <= 1.35 * each.days
        and len(days) <= _CROWDED * (span / each.days + 2)
        and _are_steps(gaps, each)
    ]


def _are_steps(gaps: Sequence[int], cadence: Cadence) -> bool:
    near = cadence.tolerance + 2
    steps = [step * cadence.days for step in (1, 2, 3)]
    fitting = sum(any(abs(gap - step) <= near for step in steps) for gap in gaps)
    return 2 * fitting >= len(gaps)


def _judged(entries: Sequence[Entry], cadence: Cadence, among: int) -> Series | None:
    placed = fit([entry.day for entry in entries], cadence)
    typical = median(entry.amount for entry in entries)
    by_slot: dict[int, tuple[Decimal, int, Entry]] = {}
    for entry, (slot, late) in zip(entries, placed.places, strict=True):
        if abs(late) <= cadence.tolerance:
            found = (abs(entry.amount - typical), abs(late), entry)
            if slot not in by_slot or found < by_slot[slot]:
                by_slot[slot] = found
    slots = _longest_run(sorted(by_slot))
    if not slots:
        return None
    chosen = tuple(by_slot[slot][2] for slot in slots)
    within = [e for e in entries if chosen[0].day <= e.day <= chosen[-1].day]
    stray = (len(within) - len(chosen)) / len(within)
    score = _score(placed, slots, chosen, len(chosen) / among)
    if stray > _MOST_STRAY or score < SURE:
        return None
    return Series(fit=placed, entries=chosen, slots=tuple(slots), score=round(score, 3))


def _longest_run(slots: Sequence[int]) -> list[int]:
    """Return the longest part without more than a few slots missing together."""
    runs: list[list[int]] = [[]]
    for slot in slots:
        if runs[-1] and slot - runs[-1][-1] > _MOST_MISSED_TOGETHER + 1:
            runs.append([])
        runs[-1].append(slot)
    return max(runs, key=len)


def _score(placed: Fit, slots: Sequence[int], chosen: Sequence[Entry], share: float) -> float:
    """Return how sure a series is; 0 when something speaks against it plainly."""
    cadence, count = placed.cadence, len(slots)
    covered = count / (slots[-1] - slots[0] + 1)
    wobble = sum(abs(placed.place(entry.day)[1]) for entry in chosen) / count / cadence.tolerance
    spread = spread_of([entry.amount for entry in chosen])
    if covered < _LEAST_COVERED or spread > _WIDEST_SPREAD:
        return 0.0
    if not _has_enough(cadence, count, share, spread=spread, wobble=wobble):
        return 0.0
    evenness = 1 - min(spread / _WIDEST_SPREAD, 1.0)
    length = min((count - 1) / 6, 1.0)
    return 0.3 * (1 - wobble) + 0.25 * covered + 0.25 * evenness + 0.2 * length


def spread_of(amounts: Sequence[Decimal]) -> float:
    """Return how far amounts change from one to the next, as a part of the usual amount.

    A price that rises once leaves it near zero; 0 for amounts that are all alike.
    """
    usual = abs(float(median(amounts)))
    if not usual or len(amounts) < 2:
        return 0.0
    steps = [abs(float(later - earlier)) for earlier, later in pairwise(amounts)]
    return sum(steps) / len(steps) / usual


def _has_enough(
    cadence: Cadence, count: int, share: float, *, spread: float, wobble: float
) -> bool:
    if cadence is Cadence.YEARLY and share > _PART and spread <= _OFTEN_SPREAD:
        return count >= 2 and wobble <= 0.5
    needed = LEAST.get(cadence, _FEWEST)
    if share < _PART:
        needed += least_of(share) - _FEWEST
        if wobble > _PART_WOBBLE:
            return False
    if spread > _FIXED_SPREAD and cadence in _OFTEN:
        # Shopping has a weekday, too; what is owed so often is owed in the same amount.
        return spread <= _OFTEN_SPREAD and count >= needed + 3 and wobble <= _VARYING_WOBBLE
    if spread > _OFTEN_SPREAD:
        return count >= max(needed, _VARYING_ROWS) and wobble <= _VARYING_WOBBLE
    return count >= needed
