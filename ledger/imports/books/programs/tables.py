"""Tables as programs export them: a header that names its columns, then records."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape

from ledger.imports.readers.printed import Unreadable, calendar_day, printed_amount
from ledger.imports.statement import BrokenFile, Problem

MAX_CELL = 1_000_000
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_PARTS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_DIGITS = re.compile(r"[0-9][0-9.,'\u00a0 ]*")
_MINUS = "-(\u2212"
_CENTURY_SPLIT = 70
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a table by the folded names of their columns, with their lines."""

    columns: tuple[str, ...]
    records: tuple[tuple[int, dict[str, str]], ...]

    def has(self, *names: str) -> bool:
        """Tell whether every one of these columns is there."""
        return set(names) <= set(self.columns)


def header_of(data: bytes) -> tuple[str, ...]:
    """Return the folded column names in the first line, () where it cannot be a header."""
    text = decoded(data[:20_000].rpartition(b"\n")[0] or data[:20_000])
    first = text.lstrip("\n").split("\n", 1)[0]
    if not any(mark in first for mark in ",;\t"):
        return ()
    rows = csv.reader([first], delimiter=_delimiter(first))
    return tuple(_folded(name) for name in next(rows, []))


def read_table(data: bytes) -> Table:
    """Return the records of a table with a header; raises BrokenFile when it is none."""
    text = decoded(data)
    head = text.lstrip("\n").split("\n", 1)[0]
    csv.field_size_limit(MAX_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(head))
    records: list[tuple[int, dict[str, str]]] = []
    columns: tuple[str, ...] = ()
    try:
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = tuple(_folded(cell) for cell in cells)
                continue
            padded = [*cells, *[""] * (len(columns) - len(cells))]
            values = (unescape(cell).strip() for cell in padded)
            records.append((rows.line_num, dict(zip(columns, values, strict=False))))
    except csv.Error as error:
        raise BrokenFile(f"the table cannot be read: {error}", line=rows.line_num) from error
    return Table(columns, tuple(records))


def decoded(data: bytes) -> str:
    """Return text of UTF-8, UTF-16 with its mark, or Windows Latin; blanks of ends made equal."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def day_order(texts: Iterable[str], usual: str = "mdy") -> str:
    """Return whether dates such as 1/2/2024 begin with the day or the month.

    The first number that is no month decides; `usual` where there is none.
    """
    for text in texts:
        found = _PARTS.fullmatch(text.strip())
        if found and int(found[1]) > _MONTHS:
            return "dmy"
        if found and int(found[2]) > _MONTHS:
            return "mdy"
    return usual


def read_day(text: str, order: str = "mdy") -> date:
    """Return the day that `text` prints; raises Unreadable."""
    if found := _ISO.fullmatch(text.strip()):
        return calendar_day(*map(int, found.groups()))
    found = _PARTS.fullmatch(text.strip())
    if not found:
        raise Unreadable(f"“{text[:40]}” is not a date")
    first, second, year = map(int, found.groups())
    if len(found[3]) <= 2:
        year += 1900 if year >= _CENTURY_SPLIT else 2000
    month, day = (second, first) if order == "dmy" else (first, second)
    return calendar_day(year, month, day)


def read_amount(text: str) -> Decimal:
    """Return the amount that `text` prints beside any currency, zero for nothing.

    Raises Unreadable.
    """
    if not text.strip():
        return Decimal(0)
    try:
        return printed_amount(text)
    except Unreadable:
        found = _DIGITS.search(text)
        if not found:
            raise
        sign = "-" if any(mark in text[: found.start()] for mark in _MINUS) else ""
        return printed_amount(sign + found[0])


def each_record(
    table: Table, read: Callable[[dict[str, str], int], None], problems: list[Problem]
) -> None:
    """Have every record read; one that cannot be is noted with its line."""
    for line, record in table.records:
        try:
            read(record, line)
        except Unreadable as error:
            problems.append(Problem(str(error), line))


def tags_of(text: str, separator: str = ",") -> tuple[str, ...]:
    """Return the tags that a cell lists, each once."""
    names: Sequence[str] = [tag.strip() for tag in text.split(separator)]
    return tuple(dict.fromkeys(name for name in names if name))
