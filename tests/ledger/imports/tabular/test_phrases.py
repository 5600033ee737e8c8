from __future__ import annotations

import pytest

from ledger.imports.tabular.phrases import (
    PENDING,
    VOID,
    card_direction,
    direction,
    is_balance_row,
    is_opening,
    is_total,
    leading_word,
    names_balance,
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("D", -1),
        ("Dr", -1),
        ("Af", -1),
        ("Soll", -1),
        ("支出", -1),
        ("借 Dr", -1),
        ("-", -1),
        ("K", 1),
        ("Cr", 1),
        ("Bij", 1),
        ("贷 Cr", 1),
        ("Приход", 1),
        ("+", 1),
        ("不计收支", 0),
        ("", 0),
        ("EUR", None),
        ("Kortköp", None),
    ],
)
def test_direction_knows_words_of_money_out_and_in(word: str, expected: int | None) -> None:
    assert direction(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Opening balance", True),
        ("Beginning balance as of 01/01/2024", True),
        ("Saldo Anterior", True),
        ("SALDO DO DIA", True),
        ("Anfangssaldo", True),
        ("Likutis pradžiai", True),
        ("Käive", True),
        ("Turnover", True),
        ("Balance transfer to savings", False),
        ("Starting Balance", False),
        ("Total Energies Paris", False),
        ("Opening balance error refund", False),
    ],
)
def test_is_balance_row_knows_rows_that_are_no_transaction(text: str, *, expected: bool) -> None:
    assert is_balance_row(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Total", True),
        ("Summe", True),
        ("Итого", True),
        ("人民币合计", True),
        ("Kontostand", True),
        ("Shop", False),
        ("", False),
    ],
)
def test_is_total_knows_rows_below_a_table(text: str, *, expected: bool) -> None:
    assert is_total(text) is expected


def test_balances_are_told_from_turnovers_and_openings_from_closings() -> None:
    assert [is_opening(text) for text in ("Opening balance", "Endsaldo")] == [True, False]
    assert [names_balance(text) for text in ("Endsaldo", "Turnover")] == [True, False]


@pytest.mark.parametrize(
    ("text", "is_pending", "is_void"),
    [
        ("umsatz vorgemerkt", True, False),
        ("umsatz gebucht", False, False),
        ("pending", True, False),
        ("в обработке", True, False),
        ("reverted", False, True),
        ("failed", False, True),
        ("completed", False, False),
    ],
)
def test_states_of_rows(text: str, *, is_pending: bool, is_void: bool) -> None:
    assert (bool(PENDING.search(text)), bool(VOID.search(text))) == (is_pending, is_void)


def test_leading_word_is_the_first() -> None:
    assert [leading_word(text) for text in ("消费 美团", "Shop", "")] == ["消费", "Shop", ""]


def test_hostile_texts_are_refused_at_once() -> None:
    assert is_total("opening balance" + " eur" * 14 + " x") is False
    assert is_total("total " * 100_000) is False
    assert is_balance_row("opening balance " + "1 " * 100_000) is False


def test_direction_of_an_unknown_phrase_is_that_of_its_last_word() -> None:
    phrases = ("Payment received", "Payment sent", "Card credit", "Standing order")

    assert [direction(phrase) for phrase in phrases] == [1, -1, 1, None]


def test_payment_is_money_in_for_a_card() -> None:
    words = ("Sale", "Payment", "Refund", "Coffee")

    assert [card_direction(word) for word in words] == [-1, 1, 1, None]
