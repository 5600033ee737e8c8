"""Series among the rows of one counterparty: by equal amounts, as a whole, then by bands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ledger.recurring.cadences import Cadence, fit
from ledger.recurring.judging import best_series
from ledger.recurring.series import Entry, Series

BAND = Decimal("1.12")
_MOST_ROUNDS = 40
_RAISE, _BUSY_RAISE = Decimal("1.6"), Decimal("1.25")
_TWICE_SCORE = 0.62


def detect(entries: Iterable[Entry]) -> list[Series]:
    """Return the series among rows of one counterparty, account, currency and direction.

    Each row is in one series at most. The surest amounts come first: equal ones, then all that is
    left, then what is left in bands of about a tenth.
    """
    rows = sorted(entries, key=lambda entry: (entry.day, entry.id))
    pair = _twice(rows)
    if pair is not None:
        return [pair]
    found: list[Series] = []
    taken: set[int] = set()
    for cluster_of in (_equal, _whole, _bands):
        for cluster in cluster_of([entry for entry in rows if entry.id not in taken]):
            free = [entry for entry in cluster if entry.id not in taken]
            series = best_series(free, among=len(rows))
            if series is not None:
                left = [entry for entry in rows if entry.id not in taken]
                series = _extended(series, left, is_busy=2 * len(free) < len(rows))
                taken.update(entry.id for entry in series.entries)
                found.append(series)
    return sorted(found, key=lambda series: (series.first, series.entries[0].id))


def _twice(rows: Sequence[Entry]) -> Series | None:
    """Return two rows as a series when chance does not make them: an odd amount, a month apart.

    They have to be all that there is of the counterparty, on the same day of following months.
    """
    if len(rows) != 2 or rows[0].amount != rows[1].amount or _is_round(rows[0].amount):
        return None
    placed = fit([entry.day for entry in rows], Cadence.MONTHLY)
    (first, off), (second, other_off) = placed.places
    if second - first != 1 or off or other_off:
        return None
    return Series(fit=placed, entries=tuple(rows), slots=(first, second), score=_TWICE_SCORE)


def _is_round(amount: Decimal) -> bool:
    return amount % 5 == 0


def _equal(rows: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield rows of equal amounts, the most frequent first."""
    by_amount: dict[Decimal, list[Entry]] = defaultdict(list)
    for entry in rows:
        by_amount[entry.amount].append(entry)
    often = sorted(
        (found for found in by_amount.values() if len(found) >= 3),
        key=lambda found: (-len(found), found[0].day),
    )
    yield from often[:_MOST_ROUNDS]


def _whole(rows: Sequence[Entry]) -> Iterator[list[Entry]]:
    yield list(rows)


def _bands(rows: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield rows whose amounts are within a tenth of the smallest of them."""
    by_size = sorted(rows, key=lambda entry: abs(entry.amount))
    bands: list[list[Entry]] = []
    for entry in by_size:
        if bands and abs(entry.amount) <= abs(bands[-1][0].amount) * BAND:
            bands[-1].append(entry)
        else:
            bands.append([entry])
    fair = sorted((band for band in bands if len(band) >= 3), key=len, reverse=True)
    for band in fair[:_MOST_ROUNDS]:
        yield sorted(band, key=lambda entry: (entry.day, entry.id))


def _extended(series: Series, left: Sequence[Entry], *, is_busy: bool) -> Series:
    """Return the series with rows at either end that come when due for another price."""
    taken = {entry.id for entry in series.entries}
    at: dict[int, list[Entry]] = defaultdict(list)
    for entry in left:
        slot, late = series.fit.place(entry.day)
        if entry.id not in taken and abs(late) <= series.cadence.tolerance:
            at[slot].append(entry)
    held = dict(zip(series.slots, series.entries, strict=True))
    limit = _BUSY_RAISE if is_busy else _RAISE
    for step in (1, -1):
        _extend(held, at, step, limit)
    for slot in sorted(set(at) - set(held)):
        if min(held) < slot < max(held):
            _fill(held, at[slot], slot, limit)
    slots = tuple(sorted(held))
    return replace(series, slots=slots, entries=tuple(held[slot] for slot in slots))


def _extend(held: dict[int, Entry], at: dict[int, list[Entry]], step: int, limit: Decimal) -> None:
    slot = max(held) if step > 0 else min(held)
    missed = 0
    last = held[slot]
    while missed <= 2:
        slot += step
        near = _nearest(at.get(slot, ()), last.amount, limit)
        if near is None:
            missed += 1
        else:
            held[slot] = last = near
            missed = 0


def _fill(held: dict[int, Entry], found: Sequence[Entry], slot: int, limit: Decimal) -> None:
    before = max(each for each in held if each < slot)
    near = _nearest(found, held[before].amount, limit)
    if near is not None:
        held[slot] = near


def _nearest(found: Iterable[Entry], amount: Decimal, limit: Decimal) -> Entry | None:
    like = (
        entry
        for entry in found
        if abs(amount) <= abs(entry.amount) * limit and abs(entry.amount) <= abs(amount) * limit
    )
    return min(like, key=lambda entry: (abs(entry.amount - amount), entry.id), default=None)
