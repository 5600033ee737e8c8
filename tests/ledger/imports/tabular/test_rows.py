from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.statement import Balance, BalanceKind, Problem, StatementLine
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.rows import UNDATED, RowReader

MAPPING = TabularMapping(date=0, memo=(1,), amount=2, balance=3, date_order="dmy", column_count=4)


def reading(cells: list[str], mapping: TabularMapping = MAPPING) -> object:
    return RowReader(mapping).read(7, cells)


def test_row_is_a_transaction_with_all_that_is_mapped() -> None:
    mapping = TabularMapping(
        date=0,
        value_date=1,
        amount=2,
        currency=3,
        payee=(4,),
        memo=(5, 6),
        external_id=7,
        reference=8,
        counterparty_account=9,
        category=10,
        status=11,
        balance=12,
        date_order="dmy",
        decimal=",",
    )
    cells = [
        *("15.02.2024", "16.02.2024", "-1.012,50", "€", " Shop ", "bread", "bread"),
        *("id1", "ref1", "DE02", "Food", "vorgemerkt", "100,00"),
    ]

    assert reading(cells, mapping) == StatementLine(
        date(2024, 2, 15),
        Decimal("-1012.50"),
        7,
        currency="EUR",
        payee="Shop",
        memo="bread",
        external_id="id1",
        value_date=date(2024, 2, 16),
        balance=Decimal("100.00"),
        is_pending=True,
        category="Food",
        reference="ref1",
        counterparty_account="DE02",
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["15.02.2024", "Shop", "1/2", "5.00"], Problem("'1/2' is not an amount", 7)),
        (["31.02.2024", "Shop", "1.00"], Problem("'31.02.2024' is not a date of the calendar", 7)),
        (["", "Shop", "1.00"], Problem("the row has an amount, but no date", 7)),
        (["soon", "Shop", "1.00"], Problem("'soon' is not a date", 7)),
        (
            ["15.02.2024", "Shares moved"],
            Problem("the row has no amount and was left out", 7, is_warning=True),
        ),
        (
            ["Depecurita", "", "575.21"],
            Problem(
                "the row has an amount, but no date and no words: left out", 7, is_warning=True
            ),
        ),
        (["15.02.1111", "Shop", "1.00"], Problem("the year 1111 is not between 1900 and 2100", 7)),
    ],
)
def test_row_that_cannot_be_read_says_why(cells: list[str], expected: Problem) -> None:
    assert reading(cells) == expected


@pytest.mark.parametrize(
    "cells",
    [
        ["Total", "", "87.50"],
        ["", "Summe", "87.50"],
        ["This is a computer generated statement"],
        ["", "", ""],
        ["15.02.2024", "Turnover", "87.50", ""],
    ],
)
def test_row_that_is_no_transaction_is_passed_over(cells: list[str]) -> None:
    assert reading(cells) is None


def test_row_may_go_on_with_the_row_before() -> None:
    assert reading(["", "UBER  EATS", ""]) == "UBER EATS"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ["14.02.2024", "Opening balance", "", "100.00"],
            Balance(BalanceKind.OPENING, Decimal("100.00"), date(2024, 2, 14), "", 7),
        ),
        (
            ["Endsaldo", "", "", "90.00"],
            Balance(BalanceKind.CLOSING, Decimal("90.00"), None, "", 7),
        ),
    ],
)
def test_row_may_state_a_balance(cells: list[str], expected: Balance) -> None:
    assert reading(cells) == expected


def test_row_made_too_long_by_a_delimiter_in_its_words_is_put_right() -> None:
    found = reading(["15.02.2024", "Shop", " the corner", "-1.00", "9.00"])

    assert isinstance(found, StatementLine)
    assert (found.memo, found.amount, found.balance) == (
        "Shop, the corner",
        Decimal("-1.00"),
        Decimal("9.00"),
    )


def test_row_without_a_date_takes_the_other_one() -> None:
    mapping = TabularMapping(date=0, other_date=1, amount=2)

    found = reading(["", "2024-02-15", "1.00"], mapping)

    assert isinstance(found, StatementLine)
    assert found.date == date(2024, 2, 15)


def test_row_that_is_pending_may_lack_a_date() -> None:
    found = reading(["Pending", "Shop", "-1.00"])

    assert isinstance(found, StatementLine)
    assert (found.date, found.is_pending) == (UNDATED, True)


def test_row_that_never_happened_is_left_out_and_said() -> None:
    mapping = TabularMapping(date=0, amount=1, status=2)

    found = reading(["2024-02-15", "1.00", "REVERTED"], mapping)

    assert found == Problem("declined, failed or reversed: left out", 7, is_warning=True)


def test_row_that_is_pending_and_in_no_balance_is_left_out_when_told_so() -> None:
    mapping = TabularMapping(
        date=0, amount=1, status=2, balance=3, skips_pending_without_balance=True
    )

    found = reading(["2024-02-15", "1.00", "PENDING", ""], mapping)

    assert found == Problem("pending, not yet in the balance: left out", 7, is_warning=True)


@pytest.mark.parametrize(
    ("mapping", "cells", "amount"),
    [
        (TabularMapping(date=0, amount=1, sign_rule="inverted"), ["12.50"], "-12.50"),
        (TabularMapping(date=0, amount=1, scale=100), ["-1250"], "-12.50"),
        (TabularMapping(date=0, amount=1, fee=2), ["-10.00", "0.25"], "-10.25"),
        (TabularMapping(date=0, debit=1, credit=2), ["10.00", ""], "-10.00"),
        (TabularMapping(date=0, debit=1, credit=2), ["", "10.00"], "10.00"),
        (TabularMapping(date=0, debit=1, credit=2), ["10.00", "0.00"], "-10.00"),
        (
            TabularMapping(date=0, debit=1, credit=2, debit_is_negative=True),
            ["-10.00", ""],
            "-10.00",
        ),
        (
            TabularMapping(date=0, debit=1, credit=2, credit_is_negative=True),
            ["", "-10.00"],
            "10.00",
        ),
        (TabularMapping(date=0, debit=1), ["10.00"], "-10.00"),
        (TabularMapping(date=0, amount=1, sign=2), ["10.00", "Dr"], "-10.00"),
        (
            TabularMapping(date=0, amount=1, sign=2, sign_words={"x": 1}),
            ["10.00", "x"],
            "10.00",
        ),
        (
            TabularMapping(date=0, amount=1, sign=2, sign_words={"消费": -1}),
            ["10.00", "消费 shop"],
            "-10.00",
        ),
    ],
)
def test_amount_follows_the_sign_rules(
    mapping: TabularMapping, cells: list[str], amount: str
) -> None:
    found = reading(["2024-02-15", *cells], mapping)

    assert isinstance(found, StatementLine)
    assert found.amount == Decimal(amount)


def test_amount_with_an_unknown_sign_word_is_a_problem() -> None:
    mapping = TabularMapping(date=0, amount=1, sign=2)

    assert reading(["2024-02-15", "1.00", "zorbl"], mapping) == Problem(
        "'zorbl' does not say whether money came in or went out", 7
    )
