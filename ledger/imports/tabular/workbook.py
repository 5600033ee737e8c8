"""Sheets of a workbook as rows of text, after checking that opening it is safe."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.imports.packed import DAMAGE
from ledger.imports.statement import BrokenFile, HostileFile, StatementFile
from ledger.imports.tabular.encoding import sniff_encoding
from ledger.imports.tabular.isolated import isolated_sheets
from ledger.imports.tabular.markup import is_markup_table, markup_rows
from ledger.imports.tabular.sheet_worker import MAX_CELLS

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_ENTRIES = 2_000
_CHUNK = 1 << 20
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})\d')
_ROW = re.compile(rb'<(?:row|c) [^>]*?r="[A-Z]{0,3}(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and whether it holds numbers as numbers rather than as text."""

    name: str
    rows: list[list[str]]
    has_numbers: bool


def is_workbook(head: bytes) -> bool:
    """Tell whether a file begins as a workbook, or as a table in HTML or spreadsheet XML."""
    return head.startswith((ZIP_MARK, OLE_MARK)) or is_markup_table(head)


def workbook_kind(head: bytes) -> str:
    """Return `xlsx`, `xls` or `html` for the first bytes of a workbook."""
    return "xlsx" if head.startswith(ZIP_MARK) else "xls" if head.startswith(OLE_MARK) else "html"


def read_sheets(source: StatementFile, names: tuple[str, ...] = ()) -> Iterator[Sheet]:
    """Yield the sheets of a workbook, or those of `names` alone; raises StatementError.

    The rows of a sheet begin at its first row, so that row numbers are those of the sheet.
    """
    content = source.read(MAX_BYTES)
    if workbook_kind(content[:16]) == "html":
        encoding = sniff_encoding(content[: 1 << 16])
        yield Sheet("", markup_rows(content.decode(encoding, "statement")), has_numbers=False)
        return
    if content.startswith(ZIP_MARK):
        check_package(content, source.name)
    for name, has_numbers, rows in isolated_sheets(content, names, source.name):
        yield Sheet(name, rows, has_numbers)


def check_package(content: bytes, name: str) -> None:
    """Refuse a zipped workbook that unpacks to too much, lies about its sizes or has a DOCTYPE.

    Raises HostileFile or BrokenFile. The unpacked bytes are counted, not taken from the directory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
                raise HostileFile("the workbook unpacks to more than it may", file=name)
            for entry in entries:
                _check_entry(package, entry, name)
    except DAMAGE as error:
        reason = f"the workbook is damaged: {str(error)[:120]}"
        raise BrokenFile(reason, file=name) from None


def _check_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    is_sheet = "worksheets/" in entry.filename and entry.filename.endswith(".xml")
    columns: set[bytes] = set()
    last_row = 0
    with package.open(entry) as stream:
        first = True
        while chunk := stream.read(_CHUNK):
            if first and b"<!DOCTYPE" in chunk[:4096].upper():
                raise HostileFile("the workbook declares entities of its own", file=name)
            first = False
            if is_sheet:
                columns.update(_CELL.findall(chunk))
                last_row = max([last_row, *map(int, _ROW.findall(chunk)[-1:])])
    width = max(map(_column_number, columns), default=0)
    if width * last_row > MAX_CELLS:
        raise HostileFile(f"a sheet spans more than {MAX_CELLS:,} cells", file=name)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
