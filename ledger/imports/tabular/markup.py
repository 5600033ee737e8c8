"""Tables that are written as HTML or as the XML of old spreadsheets, often named `.xls`."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ledger.imports.statement import HostileFile

MAX_CHARACTERS = 8_000_000
_MAX_COLUMNS = 1_000
_ROW = frozenset({"tr", "row"})
_CELL = frozenset({"td", "th", "cell"})
_BREAK = frozenset({"br", "p", "div"})
_TABLE = re.compile(
    rb"<table[\s>]|<([a-z]+:)?workbook[^>]*urn:schemas-microsoft-com", re.IGNORECASE | re.DOTALL
)


def is_markup_table(head: bytes) -> bool:
    """Tell whether a file begins as HTML with a table, or as spreadsheet XML."""
    wide = head.replace(b"\x00", b"")
    return wide.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and bool(
        _TABLE.search(wide)
    )


def markup_rows(text: str) -> list[list[str]]:
    """Return the rows of every table in a document, in order; raises HostileFile when it is huge.

    Entities that the document declares are not read.
    """
    if len(text) > MAX_CHARACTERS:
        raise HostileFile(f"the table has more than {MAX_CHARACTERS:,} characters")
    parser = _TableParser()
    parser.feed(text)
    parser.close()
    return parser.rows


class _TableParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._ignored = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = tag.rpartition(":")[2]
        if name in _ROW:
            self._end_row()
            self._row = []
        elif name in _CELL:
            self._end_cell()
            self._pad(attrs)
            self._cell = []
        elif name in _BREAK and self._cell is not None:
            self._cell.append("\n")
        elif name in {"script", "style"}:
            self._ignored += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in _CELL:
            self._end_cell()
        elif name in _ROW or name == "table":
            self._end_row()
        elif name in {"script", "style"}:
            self._ignored = max(self._ignored - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._ignored:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _pad(self, attrs: list[tuple[str, str | None]]) -> None:
        """Leave out the columns that spreadsheet XML jumps over by an index."""
        index = next((value for name, value in attrs if name.rpartition(":")[2] == "index"), None)
        if self._row is not None and index and index.isdigit():
            missing = min(int(index), _MAX_COLUMNS) - 1 - len(self._row)
            self._row.extend([""] * missing)

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append("".join(self._cell).strip())
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.rows.append(self._row)
        self._row = None
