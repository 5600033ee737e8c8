"""The process that opens a workbook, for the library that does so cannot be trusted with one.

Some damaged files make it abort the process or ask for more memory than there is. So it runs here,
under limits of the operating system: the workbook comes in on standard input and each sheet goes
out on standard output as a line of JSON, `[name, has numbers, rows]` or `{"refused": reason}`.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator

import python_calamine as calamine

from ledger.imports.tabular.cells import cell_text

MEGABYTE = 1024 * 1024
BASE_MEMORY, MEMORY_PER_BYTE, MAX_MEMORY = 512 * MEGABYTE, 64, 3_072 * MEGABYTE
BASE_SECONDS, BYTES_PER_SECOND = 4, MEGABYTE // 4
MAX_CELLS = 20_000_000
MAX_CHARACTERS = 200_000_000

RawSheet = tuple[str, bool, list[list[str]]]


class Refused(Exception):
    """A workbook that is not read; the text says why."""


def raw_sheets(content: bytes, names: tuple[str, ...] = ()) -> Iterator[RawSheet]:
    """Yield name, whether it holds numbers, and rows of each sheet, or of `names` alone.

    Rows begin at the first row of the sheet. Raises Refused.
    """
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            if not names or {name, _from_wide(name)} & set(names):
                yield _raw_sheet(name, book.get_sheet_by_name(name))
    except (calamine.CalamineError, calamine.PasswordError, calamine.ZipError) as error:
        raise Refused(f"the workbook cannot be opened: {str(error)[:120]}") from None
    except (calamine.XmlError, calamine.WorksheetNotFound) as error:
        raise Refused(f"the workbook is damaged: {str(error)[:120]}") from None


def _raw_sheet(name: str, sheet: calamine.CalamineSheet) -> RawSheet:
    if (sheet.total_height + 1) * (sheet.total_width + 1) > MAX_CELLS:
        raise Refused(f"the sheet {name!r} spans more than {MAX_CELLS:,} cells")
    has_numbers = False
    size = 0
    rows: list[list[str]] = []
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for values in sheet.iter_rows():  # from the first row, but from the first column in use
        has_numbers = has_numbers or any(isinstance(value, float) for value in values)
        row = [*left, *map(cell_text, values)]
        size += sum(map(len, row))
        if size > MAX_CHARACTERS:
            raise Refused(f"the sheet {name!r} holds more than {MAX_CHARACTERS:,} characters")
        rows.append(row)
    if any("\x00" in cell for row in rows[:50] for cell in row):
        return _from_wide(name), has_numbers, [[_from_wide(cell) for cell in row] for row in rows]
    return name, has_numbers, rows


def _from_wide(cell: str) -> str:
    """Put right the text of an old workbook whose 16-bit characters were read as single bytes."""
    if cell.isascii() and "\x00" not in cell:
        return cell
    try:
        return b"".join(map(_byte, cell)).decode("utf-16-le")
    except UnicodeError:
        return cell.replace("\x00", "")


def _byte(char: str) -> bytes:
    """Return the byte that was read as `char`; cp1252 leaves five bytes without a character."""
    return char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252")


def main(names: tuple[str, ...]) -> None:
    """Read a workbook from standard input and write its sheets, under limits of this process."""
    content = sys.stdin.buffer.read()
    _limit(len(content))
    try:
        for sheet in raw_sheets(content, names):
            json.dump(sheet, sys.stdout)
            sys.stdout.write("\n")
    except Refused as refusal:
        json.dump({"refused": str(refusal)}, sys.stdout)
        sys.stdout.write("\n")


def _limit(size: int) -> None:
    """Bound this process by the size of the workbook: damage makes small ones ask for the most."""
    memory = min(MAX_MEMORY, BASE_MEMORY + MEMORY_PER_BYTE * size)
    seconds = BASE_SECONDS + size // BYTES_PER_SECOND
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
