"""What a selection sums to: the same whichever way it is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.money import MoneyBag
from ledger.reports import totals
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import register_page
from ledger.reports.totals import RegisterTotals, register_totals
from ledger.reports.tree import account_tree
from tests.factories.books import Books


@pytest.fixture
def spent(books: Books) -> Books:
    """An opening balance, two purchases, a split, an exchange."""
    books.book("2026-01-01", (books.checking, "500.00"), (books.opening, "-500.00"))
    books.spend("2026-01-10", "20.00", payee="Nordmarkt")
    books.spend("2026-02-10", "60.00", books.food, memo="Pizza")
    books.book(
        "2026-02-11", (books.card, "-50.00"), (books.groceries, "20.00"), (books.rent, "30.00")
    )
    books.book("2026-02-12", (books.checking, "-90.00"), (books.dollars, "100.00", "90.00"))
    return books


def summed(count: int, **amounts: str) -> RegisterTotals:
    bag = {currency: Decimal(amount) for currency, amount in amounts.items()}
    return RegisterTotals(count, MoneyBag(bag))


@pytest.mark.parametrize(
    ("choose", "expected"),
    [
        (lambda _: RegisterFilter(), summed(6, EUR="280.00", USD="100.00")),
        (lambda b: RegisterFilter(accounts=(b.checking.pk,)), summed(4, EUR="330.00")),
        (lambda b: RegisterFilter(categories=(b.food.pk,)), summed(3, EUR="-100.00")),
        (
            lambda b: RegisterFilter(categories=(b.food.pk,), end=date(2026, 2, 11)),
            summed(2, EUR="-80.00"),
        ),
        (
            lambda b: RegisterFilter(categories=(b.food.pk,), accounts=(b.card.pk,)),
            summed(1, EUR="-20.00"),
        ),
        (lambda _: RegisterFilter(text="nordmarkt"), summed(1, EUR="-20.00")),
        (lambda _: RegisterFilter(amount_min=Decimal(60)), summed(4, EUR="350.00", USD="100.00")),
        (lambda _: RegisterFilter(text="nowhere"), summed(0)),
        (
            lambda _: RegisterFilter(start=date(2026, 2, 1), end=date(2026, 1, 1)),
            summed(0),
        ),
    ],
)
def test_register_totals(
    spent: Books, choose: Callable[[Books], RegisterFilter], expected: RegisterTotals
) -> None:
    assert register_totals(spent.household, choose(spent)) == expected


@pytest.mark.parametrize(
    "choose",
    [
        lambda _: RegisterFilter(),
        lambda b: RegisterFilter(accounts=(b.checking.pk,)),
        lambda b: RegisterFilter(categories=(b.food.pk,)),
        lambda b: RegisterFilter(categories=(b.food.pk,), accounts=(b.card.pk,)),
        lambda _: RegisterFilter(amount_min=Decimal(60)),
        lambda _: RegisterFilter(text="nowhere"),
    ],
)
def test_register_totals_of_a_page_that_holds_everything_are_the_same(
    spent: Books, choose: Callable[[Books], RegisterFilter]
) -> None:
    chosen = choose(spent)
    page = register_page(spent.household, chosen)

    with CaptureQueriesContext(connection) as queries:
        found = register_totals(
            spent.household, chosen, tree=account_tree(spent.household), page=page
        )

    assert found == register_totals(spent.household, chosen)
    assert len(queries) == 1


def test_register_totals_look_beyond_a_page_that_holds_a_part(spent: Books) -> None:
    page = register_page(spent.household, RegisterFilter(), size=2)

    found = register_totals(spent.household, RegisterFilter(), page=page)

    assert found == summed(6, EUR="280.00", USD="100.00")


def test_register_totals_stop_at_the_cap(spent: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals, "TOTALS_CAP", 1)

    found = register_totals(spent.household, RegisterFilter(statuses=("cleared",)))

    assert found.is_capped is True
