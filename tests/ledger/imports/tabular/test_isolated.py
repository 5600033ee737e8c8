from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from ledger.imports.statement import BrokenFile
from ledger.imports.tabular.isolated import isolated_sheets


def workbook(**sheets: list[list[object]]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(cells)
    book.save(content)
    return content.getvalue()


def replaced(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            data = source.read(info)
            copy.writestr(info.filename, data.replace(old, new) if info.filename == name else data)
    return target.getvalue()


def test_sheets_come_back_as_text() -> None:
    content = workbook(One=[["Date", "Été"], ["2020-01-31", 1.5]], Two=[["x"]])

    assert list(isolated_sheets(content, (), "book")) == [
        ("One", True, [["Date", "Été"], ["2020-01-31", "1.5"]]),
        ("Two", False, [["x"]]),
    ]


def test_named_sheets_alone_are_opened() -> None:
    content = workbook(One=[["a"]], Two=[["b"]])

    assert [name for name, *_ in isolated_sheets(content, ("Two",), "book")] == ["Two"]


def test_refusal_of_the_library_is_passed_on() -> None:
    with pytest.raises(BrokenFile, match="the workbook cannot be opened") as caught:
        list(isolated_sheets(b"no workbook", (), "book"))

    assert caught.value.file == "book"


def test_workbook_that_asks_for_all_memory_ends_only_its_own_process() -> None:
    rows: list[list[object]] = [["a"], ["b"]]
    content = replaced(
        workbook(One=rows), "xl/worksheets/sheet1.xml", b'r="A2" ', b"r='XFD1048576' "
    )

    with pytest.raises(BrokenFile, match="damaged, or too large to open"):
        list(isolated_sheets(content, (), "book"))
