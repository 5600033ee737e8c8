from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.imports.tabular.amounts import find_money
from ledger.imports.tabular.columns import columns_of
from ledger.imports.tabular.folding import fold
from ledger.imports.tabular.signs import SignReading, lean_of, read_signs, sign_column


def signs(headings: list[str], rows: list[list[str]]) -> SignReading:
    columns = columns_of(headings, rows)
    money = find_money(columns, ".")
    assert money is not None
    return read_signs(money, columns, [fold(" ".join(row)) for row in rows])


@pytest.mark.parametrize(
    ("headings", "rows", "rule"),
    [
        (["Text", "Amount"], [["Shop", "-1.00"], ["Pay", "5.00"]], "as_printed"),
        (["Text", "Amount"], [["x", "+1.00"], ["thank you", "-5.00"]], "as_printed"),
        (["Text", "Amount"], [["x", "1.00"], ["y", "+5.00"]], "unsigned_is_out"),
        (["Text", "Amount"], [["x", "1.00"], ["y", "5.00 CR"]], "unsigned_is_out"),
        (["Card no", "Amount"], [["x", "1.00"], ["y", "5.00"]], "inverted"),
        (["Text", "Amount"], [["Coffee", "1.00"], ["Taxi", "5.00"]], "inverted"),
        (["Text", "Amount"], [["Salary", "1.00"], ["Deposit", "5.00"]], "as_printed"),
        (
            ["Text", "Amount"],
            [["Payment received", "-9.00"], ["x", "1.00"], ["y", "5.00"]],
            "inverted",
        ),
        (["Text", "Amount"], [["charge", "12.00"], ["refund", "-0.77"]], "as_printed"),
    ],
)
def test_read_signs_weighs_marks_words_and_custom(
    headings: list[str], rows: list[list[str]], rule: str
) -> None:
    assert signs(headings, rows).rule == rule


def test_read_signs_uses_a_column_of_words_for_unsigned_amounts() -> None:
    reading = signs(["Text", "Amount", "Af Bij"], [["a", "1.00", "Af"], ["b", "2.00", "Bij"]])

    assert reading.column is not None
    assert reading.column.index == 2
    assert reading.words == {"Af": -1, "Bij": 1}


def test_read_signs_uses_the_first_word_of_a_text() -> None:
    rows = [[f"消费 shop {number}", "1.00"] for number in range(20)] + [["退货 shop", "3.00"]]

    reading = signs(["Text", "Amount"], rows)

    assert reading.words == {"消费": -1, "退货": 1}


def test_read_signs_ignores_words_that_signs_confirm() -> None:
    rows = [["DEBIT", "-1.00"], ["CREDIT", "2.00"], ["DEBIT", "-3.00"]]

    assert signs(["Type", "Amount"], rows) == SignReading("as_printed", 0.98)


def test_read_signs_turns_signs_that_words_contradict() -> None:
    rows = [["DEBIT", "1.00"], ["CREDIT", "-2.00"], ["DEBIT", "3.00"]]

    assert signs(["Type", "Amount"], rows).rule == "inverted"


def test_read_signs_swaps_columns_that_the_balance_contradicts() -> None:
    rows = [["5.00", "", "105.00"], ["", "2.00", "103.00"], ["1.00", "", "104.00"]]

    assert signs(["Debit", "Credit", "Balance"], rows).is_swapped is True


@pytest.mark.parametrize(
    ("words", "meanings"),
    [
        (["D", "K"], {"D": -1, "K": 1}),
        (["T", "J"], {"T": -1, "J": 1}),
        (["K", "J"], {"K": -1, "J": 1}),
        (["S", "H"], {"S": -1, "H": 1}),
        (["O", "I"], {"O": -1, "I": 1}),
    ],
)
def test_single_letters_are_read_by_their_company(
    words: list[str], meanings: dict[str, int]
) -> None:
    columns = columns_of(["Amount", "x"], [["1.00", word] for word in words])
    money = find_money(columns, ".")
    assert money is not None

    found = sign_column(columns, money)

    assert found is not None
    assert found[1] == meanings


def test_lean_counts_a_card_payment_for_three() -> None:
    lean = lean_of([Decimal(-9), Decimal(1), None], ["payment received", "taxi", "salary"])

    assert (lean.printed, lean.opposite) == (0, 4)
    assert lean.is_opposite is True
