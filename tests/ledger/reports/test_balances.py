"""Balances on a day, rolled up, and monthly changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.models import Account
from ledger.money import CurrencyMismatch, Money, MoneyBag
from ledger.reports.balances import (
    account_balance,
    balance_sheet,
    monthly_changes,
    shown,
)
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books


def bag(**amounts: str) -> MoneyBag:
    return MoneyBag({currency: Decimal(amount) for currency, amount in amounts.items()})


@pytest.fixture
def spent(books: Books) -> Books:
    """Three months of books around the ends of months, and a row in the trash."""
    books.book("2025-12-31", (books.checking, "1000.00"), (books.opening, "-1000.00"))
    books.spend("2026-01-31", "10.00")
    books.spend("2026-02-01", "20.00", books.food)
    books.spend("2026-02-15", "30.00", books.rent)
    books.book("2026-02-20", (books.checking, "-90.00"), (books.dollars, "100.00", "90.00"))
    thrown = books.spend("2026-02-10", "500.00")
    delete_transactions(by=books.actor, transactions=[thrown.pk])
    return books


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-12-30", bag()),
        ("2025-12-31", bag(EUR="1000.00")),
        ("2026-01-30", bag(EUR="1000.00")),
        ("2026-01-31", bag(EUR="990.00")),
        ("2026-02-01", bag(EUR="970.00")),
        ("2026-02-14", bag(EUR="970.00")),
        ("2026-02-15", bag(EUR="940.00")),
        ("2026-02-20", bag(EUR="850.00")),
        ("2026-02-28", bag(EUR="850.00")),
        ("2199-12-31", bag(EUR="850.00")),
    ],
)
def test_account_balance_counts_the_day_itself(
    spent: Books, as_of: str, expected: MoneyBag
) -> None:
    found = account_balance(spent.household, spent.checking, as_of=date.fromisoformat(as_of))

    assert found == expected


def test_balance_sheet_rolls_children_up(spent: Books) -> None:
    sheet = balance_sheet(spent.household, as_of=date(2026, 2, 28))

    food, groceries = sheet.of(spent.food.pk), sheet.of(spent.groceries.pk)
    assert (food.own, food.total) == (bag(EUR="20.00"), bag(EUR="30.00"))
    assert (groceries.own, groceries.depth, groceries.path) == (
        bag(EUR="10.00"),
        food.depth + 1,
        "Expenses:Test-food:Test-groceries",
    )


def test_balance_sheet_keeps_currencies_apart(spent: Books) -> None:
    sheet = balance_sheet(spent.household, as_of=date(2026, 2, 28))

    assert sheet.of(spent.dollars.pk).balance == Money(Decimal("100.00"), "USD")
    assert sheet.of(spent.card.pk).balance == Money.zero("EUR")
    with pytest.raises(CurrencyMismatch):
        _ = sheet.of(spent.salary.pk).balance
    with pytest.raises(KeyError):
        sheet.of(0)


def test_balance_sheet_balances(spent: Books) -> None:
    sheet = balance_sheet(spent.household, as_of=date(2026, 2, 19))

    assert MoneyBag.of(money for row in sheet.rows for money in row.own) == MoneyBag()


def test_monthly_changes_are_per_account_and_month(spent: Books) -> None:
    changes = monthly_changes(
        spent.household, start=date(2026, 1, 1), end=date(2026, 3, 1), accounts=[spent.checking.pk]
    )

    assert [(row.month, row.change) for row in changes] == [
        (date(2026, 1, 1), Money(Decimal("-10.00"), "EUR")),
        (date(2026, 2, 1), Money(Decimal("-140.00"), "EUR")),
    ]


def test_monthly_changes_without_bounds_cover_everything(spent: Books) -> None:
    changes = monthly_changes(spent.household)

    assert MoneyBag.of(row.change for row in changes if row.account_id == spent.checking.pk) == bag(
        EUR="850.00"
    )


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [("checking", "5"), ("card", "5"), ("food", "5"), ("salary", "-5"), ("opening", "-5")],
)
def test_shown_turns_what_is_credit_by_nature(books: Books, attribute: str, expected: str) -> None:
    account: Account = getattr(books, attribute)

    assert shown(account, Money(Decimal(5), "EUR")) == Money(Decimal(expected), "EUR")
