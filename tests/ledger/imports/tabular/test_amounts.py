from __future__ import annotations

from decimal import Decimal

from ledger.imports.tabular.amounts import Money, figures_of, find_money, negated, with_fee
from ledger.imports.tabular.columns import columns_of


def found(headings: list[str], rows: list[list[str]]) -> Money:
    money = find_money(columns_of(headings, rows), ".")
    assert money is not None
    return money


def amounts(money: Money) -> list[str | None]:
    return [None if figure is None else str(figure) for figure in money.figures()]


def test_find_money_takes_the_named_amount() -> None:
    money = found(["Text", "Amount", "Balance"], [["a", "-1.00", "9.00"], ["b", "2.00", "11.00"]])

    assert amounts(money) == ["-1.00", "2.00"]
    assert money.balance is not None
    assert (money.proof.holds, money.proof.order, money.is_named) == (True, "ascending", True)


def test_find_money_joins_columns_of_money_out_and_in() -> None:
    money = found(["Debit", "Credit"], [["1.00", ""], ["", "2.00"], ["0.00", "3.00"]])

    assert amounts(money) == ["-1.00", "2.00", "3.00"]


def test_find_money_honours_signs_within_columns_of_their_own() -> None:
    money = found(["Debit", "Credit"], [["-1.00", ""], ["", "-2.00"]])

    assert amounts(money) == ["-1.00", "2.00"]
    assert (money.debit_is_negative, money.credit_is_negative) == (True, True)


def test_find_money_prefers_what_reached_the_account() -> None:
    rows = [["-10.00", "0.50", "-10.50", "-9.00"], ["20.00", "1.00", "19.00", "18.00"]]

    money = found(["Gross", "Fee", "Net", "Amount (Foreign Currency)"], rows)

    assert amounts(money) == ["-10.50", "19.00"]


def test_find_money_takes_the_only_column_of_spending_as_money_out() -> None:
    assert amounts(found(["Withdrawn"], [["1.00"], ["2.00"]])) == ["-1.00", "-2.00"]


def test_find_money_sees_a_displaced_column() -> None:
    rows = [["0.80Dr", "USD", "51.00"], ["15.00Cr", "USD", "52.00"]]

    assert amounts(found(["CREDIT", "DEBIT", "Balance"], rows)) == ["-0.80", "15.00"]


def test_find_money_uses_the_balance_where_nothing_is_named() -> None:
    rows = [["12345", "-1.50", "98.50"], ["12346", "2.00", "100.50"], ["12347", "5.00", "105.50"]]

    money = found([], rows)

    assert amounts(money) == ["-1.50", "2.00", "5.00"]
    assert (money.proof.matched, money.is_named) == (2, False)


def test_find_money_takes_the_column_used_more_often_as_money_out() -> None:
    rows = [["", "1.00"], ["", "2.00"], ["5.00", ""]]

    assert amounts(found([], rows)) == ["-1.00", "-2.00", "5.00"]


def test_find_money_takes_a_blank_column_for_the_other_direction() -> None:
    rows = [["Shop", "8.19", "", "100.00"], ["Cafe", "8.55", "", "100.00"]]

    assert amounts(found([], rows)) == ["-8.19", "-8.55"]


def test_find_money_refuses_whole_numbers_that_nothing_explains() -> None:
    assert find_money(columns_of([], [["1", "7"], ["2", "8"], ["5", "4"]]), ".") is None
    assert find_money(columns_of(["Text"], [["a"], ["b"]]), ".") is None


def test_with_fee_believes_the_balance() -> None:
    columns = columns_of(
        ["Amount", "Fee", "Balance"],
        [["-10.00", "0.50", "89.50"], ["-5.00", "0.25", "84.25"], ["-1.00", "0", "83.25"]],
    )
    money = find_money(columns, ".")
    assert money is not None

    charged = with_fee(money, columns)

    assert charged.fee is not None
    assert charged.fee.index == 1


def test_with_fee_leaves_a_fee_that_the_balance_does_not_show() -> None:
    columns = columns_of(
        ["Amount", "Fee", "Balance"], [["-10.00", "0.50", "90.00"], ["-5.00", "0.25", "85.00"]]
    )
    money = find_money(columns, ".")
    assert money is not None

    assert with_fee(money, columns).fee is None


def test_figures_are_none_where_a_cell_is_no_number() -> None:
    (column,) = columns_of(["Amount"], [["1.00"], [""], ["x"]])

    assert figures_of(column, ".") == [Decimal("1.00"), None, None]
    assert negated([Decimal(1), None]) == [Decimal(-1), None]
