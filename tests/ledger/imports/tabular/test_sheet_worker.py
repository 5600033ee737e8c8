from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from ledger.imports.tabular import sheet_worker
from ledger.imports.tabular.sheet_worker import Refused, raw_sheets


def workbook(*rows: list[Any], start: int = 0) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for number, cells in enumerate(rows, start=start + 1):
        for column, value in enumerate(cells, start=start + 1):
            sheet.cell(number, column, value)
    book.save(content)
    return content.getvalue()


def test_cells_are_text_and_numbers_are_noticed() -> None:
    found = list(raw_sheets(workbook([date(2020, 1, 31), "x", -3.5, True])))

    assert found == [("Sheet", True, [["2020-01-31", "x", "-3.5", "TRUE"]])]


def test_rows_and_columns_keep_their_places() -> None:
    found = list(raw_sheets(workbook(["a"], start=2)))

    assert found == [("Sheet", False, [["", "", ""], ["", "", ""], ["", "", "a"]])]


def test_wide_text_of_old_workbooks_is_put_right() -> None:
    wide = "Bank".encode("utf-16-le").decode("cp1252")

    read = [sheet_worker._from_wide(cell) for cell in (wide, "ok", "QS\x8d\x9d")]

    assert read == ["Bank", "ok", "卑鶍"]


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("MAX_CELLS", "spans more than 1 cells"), ("MAX_CHARACTERS", "holds more than 1 characters")],
)
def test_sheet_beyond_a_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, reason: str
) -> None:
    monkeypatch.setattr(sheet_worker, limit, 1)

    with pytest.raises(Refused, match=reason):
        list(raw_sheets(workbook(["ab", "cd"])))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        list(raw_sheets(content))
