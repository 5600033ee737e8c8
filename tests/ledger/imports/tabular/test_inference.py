from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.imports.tabular.inference import NoTable, infer

HEADINGS = ["Date", "Description", "Amount", "Balance"]


def test_infer_is_certain_of_what_the_balance_proves() -> None:
    found = infer(
        [
            HEADINGS,
            ["2024-02-15", "a", "-1.00", "9.00"],
            ["2024-02-16", "b", "2.00", "11.00"],
            ["2024-02-17", "c", "-3.00", "8.00"],
        ]
    )

    assert found.confidence == Decimal("1.00")
    assert found.doubts == ()
    assert found.headings == tuple(HEADINGS)
    assert (found.mapping.date, found.mapping.amount, found.mapping.balance) == (0, 2, 3)
    assert (found.mapping.header_row, found.mapping.first_row) == (0, 1)
    assert found.mapping.balance_order == "ascending"


def test_infer_names_what_the_file_does_not_settle() -> None:
    found = infer([["Date", "Text", "Amount"], ["02/03/2024", "x", "1.234"]])

    assert {doubt.option for doubt in found.doubts} == {"date_order", "sign_rule"}
    assert found.confidence < Decimal("0.5")


def test_infer_takes_the_decimal_mark_it_is_given() -> None:
    rows = [["Date", "Text", "Amount"], ["2024-02-15", "x", "-1.234"]]

    assert infer(rows, decimal=".").mapping.decimal == "."
    assert infer(rows).mapping.decimal == ","


def test_infer_asks_the_tail_for_the_order_of_the_date() -> None:
    rows = [["Date", "Text", "Amount"], ["02/03/2024", "x", "-1.00"]]

    assert infer(rows).mapping.date_order == "dmy"
    assert infer(rows, tail=[["02/28/2024", "y", "-2.00"]]).mapping.date_order == "mdy"


def test_infer_reads_the_meaning_of_headings_without_rows() -> None:
    found = infer([["My bank"], HEADINGS])

    assert (found.mapping.date, found.mapping.amount, found.mapping.first_row) == (0, 2, 2)


def test_infer_names_currency_and_account_where_the_file_does() -> None:
    found = infer(
        [
            ["IBAN", "DE02 1203 0000 0000 2020 51"],
            ["Buchungstag", "Text", "Betrag (€)"],
            ["15.02.2024", "x", "-1,00"],
        ]
    )

    assert found.mapping.default_currency == "EUR"
    assert found.mapping.account_name == "DE02120300000000202051"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no row with a date"),
        ([["entry1", "entry2"], ["entry3", "entry4"]], "no column holds dates"),
        ([["Name", "Reference", "Amount"], ["x", "y", "-5.95"]], "no column holds dates"),
        ([["2022-01-01", "*"], ["2022-01-02", "!"]], "no column holds amounts"),
        ([["2022-01-01", "1"], ["2022-01-02", "$1"], ["2022-01-03", "bad"]], "no column"),
        ([["x"] * 1_001], "more than 1,000 columns"),
    ],
)
def test_infer_says_what_is_missing(rows: list[list[str]], reason: str) -> None:
    with pytest.raises(NoTable, match=reason):
        infer(rows)
