"""Queries as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from ledger.reports.filters import FilterError, RegisterFilter
from ledger.reports.query import read_query
from tests.factories.books import Books


@pytest.mark.parametrize(
    ("text", "choose"),
    [
        ("", lambda _: RegisterFilter()),
        ("city park", lambda _: RegisterFilter(text="city park")),
        ('"city  park"', lambda _: RegisterFilter(text="city  park")),
        ("account:'Test card'", lambda b: RegisterFilter(accounts=(b.card.pk,))),
        ("account:check", lambda b: RegisterFilter(accounts=(b.checking.pk,))),
        ("category:'test groceries'", lambda b: RegisterFilter(categories=(b.groceries.pk,))),
        ("tag:home", lambda b: RegisterFilter(tags=(b.tag("home").pk,))),
        ("payee:nord", lambda b: RegisterFilter(payees=(b.payee("Nordmarkt").pk,))),
        ("status:pending", lambda _: RegisterFilter(statuses=("pending",))),
        ("is:uncategorised", lambda _: RegisterFilter(is_uncategorised=True)),
        ("in:trash", lambda _: RegisterFilter(in_trash=True)),
        (
            "amount:5",
            lambda _: RegisterFilter(amount_min=Decimal(5), amount_max=Decimal(5)),
        ),
        ("amount>50", lambda _: RegisterFilter(amount_min=Decimal("50.00000001"))),
        (
            "amount>=50 amount<60",
            lambda _: RegisterFilter(amount_min=Decimal(50), amount_max=Decimal("59.99999999")),
        ),
        ("date:2026", lambda _: RegisterFilter(start=date(2026, 1, 1), end=date(2027, 1, 1))),
        ("2026-03", lambda _: RegisterFilter(start=date(2026, 3, 1), end=date(2026, 4, 1))),
        ("2026-03-31", lambda _: RegisterFilter(start=date(2026, 3, 31), end=date(2026, 4, 1))),
        ("2026", lambda _: RegisterFilter(text="2026")),
        ("date>2026-03", lambda _: RegisterFilter(start=date(2026, 4, 1))),
        ("date>=2026-03", lambda _: RegisterFilter(start=date(2026, 3, 1))),
        ("date<2026-03", lambda _: RegisterFilter(end=date(2026, 3, 1))),
        ("date<=2026-03", lambda _: RegisterFilter(end=date(2026, 4, 1))),
        ("invoice:7", lambda _: RegisterFilter(text="invoice:7")),
    ],
)
def test_read_query(books: Books, text: str, choose: Callable[[Books], RegisterFilter]) -> None:
    expected = choose(books)
    books.payee("Nordmarkt")
    books.tag("home")

    assert read_query(books.household, text) == expected


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("account:nowhere", "account"),
        ("account:", "account"),
        ("account:test", "account"),
        ("tag:nothing", "tag"),
        ("status:done", "status"),
        ("is:odd", "is"),
        ("amount>x", "amount"),
        ("amount:1,5", "amount"),
        ("date:2026-13", "date"),
        ("date:soon", "date"),
        ("date:0000", "date"),
        ('"never closed', "query"),
    ],
)
def test_read_query_names_what_it_does_not_know(books: Books, text: str, parameter: str) -> None:
    with pytest.raises(FilterError) as caught:
        read_query(books.household, text)

    assert caught.value.parameter == parameter
