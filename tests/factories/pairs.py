"""Halves of transfers and twins, in few words."""

from __future__ import annotations

from typing import Any

from ledger.enums import AccountKind, SystemRole
from ledger.models import Account, Transaction
from tests.factories.books import Books


def savings(books: Books) -> Account:
    """Return a savings account beside the others."""
    found = Account.objects.in_household(books.household).filter(name="Rainy days").first()
    return found or books.account("Rainy days", AccountKind.SAVINGS, "EUR")


def half(books: Books, account: Account, day: str, amount: str, **more: Any) -> Transaction:
    """Record a half that nobody gave a category; money out is negative."""
    is_out = amount.startswith("-")
    role = SystemRole.UNCATEGORISED_EXPENSE if is_out else SystemRole.UNCATEGORISED_INCOME
    opposite = amount.removeprefix("-") if is_out else f"-{amount}"
    none = Account.objects.in_household(books.household).system(role)
    currency = account.currency
    return books.book(day, (account, amount), (none, opposite), currency=currency, **more)


def halves(
    books: Books, amount: str = "300", *, day: str = "2026-03-02", later: str = "2026-03-03"
) -> tuple[Transaction, Transaction]:
    """Record both halves of a transfer to savings, each by its own bank's words."""
    return (
        half(books, books.checking, day, f"-{amount}", memo="Umbuchung Rainy days"),
        half(books, savings(books), later, amount, memo="Umbuchung Test checking"),
    )
