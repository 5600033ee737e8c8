"""What lines of quick entry mean in a household."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.reports.quick_entry import understand
from ledger.services.payees import add_alias
from ledger.services.templates import create_template
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


@pytest.mark.parametrize(
    ("text", "template", "name", "account", "amount"),
    [
        ("big shop", "Big shop", "Corner shop", "Test checking", None),
        ("Big Shop 12.50 card yesterday", "Big shop", "Corner shop", "Test card", "12.50"),
        ("@bigshop 9", "Big shop", "Corner shop", "Test checking", "9"),
        ("@big-shop Bakery 9", "Big shop", "Bakery", "Test checking", "9"),
        ("@bigs", "Big shop", "Corner shop", "Test checking", None),
        ("@big", None, "@big", None, None),
        ("@nothing 9", None, "@nothing", None, "9"),
        ("big shop bakery 9", None, "big shop bakery", None, "9"),
    ],
)
def test_line_names_a_template(
    lived: Books,
    *,
    text: str,
    template: str | None,
    name: str,
    account: str | None,
    amount: str | None,
) -> None:
    row = lived.spend("2026-03-03", "70", lived.food, payee="Corner shop")
    for each in ("Big shop", "Big house"):
        create_template(by=lived.actor, transaction=row, name=each)

    found = understand(lived.household, text, today=TODAY)

    assert (found.template and found.template.name, found.name) == (template, name)
    assert (found.account and found.account.name) == account
    assert found.line.amount == (Decimal(amount) if amount else None)
    assert (found.category == lived.food) == (template is not None)


def test_template_of_a_barred_account_is_never_meant(lived: Books) -> None:
    row = lived.spend("2026-03-03", "70", lived.food)
    create_template(by=lived.actor, transaction=row, name="Big shop")

    found = understand(lived.household, "@bigshop", today=TODAY, barred={lived.checking.pk})

    assert found.template is None
