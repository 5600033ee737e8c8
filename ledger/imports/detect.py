"""Which format a file is, by its content alone, and the one door to every reader."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.imports.foreign import INSTEAD, foreign_binary, foreign_text
from ledger.imports.packed import is_packed, unpacked
from ledger.imports.readers.camt import CamtReader
from ledger.imports.readers.delimited import DelimitedReader
from ledger.imports.readers.mt940 import Mt940Reader
from ledger.imports.readers.ofx import OfxReader
from ledger.imports.readers.qif import QifReader
from ledger.imports.readers.spreadsheet import SpreadsheetReader
from ledger.imports.statement import (
    Detection,
    Reader,
    Record,
    StatementError,
    StatementFile,
    UnknownFormat,
)
from ledger.imports.tabular.reader import TableReader
from ledger.imports.tabular.workbook import OLE_MARK, ZIP_MARK

WORKBOOKS, TEXT_TABLES = SpreadsheetReader(), DelimitedReader()
STRUCTURED: tuple[Reader, ...] = (
    WORKBOOKS,
    CamtReader(),
    OfxReader(),
    Mt940Reader(),
    QifReader(),
)
"""Formats that say what they are; workbooks first, because their bytes are no text."""
TABLES: tuple[Reader, ...] = (TEXT_TABLES,)
"""Formats that only look like a table; asked last, because nearly any text may be one."""
READERS: dict[str, Reader] = {reader.format: reader for reader in (*STRUCTURED, *TABLES)}
"""Every reader by the name of its format."""


def detect(source: StatementFile) -> Detection:
    """Return the format, dialect and confidence of `source`, unpacking it where needed.

    Raises UnknownFormat, with what to download instead, when no reader knows the content.
    """
    return _detected(content_of(source))[1]


def read_statement(source: StatementFile, detection: Detection | None = None) -> Iterator[Record]:
    """Yield the records of `source` in the order of the file.

    `detection`, where given, is not questioned: a saved or corrected one reads the file as it
    says. Raises StatementError, naming the file, when it is refused, also half way through.
    """
    try:
        content = content_of(source)
        reader, found = _detected(content) if detection is None else (_reader(detection), detection)
        yield from reader.read(content, found)
    except StatementError as error:
        error.file = error.file or source.name
        raise


def content_of(source: StatementFile) -> StatementFile:
    """Return `source`, or the one statement packed in it; raises StatementError."""
    return unpacked(source, _is_supported) if is_packed(source) else source


def _is_supported(source: StatementFile) -> bool:
    try:
        _detected(source)
    except StatementError:
        return False
    return True


def _reader(detection: Detection) -> Reader:
    try:
        return READERS[detection.format]
    except KeyError:
        raise UnknownFormat(f"there is no reader for the format {detection.format!r}") from None


def _detected(source: StatementFile) -> tuple[Reader, Detection]:
    _refuse(foreign_binary(source), source)
    if is_packed(source):
        _refuse(f"this file is packed twice; {INSTEAD}", source)
    if source.head(8).startswith((ZIP_MARK, OLE_MARK)):
        return WORKBOOKS, _table(WORKBOOKS, source)
    found = _first(STRUCTURED, source)
    if found is None:
        _refuse(foreign_text(source), source)
        return TEXT_TABLES, _table(TEXT_TABLES, source)
    return found


def _table(reader: TableReader, source: StatementFile) -> Detection:
    try:
        return reader.detected(source)
    except UnknownFormat as error:
        raise UnknownFormat(f"{error.reason}; {INSTEAD}", file=source.name) from None


def _first(readers: tuple[Reader, ...], source: StatementFile) -> tuple[Reader, Detection] | None:
    for reader in readers:
        detection = reader.detect(source)
        if detection is not None:
            return reader, detection
    return None


def _refuse(reason: str, source: StatementFile) -> None:
    if reason:
        raise UnknownFormat(reason, file=source.name)
