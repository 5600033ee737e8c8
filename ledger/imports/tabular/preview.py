"""The first rows of a table as they would be read, for the page on which a mapping is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ledger.imports.statement import Balance, Problem, StatementLine
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.records import NumberedRow, headings_of
from ledger.imports.tabular.rows import RowReader

_MAX_CELL = 200
_MAX_CELLS = 200


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file beside what it is read as."""

    line: int
    cells: tuple[str, ...]
    """The cells as printed, long ones cut."""
    reading: StatementLine | Balance | Problem | None
    """None for a row that is passed over, or that goes on with the row before."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The headings of a table and its first rows."""

    headings: tuple[str, ...]
    rows: tuple[PreviewRow, ...]

    @property
    def width(self) -> int:
        """The number of columns to show."""
        return max([len(self.headings), *(len(row.cells) for row in self.rows)], default=0)


def preview_rows(rows: Iterator[NumberedRow], mapping: TabularMapping, limit: int) -> Preview:
    """Return the headings and the first `limit` rows that are not blank, read by `mapping`."""
    headings = headings_of(rows, mapping)
    reader = RowReader(mapping)
    filled = ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    shown = tuple(_shown(line, cells, reader) for line, cells in islice(filled, limit))
    return Preview(tuple(headings), shown)


def _shown(line: int, cells: list[str], reader: RowReader) -> PreviewRow:
    reading = reader.read(line, cells)
    cut = tuple(cell[:_MAX_CELL] for cell in cells[:_MAX_CELLS])
    return PreviewRow(line, cut, None if isinstance(reading, str) else reading)
