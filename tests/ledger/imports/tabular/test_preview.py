from __future__ import annotations

from decimal import Decimal

from ledger.imports.statement import Problem, StatementLine
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.preview import preview_rows

ROWS = [
    ["My bank"],
    ["Date", "Text", "Amount"],
    ["2024-02-15", "Shop", "-1.00"],
    ["", "", ""],
    ["2024-02-16", "Pay", "x"],
    ["", "more words", ""],
    ["2024-02-17", "w" * 500, "3.00"],
]


def test_preview_shows_cells_beside_what_they_are_read_as() -> None:
    mapping = TabularMapping(date=0, memo=(1,), amount=2, header_row=1, first_row=2)

    preview = preview_rows(iter(enumerate(ROWS, start=1)), mapping, 3)

    readings = [row.reading for row in preview.rows]
    assert preview.headings == ("Date", "Text", "Amount")
    assert preview.width == 3
    assert [row.line for row in preview.rows] == [3, 5, 6]
    assert isinstance(readings[0], StatementLine)
    assert readings[0].amount == Decimal("-1.00")
    assert readings[1:] == [Problem("'x' is not an amount", 5), None]


def test_preview_cuts_long_cells() -> None:
    mapping = TabularMapping(date=0, memo=(1,), amount=2, header_row=1, first_row=2)

    preview = preview_rows(iter(enumerate(ROWS, start=1)), mapping, 20)

    assert len(preview.rows[-1].cells[1]) == 200


def test_preview_of_nothing_is_empty() -> None:
    preview = preview_rows(iter([]), TabularMapping(date=0, amount=1), 5)

    assert (preview.headings, preview.rows, preview.width) == ((), (), 0)
