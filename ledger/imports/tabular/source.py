"""Rows of a text table: decoded, split and numbered, within bounds of memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ledger.imports.statement import HostileFile, StatementFile
from ledger.imports.tabular.encoding import LOSSY
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.records import NumberedRow

MAX_LINE = 1_000_000
"""Characters of one line beyond which a file is refused."""
MAX_LINES_OF_ROW = 400
"""Lines that one quoted cell may run over before its quote is taken for a stray one."""
TAIL_BYTES = 16_384


def split(lines: Iterator[str], mapping: TabularMapping) -> Iterator[NumberedRow]:
    """Yield the rows of a text with the line each begins at, counted from 1.

    A quote that is never closed is taken for an ordinary character of its line.
    """
    kept: list[str] = []

    def fed() -> Iterator[str]:
        for text in lines:
            kept.append(text)
            if len(kept) > MAX_LINES_OF_ROW:
                raise _StrayQuote
            yield text

    first = 1
    stream = _reader(fed(), mapping)
    while True:
        try:
            row = next(stream)
        except StopIteration:
            return
        except (_StrayQuote, csv.Error):
            for offset, text in enumerate(kept):
                yield first + offset, _split_alone(text, mapping)
            row = None
            stream = _reader(fed(), mapping)
        if row is not None:
            if kept and '="' in kept[0]:
                row = [_without_formula(cell) for cell in row]
            yield first, row
        first += len(kept)
        kept.clear()


class _StrayQuote(Exception):
    """A quoted cell ran over too many lines."""


def _reader(lines: Iterator[str], mapping: TabularMapping) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=mapping.delimiter,
        quotechar=mapping.quote or None,
        quoting=csv.QUOTE_MINIMAL if mapping.quote else csv.QUOTE_NONE,
        skipinitialspace=True,
    )


def _without_formula(cell: str) -> str:
    """Take the text out of a cell such as ="007", which keeps a spreadsheet from changing it."""
    is_wrapped = cell.startswith('="') and cell.endswith('"') and len(cell) > 2
    return cell[2:-1] if is_wrapped else cell


def _split_alone(text: str, mapping: TabularMapping) -> list[str]:
    """Split one line whose quotes do not match, ignoring them."""
    return [cell.strip().strip('"') for cell in text.rstrip("\r\n").split(mapping.delimiter)]


def tail_of(source: StatementFile, encoding: str, past: int) -> list[str]:
    """Return the last whole lines of a file that is longer than `past` bytes, else none."""
    if source.size <= past + TAIL_BYTES or encoding.startswith(("utf-16", "utf-32")):
        return []
    with source.opener() as stream:
        stream.seek(source.size - TAIL_BYTES)
        text = stream.read(TAIL_BYTES).decode(encoding, LOSSY)
    return text.splitlines(keepends=True)[1:]


def text_lines(source: StatementFile, encoding: str) -> Iterator[str]:
    """Yield the lines of a file with their ends; raises HostileFile at a line without end."""
    with (
        source.opener() as stream,
        io.TextIOWrapper(stream, encoding, errors=LOSSY, newline="") as text,
    ):
        read = text.readline
        number = 0
        while line := read(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                reason = f"the line has more than {MAX_LINE:,} characters"
                raise HostileFile(reason, line=number, file=source.name)
            yield line
