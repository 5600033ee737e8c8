"""Who goes with whom when several fit: each is used once, and the scores add up to the most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import TypeVar

MOST_ROUNDS = 20
MOST_CROSSED = 60
"""Larger knots of look-alikes stay as the best pairs first left them."""

Key = tuple[int, int]
P = TypeVar("P")


def assign(pairs: Mapping[Key, P], value: Callable[[P], tuple[float, ...]]) -> dict[Key, P]:
    """Return pairs of which each side is used once.

    The best go first; then two pairs are crossed, and a pair moves to a side that is free, wherever
    the first part of `value` adds up to more. The order of `pairs` does not matter.
    """
    order = sorted(pairs, key=lambda key: (*(-part for part in value(pairs[key])), key))
    chosen = _best_first(order)
    for knot in _knots(pairs):
        held = {left: right for left, right in chosen.items() if left in knot}
        chosen |= _improved(held, knot, pairs, value)
    return {key: pairs[key] for key in chosen.items()}


def _best_first(order: Iterable[Key]) -> dict[int, int]:
    chosen: dict[int, int] = {}
    used: set[int] = set()
    for left, right in order:
        if left not in chosen and right not in used:
            chosen[left] = right
            used.add(right)
    return chosen


def _knots(pairs: Mapping[Key, P]) -> list[dict[int, list[int]]]:
    """Return the groups of lefts that share rights, each left with what it may go with."""
    rights: dict[int, list[int]] = defaultdict(list)
    lefts: dict[int, list[int]] = defaultdict(list)
    for left, right in sorted(pairs):
        rights[left].append(right)
        lefts[right].append(left)
    knots, seen = [], set[int]()
    for start in sorted(rights):
        if start in seen:
            continue
        knot, waiting = dict[int, list[int]](), [start]
        seen.add(start)
        while waiting:
            left = waiting.pop()
            knot[left] = rights[left]
            new = {other for right in rights[left] for other in lefts[right]} - seen
            seen |= new
            waiting += sorted(new)
        if 1 < len(knot) <= MOST_CROSSED or (len(knot) == 1 and len(rights[start]) > 1):
            knots.append(knot)
    return knots


def _improved(
    held: dict[int, int],
    knot: Mapping[int, list[int]],
    pairs: Mapping[Key, P],
    value: Callable[[P], tuple[float, ...]],
) -> dict[int, int]:
    def worth(left: int, right: int | None) -> float:
        found = pairs.get((left, right)) if right is not None else None
        return -1e9 if right is not None and found is None else value(found)[0] if found else 0.0

    for _round in range(MOST_ROUNDS):
        moved = False
        for one, other in combinations(sorted(knot), 2):
            mine, theirs = held.get(one), held.get(other)
            now = worth(one, mine) + worth(other, theirs)
            taken = set(held.values())
            free = [right for right in knot[one] + knot[other] if right not in taken]
            options = [(theirs, mine), *((right, mine) for right in free if right != mine)]
            options += [(theirs, right) for right in free if right != theirs]
            best = max(options, key=lambda o: worth(one, o[0]) + worth(other, o[1]))
            if worth(one, best[0]) + worth(other, best[1]) > now + 1e-9:
                _hold(held, one, best[0])
                _hold(held, other, best[1])
                moved = True
        if not moved:
            break
    return held


def _hold(held: dict[int, int], left: int, right: int | None) -> None:
    if right is None:
        held.pop(left, None)
    else:
        held[left] = right
