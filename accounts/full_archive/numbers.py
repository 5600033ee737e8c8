"""Numbers that stand for ids in archives: a row's is its line, so the same books look the same.

A reference to a row that is no more keeps a negative number, by which two such references to one
row are still told from those to another.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.full_archive.columns import PEOPLE


class Numbers:
    """From ids to numbers, while an archive is written."""

    def __init__(self) -> None:
        self.ids: dict[str, array[int]] = defaultdict(lambda: array("q"))
        """The ids of each model's rows, in order."""
        self.people: dict[str, dict[int, int]] = {label: {} for label in PEOPLE}
        self._gone: dict[tuple[str, int], int] = {}

    def __call__(self, label: str, pk: Any) -> Any:
        """Return the number of a row; of a person who is no member, None."""
        if pk is None:
            return None
        if label in self.people:
            return self.people[label].get(pk)
        ids = self.ids[label]
        at = bisect_left(ids, pk)
        if at < len(ids) and ids[at] == pk:
            return at + 1
        return self._gone.setdefault((label, pk), -len(self._gone) - 1)


class Ids:
    """From numbers to the ids of restored rows, while an archive is read."""

    def __init__(self, ids: Mapping[str, Sequence[int]], people: Mapping[str, list[Any]]) -> None:
        self._ids = ids
        self._people = people

    def __call__(self, label: str, number: Any) -> Any:
        """Return the id of a row; None for a person who is no member here.

        Raises ValueError for a number that no row of the archive has.
        """
        if number is None:
            return None
        known = self._people[label] if label in self._people else self._ids.get(label, ())
        if isinstance(number, int) and not isinstance(number, bool):
            if 0 < number <= len(known):
                return known[number - 1]
            if number < 0 and label not in self._people:
                return number
        raise ValueError(f"refers to {label} {number!r:.40}, which is not in the archive")
