"""Rates that a household enters, and postings that waited for one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Role
from ledger.models import MonthlyTotal, Posting
from ledger.services.rates import rerate_postings, set_rate
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month

DAY = date(2025, 3, 1)
CountQueries = Callable[[int], AbstractContextManager[object]]


def base_values(books: Books) -> list[Decimal | None]:
    rows = Posting.objects.in_household(books.household).order_by("transaction_id", "position")
    return list(rows.values_list("base_value", flat=True))


def test_set_rate_values_what_waited_summing_to_zero(books: Books) -> None:
    books.book("2025-03-01", (books.dollars, "-10"), (books.food, "3.33"), (books.rent, "6.67"))
    assert base_values(books) == [None, None, None]

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.95"))

    # 3.33 × 0.95 = 3.1635, 6.67 × 0.95 = 6.3365: together 9.50, as rounded.
    assert base_values(books) == [Decimal("-9.5"), Decimal("3.16"), Decimal("6.34")]
    unrated = MonthlyTotal.objects.in_household(books.household).filter(unrated__gt=0)
    assert not unrated.exists()


def test_rounding_left_over_goes_to_the_largest(books: Books) -> None:
    thirds = [(books.food, "3.35"), (books.rent, "3.35"), (books.groceries, "3.30")]
    books.book("2025-03-01", (books.dollars, "-10"), *thirds)

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))

    # 3.015 rounds half-even to 3.02 twice, 2.97: 9.01 against 9.00 from the account.
    assert base_values(books) == [
        Decimal("-9.01"),
        Decimal("3.02"),
        Decimal("3.02"),
        Decimal("2.97"),
    ]


def test_rerate_reaches_into_closed_periods(books: Books) -> None:
    books.book("2025-03-01", (books.dollars, "-10"), (books.food, "10"))
    make_closed_month(books.household, "2025-03")

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))

    assert base_values(books) == [Decimal(-9), Decimal(9)]


def test_rerate_leaves_what_is_valued_and_what_is_too_old(books: Books) -> None:
    books.book("2025-03-01", (books.dollars, "-10"), (books.food, "10"))
    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))
    books.book("2025-03-12", (books.dollars, "-10"), (books.food, "10"))

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.5"))

    assert base_values(books) == [Decimal(-9), Decimal(9), None, None]


@pytest.mark.parametrize("count", [1, 25])
def test_rerate_costs_the_same_however_many(
    books: Books, django_assert_num_queries: CountQueries, count: int
) -> None:
    for n in range(count):
        books.book(f"2025-03-{n + 1:02}", (books.dollars, "-10"), (books.food, "10"))
    books.rate("2025-03-01", "EUR", "USD", "1.25")
    books.rate("2025-03-11", "EUR", "USD", "1.25")
    books.rate("2025-03-21", "EUR", "USD", "1.25")

    with django_assert_num_queries(11):
        filled = rerate_postings(books.household)

    assert filled == 2 * count
    assert set(base_values(books)) == {Decimal(8), Decimal(-8)}


@pytest.mark.parametrize(
    ("base", "quote", "rate", "field"),
    [
        ("usd", "EUR", "1", "base"),
        ("USD", "", "1", "quote"),
        ("USD", "USD", "1", "quote"),
        ("USD", "EUR", "0", "rate"),
        ("USD", "EUR", "-1", "rate"),
        ("USD", "EUR", "NaN", "rate"),
        ("USD", "EUR", "1e20", "rate"),
    ],
)
def test_set_rate_refuses(books: Books, base: str, quote: str, rate: str, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        set_rate(by=books.actor, base=base, quote=quote, on=DAY, rate=Decimal(rate))

    assert list(caught.value.message_dict) == [field]


def test_set_rate_is_for_managers(books: Books) -> None:
    with pytest.raises(PermissionDenied):
        set_rate(
            by=make_member(books.household, Role.MEMBER),
            base="USD",
            quote="EUR",
            on=DAY,
            rate=Decimal(1),
        )
