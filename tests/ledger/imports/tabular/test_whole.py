from __future__ import annotations

import pytest

from ledger.imports.statement import Problem
from ledger.imports.tabular.whole import WholeTable

TRADES = ("Date", "Symbol", "Quantity", "Price", "Amount")
TRANSFERS = ("Date", "Account", "To account", "Amount")


def watched(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[Problem]:
    whole = WholeTable()
    whole.begin(headings)
    for line, row in enumerate(rows, start=2):
        whole.see(line, row)
    return list(whole.problems())


def test_table_of_trades_alone_is_said_to_be_one() -> None:
    found = watched(TRADES, [("2024-01-02", "ACME", "2", "5.00", "-10.00")])

    assert [(problem.line, problem.is_warning) for problem in found] == [(None, False)]


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        (TRADES, []),
        (
            TRADES,
            [("2024-01-02", "ACME", "2", "5.00", "-10.00"), ("2024-01-03", "", "", "", "1.0")],
        ),
        (("Date", "Item", "Quantity", "Price"), [("2024-01-02", "Book", "1", "9.00")]),
        (TRANSFERS, [("2024-01-02", "Giro", "DE02", "-1.00"), ("2024-01-03", "Giro", "", "2.00")]),
        (
            TRANSFERS,
            [("2024-01-02", "Giro", "Cash", "-1.00"), ("2024-01-02", "Cash", "Giro", "1.00")],
        ),
    ],
)
def test_table_that_is_read_in_full_has_no_problem(
    headings: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    assert watched(headings, rows) == []


def test_transfer_between_accounts_of_the_table_lacks_its_other_side() -> None:
    found = watched(
        TRANSFERS, [("2024-01-02", "Cash", "", "-1.00"), ("2024-01-03", "Giro", "Cash", "-2.00")]
    )

    assert found == [Problem("a transfer from 'Giro' to 'Cash': only the first is read", 3)]


def test_new_headings_move_what_is_watched() -> None:
    whole = WholeTable()
    whole.begin(("Date", "Account", "Amount"))
    whole.see(2, ("2024-01-02", "Cash", "-1.00"))
    whole.begin(("Date", "Amount", "Account", "To account"))
    whole.see(5, ("2024-01-03", "-2.00", "Giro", "Cash"))

    assert [problem.line for problem in whole.problems()] == [5]
