from __future__ import annotations

import pytest

from ledger.imports.tabular.postings import Postings

HEADINGS = ("txnidx", "date", "account", "amount")
FOOD = ["1", "2024-02-13", "expenses:food", "5"]
CASH = ["1", "2024-02-13", "assets:cash", "-5"]
CARD = ["2", "2024-02-14", "liabilities:card", "-7"]
RENT = ["2", "2024-02-14", "expenses:rent", "7"]
FORM = ["3", "2024-02-15", "expenses:food", "1"]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (HEADINGS, Postings(0, 2)),
        (("Date", "Account", "Amount"), None),
        (("txnidx", "date"), None),
        ((), None),
    ],
)
def test_postings_are_known_by_their_headings(
    headings: tuple[str, ...], expected: Postings | None
) -> None:
    assert Postings.of(headings) == expected


def test_one_row_of_each_transaction_is_that_of_a_place() -> None:
    rows = enumerate([FOOD, CASH, CARD, RENT, FORM, [], []], start=2)

    found = list(Postings(0, 2).one_each(rows))

    assert found == [(3, CASH), (4, CARD), (6, FORM), (7, []), (8, [])]
