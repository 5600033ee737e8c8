from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from ledger.imports.readers.spreadsheet import SpreadsheetReader
from ledger.imports.statement import (
    ParsedStatement,
    StatementError,
    StatementFile,
    UnknownFormat,
)

READER = SpreadsheetReader()
Rows = list[list[object]]
Sheets = dict[str, Rows]
JANUARY: Rows = [
    ["My bank", None, None],
    ["Date", "Text", "Amount"],
    [date(2024, 1, 15), "Shop", -12.5],
    [date(2024, 1, 16), "Pay", 100],
]


def workbook(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parsed(content: bytes) -> ParsedStatement:
    source = StatementFile.from_bytes(content, "bank.xlsx")
    detection = READER.detect(source)
    assert detection is not None
    return ParsedStatement.collect(detection, READER.read(source, detection))


def amounts(statement: ParsedStatement) -> list[tuple[str, Decimal]]:
    return [(line.date.isoformat(), line.amount) for line in statement.lines]


def test_typed_cells_are_read() -> None:
    statement = parsed(workbook({"January": JANUARY}))

    assert amounts(statement) == [
        ("2024-01-15", Decimal("-12.5")),
        ("2024-01-16", Decimal(100)),
    ]
    assert statement.detection.dialect == "xlsx, January"
    assert [line.line for line in statement.lines] == [3, 4]


def test_cells_of_text_are_read_by_their_own_marks() -> None:
    rows: Rows = [["Datum", "Text", "Betrag"], ["15.01.2024", "Laden", "-1.012,50"]]

    assert amounts(parsed(workbook({"A": rows}))) == [("2024-01-15", Decimal("-1012.50"))]


def test_dates_with_and_without_time_mix_with_text() -> None:
    rows: Rows = [
        ["Date", "Text", "Amount"],
        [datetime(2024, 1, 15, 18, 45), "Shop", -1.5],  # noqa: DTZ001 -- a sheet knows no zones
        ["2024-01-16 09:00:00", "Shop", -2.5],
    ]

    assert amounts(parsed(workbook({"A": rows}))) == [
        ("2024-01-15", Decimal("-1.5")),
        ("2024-01-16", Decimal("-2.5")),
    ]


def test_sheet_of_transactions_is_found_among_others() -> None:
    sheets: Sheets = {
        "Summary": [["Account", "Balance"], ["Checking", 87.5]],
        "Transactions": JANUARY,
        "Notes": [["x"]],
    }

    assert parsed(workbook(sheets)).detection.options["sheets"] == ["Transactions"]


def test_sheets_with_the_same_headings_are_read_together() -> None:
    february: Rows = [JANUARY[1], [date(2024, 2, 1), "Cafe", -3.25]]

    statement = parsed(workbook({"January": JANUARY, "February": february}))

    assert amounts(statement)[-1] == ("2024-02-01", Decimal("-3.25"))
    assert len(statement.lines) == 3


def test_sheet_that_repeats_another_is_read_once() -> None:
    assert len(parsed(workbook({"A": JANUARY, "B": JANUARY[1:]})).lines) == 2


def test_rounding_noise_is_no_part_of_an_amount() -> None:
    rows: Rows = [["Date", "Text", "Amount"], [date(2024, 1, 15), "x", -(0.1 + 0.2)]]

    assert amounts(parsed(workbook({"A": rows}))) == [("2024-01-15", Decimal("-0.3"))]


def test_html_named_xls_is_read() -> None:
    html = (
        "<html><table><tr><td>Date</td><td>Description</td><td>Amount</td></tr>"
        "<tr><td>15/01/2024</td><td>Shop</td><td>-12,50</td></tr>"
        "<tr><td>16/01/2024</td><td>Pay</td><td>1.100,00</td></tr></table></html>"
    )

    statement = parsed(html.encode())

    assert amounts(statement) == [
        ("2024-01-15", Decimal("-12.50")),
        ("2024-01-16", Decimal("1100.00")),
    ]
    assert statement.detection.dialect == "html"


def test_preview_shows_rows_of_the_sheet() -> None:
    source = StatementFile.from_bytes(workbook({"January": JANUARY}))

    preview = READER.preview(source, READER.examine(source).mapping, rows=1)

    assert preview.headings == ("Date", "Text", "Amount")
    assert preview.rows[0].cells == ("2024-01-15", "Shop", "-12.5")


@pytest.mark.parametrize(
    "content",
    [
        b"Date,Amount\n2024-01-15,1.00\n",
        workbook({"A": []}),
        workbook({"A": [["A1", "B1"], ["A2", "B2"]]}),
        workbook({"A": JANUARY})[:900],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    ],
)
def test_what_holds_no_transactions_is_refused(content: bytes) -> None:
    source = StatementFile.from_bytes(content, "bank.xlsx")

    with pytest.raises(StatementError, match=r"bank\.xlsx"):
        READER.examine(source)

    assert READER.detect(source) is None


def altered(content: bytes, name: str, text: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, text if entry == name else old.read(entry))
    return stream.getvalue()


def test_bombs_are_refused() -> None:
    book = workbook({"A": JANUARY})
    far = (
        b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'
    )
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    for text in (far, entity):
        source = StatementFile.from_bytes(altered(book, "xl/worksheets/sheet1.xml", text))

        with pytest.raises(StatementError):
            READER.examine(source)


def test_text_is_no_workbook() -> None:
    with pytest.raises(UnknownFormat, match="no workbook"):
        READER.examine(StatementFile.from_bytes(b"Date,Amount\n"))


def test_sheets_with_further_columns_are_read_by_their_own_headings() -> None:
    out: Rows = [["Date", "Text", "Amount"], [date(2024, 1, 15), "Shop", -12.5]]
    moved: Rows = [["Date", "Account", "Text", "Amount"], [date(2024, 2, 1), "Giro", "Cash", 3.5]]
    other: Rows = [["Date", "Rate", "Source"], [date(2024, 2, 1), 1.08, "bank"]]

    statement = parsed(workbook({"Rates": other, "Out": out, "Moved": moved}))

    assert sorted(amounts(statement)) == [
        ("2024-01-15", Decimal("-12.5")),
        ("2024-02-01", Decimal("3.5")),
    ]
