"""Finding the heading row among the lines that banks put above and below a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ledger.imports.tabular.columns import Row, is_data, likely_date, likely_number
from ledger.imports.tabular.headings import Role, heading_role, heading_strength

_SEARCHED_ROWS = 120
_MAX_HEADING = 120
_MAX_PARTS = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table stands among the rows of a file; row numbers count from 0."""

    header_row: int | None
    """Row of the headings, the last one where they take several; None when there are none."""
    first_row: int
    """First row after the headings."""
    headings: tuple[str, ...]
    is_named: bool
    """Whether the headings say which column is the date and which the money."""


def find_layout(rows: Sequence[Row]) -> Layout:
    """Return where the table of a file begins and what its columns are called."""
    searched = rows[:_SEARCHED_ROWS]
    scores = [(_score(row), -index) for index, row in enumerate(searched)]
    best, negative_index = max(scores, default=(0, 0))
    index = -negative_index
    if best >= 5 or (best >= 2 and not any(is_data(row) for row in rows[:index])):
        return _named_layout(rows, index)
    return _unnamed_layout(rows)


def _score(row: Row) -> int:
    filled = [cell for cell in row if cell.strip()]
    if len(filled) < 2 or sum(1 for cell in filled if len(cell) > _MAX_HEADING) > 1:
        return 0
    if any(likely_date(cell) for cell in filled):
        return 0
    numbers = [found for cell in filled if (found := likely_number(cell)) and not found.words]
    if len(numbers) * 5 > len(filled):
        return 0
    known, complete = heading_strength(filled)
    return known + 4 * complete if known * 3 >= len(filled) or complete else 0


def _named_layout(rows: Sequence[Row], index: int) -> Layout:
    """Join the headings with a further line of them right above or below."""
    base = rows[index]
    above = rows[index - 1] if index and _completes(base, rows[index - 1]) else ()
    has_below = index + 1 < len(rows) and _completes(base, rows[index + 1])
    below = rows[index + 1] if has_below else ()
    stacked = zip_longest(above, base, below, fillvalue="")
    headings = [" ".join(filter(None, map(str.strip, cells))) for cells in stacked]
    last = index + has_below
    return Layout(last, last + 1, tuple(headings), is_named=_score(headings) >= 5)


def _completes(headings: Row, row: Row) -> bool:
    """Tell whether `row` is a further line of headings: words only where the first has none."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    parts = _parts_the_amount(row)
    return (
        bool(filled)
        and len(row) == len(headings)
        and all(
            (parts or not headings[index].strip())
            and len(row[index]) < 30
            and not likely_number(row[index])
            for index in filled
        )
    )


def _parts_the_amount(row: Row) -> bool:
    """Tell whether a row is only there to name money out and in under a common heading."""
    roles = [heading_role(cell, "number") for cell in row if cell.strip()]
    return len(roles) < _MAX_PARTS and {Role.DEBIT, Role.CREDIT} <= set(roles)


def _first_alike(rows: Sequence[Row]) -> int:
    """Return the first data row that has its dates where most data rows have them."""
    shapes = {
        index: tuple(at for at, cell in enumerate(row) if likely_date(cell))
        for index, row in enumerate(rows)
        if is_data(row)
    }
    if not shapes:
        return 0
    usual = Counter(shapes.values()).most_common(1)[0][0]
    return next(index for index, shape in shapes.items() if shape == usual)


def _unnamed_layout(rows: Sequence[Row]) -> Layout:
    first = _first_alike(rows)
    above = rows[first - 1] if first else []
    texts = [cell for cell in above if cell.strip()]
    if len(texts) >= 3 and not any(likely_number(c) or likely_date(c) for c in texts):
        return Layout(first - 1, first, tuple(above), is_named=False)
    return Layout(None, first, (), is_named=False)
