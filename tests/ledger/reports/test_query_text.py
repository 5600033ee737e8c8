"""Quick filters written as queries mean the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.enums import AccountKind, Status
from ledger.models import Tag
from ledger.reports.asking import ask_text, names_of
from ledger.reports.filters import RegisterFilter
from ledger.reports.query_text import query_text
from ledger.reports.register import register_page
from ledger.reports.tree import account_tree
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books

TODAY = date(2026, 3, 20)


@pytest.fixture
def filled(books: Books) -> Books:
    """Books in which each condition means some rows and not others."""
    other = books.account("Test groceries", AccountKind.EXPENSE, parent=books.rent)
    books.spend("2026-03-01", "10.00", payee="Corner shop", tags=("two words",), memo="a b")
    books.spend("2026-03-02", "20.00", other, status=Status.PENDING, memo="a")
    books.book("2026-03-03", (books.card, "-30"), (books.food, "30"), memo="b", tags=("x",))
    books.spend("2026-03-04", "10.00", other, memo="gone")
    gone = register_page(books.household, RegisterFilter()).rows[0]
    delete_transactions(by=books.actor, transactions=[gone.id])
    return books


def written(books: Books, chosen: RegisterFilter) -> str:
    tags = list(Tag.objects.in_household(books.household))
    payees = {books.payee("Corner shop").pk: "Corner shop"}
    return query_text(chosen, names_of(account_tree(books.household), tags), payees)


def test_query_text_means_what_the_filter_does(filled: Books) -> None:
    books = filled
    other = books.rent.children.get()
    ids = tuple(row.id for row in register_page(books.household, RegisterFilter()).rows[:2])
    filters = {
        'account:"Test card"': RegisterFilter(accounts=(books.card.pk,)),
        'account:"Test card","Test checking"': RegisterFilter(
            accounts=(books.card.pk, books.checking.pk)
        ),
        'category:"Test rent:Test groceries"': RegisterFilter(categories=(other.pk,)),
        'payee="Corner shop"': RegisterFilter(payees=(books.payee("Corner shop").pk,)),
        'tag="two words",x': RegisterFilter(tags=(books.tag("two words").pk, books.tag("x").pk)),
        "date:2026-03-01..2026-03-02": RegisterFilter(start=date(2026, 3, 1), end=date(2026, 3, 3)),
        "date:2026-03-02": RegisterFilter(start=date(2026, 3, 2), end=date(2026, 3, 3)),
        "date:2026-03-02..": RegisterFilter(start=date(2026, 3, 2)),
        "date:..2026-03-02": RegisterFilter(end=date(2026, 3, 3)),
        "amount:15..25.50": RegisterFilter(amount_min=Decimal(15), amount_max=Decimal("25.50")),
        "amount:20": RegisterFilter(amount_min=Decimal(20), amount_max=Decimal(20)),
        "amount:15..": RegisterFilter(amount_min=Decimal(15)),
        "status:pending,reconciled": RegisterFilter(statuses=("pending", "reconciled")),
        "is:uncategorised": RegisterFilter(is_uncategorised=True),
        "import:7": RegisterFilter(import_batch=7),
        f"id:{ids[0]},{ids[1]}": RegisterFilter(ids=ids),
        "in:trash gone": RegisterFilter(in_trash=True, text="gone"),
        'account:"Test card" b': RegisterFilter(accounts=(books.card.pk,), text="b"),
    }

    for text, chosen in filters.items():
        assert written(books, chosen) == text
        expected = register_page(books.household, chosen).rows
        found = register_page(books.household, ask_text(books.household, text, TODAY)).rows
        assert [(row.id, row.amount) for row in found] == [(row.id, row.amount) for row in expected]


def test_query_text_keeps_alternatives_together(filled: Books) -> None:
    chosen = RegisterFilter(accounts=(filled.card.pk,), text="a or b")

    assert written(filled, chosen) == 'account:"Test card" (a or b)'
    assert written(filled, RegisterFilter(accounts=(0,))) == ""
