"""Text tables: CSV, TSV and any other text with one delimiter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ledger.imports.statement import (
    BrokenFile,
    Detection,
    Record,
    StatementError,
    StatementFile,
    UnknownFormat,
)
from ledger.imports.tabular.encoding import sniff_encoding
from ledger.imports.tabular.examination import Examination
from ledger.imports.tabular.inference import Inference, NoTable, infer
from ledger.imports.tabular.mapping import MappingError, TabularMapping
from ledger.imports.tabular.records import NumberedRow, read_records
from ledger.imports.tabular.source import split, text_lines

_HEAD = 262_144
_TAIL = 16_384
_DELIMITERS = ",;\t|"
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SAMPLE_ROWS = 800
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


class DelimitedReader:
    """Reads text tables; the dialect and the meaning of the columns are told from the content."""

    format = "csv"

    def detect(self, source: StatementFile) -> Detection | None:
        """Return how the table would be read, or None when the text is no table of transactions."""
        try:
            found = self.examine(source)
        except StatementError:
            return None
        mapping = found.mapping
        name = _NAMES.get(mapping.delimiter, repr(mapping.delimiter))
        dialect = f"{name}, {mapping.encoding}"
        return Detection(self.format, dialect, found.confidence, mapping.to_options())

    def examine(self, source: StatementFile) -> Examination:
        """Return the detected mapping with its doubts; raises UnknownFormat or BrokenFile."""
        head = source.head(_HEAD)
        _refuse_binary(head, source)
        try:
            encoding = sniff_encoding(head, is_whole=len(head) == source.size)
        except UnknownFormat as error:
            error.file = source.name
            raise
        text = _decoded(head, encoding, is_whole=len(head) == source.size)
        best = _best(text, encoding, source)
        return Examination(best.mapping, best.confidence, best.doubts, best.headings)

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records; raises StatementError for a broken mapping or a file without rows."""
        try:
            mapping = TabularMapping.from_options(detection.options)
        except MappingError as error:
            raise BrokenFile(f"the saved mapping does not fit: {error}", file=source.name) from None
        return self.read_mapped(source, mapping)

    def read_mapped(self, source: StatementFile, mapping: TabularMapping) -> Iterator[Record]:
        """Yield the records of a file by a given mapping; raises StatementError."""
        rows = numbered_rows(source, mapping)
        headings: Sequence[str] = ()
        for index in range(mapping.first_row):
            row = next(rows, None)
            if index == mapping.header_row and row:
                headings = row[1]
        try:
            yield from read_records(rows, mapping, headings)
        except StatementError as error:
            error.file = error.file or source.name
            raise


def numbered_rows(source: StatementFile, mapping: TabularMapping) -> Iterator[NumberedRow]:
    """Yield every row of a text table, blank ones included, with its line number."""
    return _unwrapped(split(text_lines(source, mapping.encoding), mapping))


def _unwrapped(rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    """Take the text out of cells such as ="007", which keep a spreadsheet from changing it."""
    for number, cells in rows:
        if any(cell[:2] == '="' or cell[:1] == "=" for cell in cells):
            yield number, [_without_formula(cell) for cell in cells]
        else:
            yield number, cells


def _without_formula(cell: str) -> str:
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1]
    return cell


def _refuse_binary(head: bytes, source: StatementFile) -> None:
    if not head.strip():
        raise BrokenFile("the file is empty", file=source.name)
    if head.startswith(_BINARY):
        raise UnknownFormat("the file is not a text", file=source.name)


def _decoded(head: bytes, encoding: str, *, is_whole: bool) -> str:
    text = head.decode(encoding, "statement")
    return text if is_whole else text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def _best(text: str, encoding: str, source: StatementFile) -> Inference:
    found: list[Inference] = []
    reasons: list[str] = []
    for delimiter in _DELIMITERS:
        if text.count(delimiter) < max(1, text.count("\n") // 10):
            continue
        dialect = TabularMapping(date=0, amount=1, encoding=encoding, delimiter=delimiter)
        rows = _sample(text, dialect)
        try:
            inference = infer(rows, delimiter=delimiter)
        except NoTable as error:
            reasons.append(str(error))
            continue
        mapping = replace(inference.mapping, encoding=encoding, delimiter=delimiter)
        found.append(replace(inference, mapping=mapping))
    if not found:
        reason = reasons[0] if reasons else "no delimiter parts the lines into columns"
        raise UnknownFormat(f"this is no table of transactions: {reason}", file=source.name)
    return max(found, key=lambda inference: inference.score)


def _sample(text: str, dialect: TabularMapping) -> list[list[str]]:
    rows: list[list[str]] = []
    for _, cells in _unwrapped(split(iter(text.splitlines(keepends=True)), dialect)):
        rows.append(cells)
        if len(rows) >= _SAMPLE_ROWS:
            break
    return rows
