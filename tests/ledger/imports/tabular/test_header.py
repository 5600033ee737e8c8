from __future__ import annotations

import pytest

from ledger.imports.tabular.header import Layout, find_layout

DATA = ["15.02.2024", "Shop", "-12,50"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [["Date", "Description", "Amount"], DATA],
            Layout(0, 1, ("Date", "Description", "Amount"), is_named=True),
        ),
        (
            [["Account", "123"], [], ["Balance", "1,00"], ["Datum", "Text", "Betrag"], DATA],
            Layout(3, 4, ("Datum", "Text", "Betrag"), is_named=True),
        ),
        (
            [["x", "21.11.2015", "1234,37"], ["Datum", "Text", "Betrag"], DATA],
            Layout(1, 2, ("Datum", "Text", "Betrag"), is_named=True),
        ),
        (
            [["Booking", "", ""], ["Date", "Text", "Amount"], DATA],
            Layout(1, 2, ("Date", "Text", "Amount"), is_named=True),
        ),
        (
            [["Transaction", "", ""], ["", "Text", "Amount"], ["date", "", ""], DATA],
            Layout(2, 3, ("Transaction date", "Text", "Amount"), is_named=True),
        ),
        (
            [["Date", "Sum", "", "Text"], ["", "Debit", "Credit", ""], [*DATA, "x"]],
            Layout(1, 2, ("Date", "Sum Debit", "Credit", "Text"), is_named=True),
        ),
        ([DATA, DATA], Layout(None, 0, (), is_named=False)),
        (
            [["Zorbl", "Kwsta", "Vnarq"], DATA],
            Layout(0, 1, ("Zorbl", "Kwsta", "Vnarq"), is_named=False),
        ),
        ([["# a comment"], DATA], Layout(None, 1, (), is_named=False)),
        ([], Layout(None, 0, (), is_named=False)),
    ],
)
def test_find_layout_tells_headings_from_what_stands_around_them(
    rows: list[list[str]], expected: Layout
) -> None:
    assert find_layout(rows) == expected
