"""What lines of quick entry mean in a household."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.reports.quick_entry import understand
from ledger.services.payees import add_alias
from tests.factories.books import Books

TODAY = date(2026, 3, 11)


@pytest.fixture
def lived(books: Books) -> Books:
    """Books in which a coffee bar was paid by card, and its category chosen once."""
    bar = books.payee("Coffee Bar")
    books.book("2026-03-01", (books.card, "-4"), (books.food, "4"), payee="Coffee Bar")
    books.spend("2026-03-02", "9", books.rent, payee="Corner shop")
    add_alias(by=books.actor, payee=bar, raw_name="CFB*12")
    return books


@pytest.mark.parametrize(
    ("text", "name", "account", "category"),
    [
        ("coffee 4.50", "Coffee Bar", "Test card", "Test food"),
        ("cfb*12 4.50", "Coffee Bar", "Test card", "Test food"),
        ("coffee bar 4.50 checking", "Coffee Bar", "Test checking", "Test food"),
        ("Test checking corner 9", "Corner shop", "Test checking", "Test rent"),
        ("Bakery test 9", "Bakery test", None, None),
        ("Dollars 9", "Dollars", None, None),
        ("Co 9", "Co", None, None),
        ("9", "", None, None),
    ],
)
def test_payee_account_and_category_are_understood(
    lived: Books, text: str, name: str, account: str | None, category: str | None
) -> None:
    found = understand(lived.household, text, today=TODAY)

    assert (found.name, found.payee is not None) == (name, category is not None)
    assert (found.account and found.account.name) == account
    assert (found.category and found.category.name) == category


def test_chosen_category_goes_first_and_barred_accounts_are_never_meant(lived: Books) -> None:
    bar = lived.payee("Coffee Bar")
    bar.default_category = lived.groceries
    bar.save()

    found = understand(lived.household, "coffee 4", today=TODAY, barred={lived.card.pk})

    assert (found.account, found.category) == (None, lived.groceries)
