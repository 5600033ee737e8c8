from __future__ import annotations

from ledger.imports.tabular.columns import columns_of
from ledger.imports.tabular.words import WordColumns, find_words


def test_find_words_assigns_columns_by_their_headings() -> None:
    headings = ["Payee", "Description", "Currency", "Category", "Transaction ID", "Status"]
    rows = [
        ["Shop", "bread", "EUR", "Food", "a1", "Pending"],
        ["Cafe", "tea", "EUR", "Food", "a2", "Booked"],
    ]

    found = find_words(columns_of(headings, rows), {9}, 9)

    assert found == WordColumns(2, (0,), (1,), {"category": 3, "external_id": 4, "status": 5})


def test_find_words_takes_the_currency_right_of_the_amount() -> None:
    headings = ["Saldo", "Währung", "Betrag", "Währung"]
    rows = [["1,00", "EUR", "2,00", "USD"]]

    assert find_words(columns_of(headings, rows), {0, 2}, 2).currency == 3


def test_find_words_falls_back_on_the_longest_texts() -> None:
    rows = [["x", "a long description of a purchase", "ab", "7"]] * 2

    assert find_words(columns_of([], rows), set(), 3).memo == (1, 2)
