"""Which column is the date of a row, and whether its day or its month stands first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from ledger.imports.tabular.columns import Column
from ledger.imports.tabular.dates import (
    ORDERS,
    Parts,
    date_parts,
    month_number,
    ordered,
    plausible_year,
)
from ledger.imports.tabular.folding import fold, folded_pattern
from ledger.imports.tabular.headings import Role, heading_role

_MAX_TITLE = 4_000
_STARTED = folded_pattern(r"start|creat|initiat|pending|authori[sz]")
_DOLLAR = re.compile(r"(?<![A-Z])\$")
_YEAR_MONTH = re.compile(r"(20\d\d|19\d\d)\s*[-/.年]\s*(\d{1,2})(?!\d)")
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,})\.?\s+(20\d\d|19\d\d)|(\d{1,2})[./-](20\d\d|19\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class DateOrder:
    """The order of day, month and year in a column, and how sure that is (0 … 1)."""

    order: str
    certainty: float
    alternatives: tuple[str, ...] = ()


def date_columns(columns: Sequence[Column], used: Sequence[int]) -> list[Column]:
    """Return the date columns, the one to post by first; `used` are the rows with an amount.

    The leftmost column of the transaction or booking date wins; a value date, a start date or a
    date that many rows lack is only taken where there is nothing better.
    """
    dated = [
        column for column in columns if column.kind == "date" and column.role != Role.OTHER_DATE
    ]
    if not any(column.role == Role.DATE for column in dated):
        dated += [column for column in columns if _is_yearless(column)]
    return sorted(dated, key=lambda column: _rank(column, used))


def _is_yearless(column: Column) -> bool:
    return (
        column.kind == "text"
        and column.role in {None, Role.VALUE_DATE}
        and (heading_role(column.heading, "date") in {Role.DATE, Role.VALUE_DATE})
        and any(date_parts(cell) for cell in column.filled)
    )


def _rank(column: Column, used: Sequence[int]) -> tuple[int, int, int, int]:
    dated = sum(1 for row in used if date_parts(column.cells[row]))
    is_sparse = dated < 0.6 * len(used)
    role = {Role.DATE: 0, Role.VALUE_DATE: 2}.get(column.role or Role.IGNORED, 1)
    return is_sparse, role, _STARTED.search(fold(column.heading)) is not None, column.index


def find_order(cells: Sequence[str], money_cells: Sequence[str]) -> DateOrder:
    """Return the order of printed dates from the days above 12, their sequence and their spread.

    Where all that fits two orders, a dollar sign or months without a leading zero before a slash
    speak for the month first, everything else for the day first.
    """
    parts = [found for cell in cells if (found := date_parts(cell))]
    open_parts = [found for found in parts if found.kind in {"year-last", "short", "no-year"}]
    if not open_parts:
        return DateOrder("ymd", 1.0)
    scored = sorted(
        ((_score(open_parts, order, cells, money_cells), order) for order in ORDERS), reverse=True
    )
    best, order = scored[0]
    rivals = tuple(name for score, name in scored[1:] if score > best - 1.0 and score > 0)
    return DateOrder(order, 0.95 if not rivals else 0.6, rivals)


def _score(
    parts: Sequence[Parts], order: str, cells: Sequence[str], money_cells: Sequence[str]
) -> float:
    """Score one order: 10 for every share of dates that exist in it, then the softer signs."""
    if order == "ymd" and not any(found.kind == "short" for found in parts):
        return -1.0
    days = [found for part in parts if (found := _date(part, order))]
    score = 10.0 * len(days) / len(parts)
    if len(set(days)) > 1:
        score += _sequence(days) + _compactness(days)
    return score + _custom(order, cells, money_cells)


def _date(parts: Parts, order: str) -> date | None:
    year, month, day = ordered(parts, order)
    try:
        found = date(year or 2000, month, day)
    except ValueError:
        return None
    return found if plausible_year(found.year) else None


def _sequence(days: Sequence[date]) -> float:
    """Return up to 2 for dates that run in one direction, as statements do."""
    steps = [after - before for before, after in pairwise(days) if after != before]
    rising = sum(1 for step in steps if step > timedelta())
    return 2.0 * max(rising, len(steps) - rising) / len(steps) if steps else 0.0


def _compactness(days: Sequence[date]) -> float:
    """Return up to 1.5 for dates that lie close together."""
    span = (max(days) - min(days)).days / len(set(days))
    return 1.5 / (1.0 + span / 7.0)


def _custom(order: str, cells: Sequence[str], money_cells: Sequence[str]) -> float:
    """Return what the way of printing suggests, below any evidence of the dates themselves."""
    sample = [cell for cell in cells[:50] if cell.strip()]
    slashed = any("/" in cell for cell in sample)
    is_american = slashed and (
        any(_DOLLAR.search(cell) for cell in money_cells[:50])
        or any(re.match(r"[1-9]/", cell.strip()) for cell in sample)
    )
    return {"mdy": 0.9 if is_american else 0.0, "dmy": 0.5}.get(order, 0.1)


def statement_year(lines: Sequence[Sequence[str]]) -> tuple[int | None, int | None]:
    """Return the latest year and month that the lines above a table name, else None."""
    text = " ".join(cell[:_MAX_TITLE] for row in lines for cell in row)[:_MAX_TITLE]
    months = [(int(year), int(month)) for year, month in _YEAR_MONTH.findall(text)]
    for name, year, number, other_year in _MONTH_YEAR.findall(text):
        month = month_number(name) if name else int(number)
        if month:
            months.append((int(year or other_year), month))
    months = [(year, month) for year, month in months if 1 <= month <= 12]
    if months:
        return max(months)
    years = [int(year) for year in _YEAR.findall(text)]
    return (max(years), None) if years else (None, None)
