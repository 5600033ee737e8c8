"""Tables of transactions: their lines sum up, and nothing in them is a formula."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from ledger.exports import tables
from ledger.exports.tables import csv_pieces, json_pieces, neutral_text, table_lines, write_xlsx
from ledger.money import Money, MoneyBag
from ledger.reports.balances import balance_sheet
from ledger.reports.filters import RegisterFilter
from tests.factories.books import Books

ALL = RegisterFilter()


def test_table_lines_of_a_place_sum_to_its_balance(nasty: Books) -> None:
    sums: dict[str, list[Money]] = defaultdict(list)
    for line in table_lines(nasty.household, ALL):
        sums[line.account].append(Money(line.amount, line.currency))

    sheet = balance_sheet(nasty.household, as_of=date(2199, 1, 1))

    for row in sheet.places:
        assert MoneyBag.of(sums[row.account.name]) == row.own


def test_table_has_a_line_a_category_of_a_split(books: Books) -> None:
    row = books.book(
        "2026-03-01",
        (books.checking, "-50.00"),
        (books.groceries, "20.00"),
        (books.rent, "30.00"),
        payee="Market",
        tags=("b", "a"),
    )

    text = "".join(csv_pieces(books.household, ALL))

    start, end = "2026-03-01,Test checking,Market", f'EUR,"a, b",cleared,{row.pk}'
    assert text.splitlines() == [
        "Date,Account,Payee,Category,Memo,Amount,Currency,Tags,Status,Transaction",
        f"{start},Test food: Test groceries,,-20.00,{end}",
        f"{start},Test rent,,-30.00,{end}",
    ]


def test_table_shows_both_sides_of_a_transfer(books: Books) -> None:
    books.book("2026-03-01", (books.checking, "-8.00"), (books.card, "8.00"))

    lines = [
        (line.account, line.category, line.amount) for line in table_lines(books.household, ALL)
    ]

    assert lines == [
        ("Test checking", "Transfer to Test card", Decimal("-8.00")),
        ("Test card", "Transfer from Test checking", Decimal("8.00")),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
        ("a\x00b\x1b", "ab"),
        ("\x00=1", "'=1"),
    ],
)
def test_neutral_text_is_no_formula(text: str, expected: str) -> None:
    assert neutral_text(text) == expected


def test_csv_survives_any_text(nasty: Books) -> None:
    rows = list(csv.reader(StringIO("".join(csv_pieces(nasty.household, ALL)))))

    assert {len(row) for row in rows} == {10}
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)


def test_csv_writes_only_the_selection(nasty: Books) -> None:
    chosen = RegisterFilter(categories=(nasty.rent.pk,))

    found = {line.transaction for line in table_lines(nasty.household, chosen)}

    assert len(found) == 2


def test_xlsx_has_dates_and_numbers(books: Books) -> None:
    books.spend("2026-03-01", "12.30", payee="=HYPERLINK(1)")
    out = BytesIO()

    write_xlsx(books.household, ALL, out)

    sheet = load_workbook(out).worksheets[0]
    headings, line = sheet.iter_rows(values_only=True)
    assert headings[0] == "Date"
    assert line[0] == datetime(2026, 3, 1)  # noqa: DTZ001 -- cells have no zone
    assert (line[2], line[5]) == ("'=HYPERLINK(1)", -12.3)


def test_xlsx_goes_on_in_another_sheet(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 2)
    for day in (1, 2, 3):
        books.spend(f"2026-03-0{day}", "1.00")
    out = BytesIO()

    write_xlsx(books.household, ALL, out)

    sizes = {sheet.title: sheet.max_row for sheet in load_workbook(out).worksheets}
    assert sizes == {"Transactions 1": 3, "Transactions 2": 2}


def test_xlsx_of_nothing_has_headings(books: Books) -> None:
    out = BytesIO()

    write_xlsx(books.household, ALL, out)

    assert load_workbook(out).worksheets[0].max_row == 1


def test_json_keeps_every_posting(books: Books) -> None:
    row = books.book(
        "2026-03-01", (books.checking, "-90.00"), (books.dollars, "100.00", "90.00"), memo="ö"
    )

    (found,) = json.loads("".join(json_pieces(books.household, ALL)))

    assert found == {
        "id": row.pk,
        "date": "2026-03-01",
        "payee": "",
        "memo": "ö",
        "currency": "EUR",
        "status": "cleared",
        "source": "manual",
        "tags": [],
        "postings": [
            {
                "account": "Assets:Test-checking",
                "amount": "-90.00",
                "currency": "EUR",
                "value": "-90.00",
                "memo": "",
            },
            {
                "account": "Assets:Test-dollars",
                "amount": "100.00",
                "currency": "USD",
                "value": "90.00",
                "memo": "",
            },
        ],
    }


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_array_of_any_length(books: Books, count: int) -> None:
    for _ in range(count):
        books.spend("2026-03-01", "1.00")

    assert len(json.loads("".join(json_pieces(books.household, ALL)))) == count
