"""Valuing legs in the base currency and moving them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.models import Posting
from ledger.services.errors import Inconsistent
from ledger.services.posting import convert_values, move_postings
from tests.factories.books import Books

cents = st.integers(-1_000_000, 1_000_000).map(lambda n: n * Decimal("0.01"))
rates = st.decimals("0.0001", "200", places=6)


@given(st.lists(cents, min_size=1, max_size=6), rates, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_convert_values_sum_to_zero_and_stay_near(
    values: list[Decimal], rate: Decimal, base: str
) -> None:
    balanced = [*values, -sum(values, Decimal(0))]

    converted = convert_values(balanced, rate, base)

    assert sum(converted) == 0
    most = Decimal(len(balanced))
    assert all(abs(new - old * rate) <= most for old, new in zip(balanced, converted, strict=True))


def test_base_values_follow_the_rate_of_the_day(books: Books) -> None:
    books.rate("2025-03-01", "USD", "EUR", "0.9")

    row = books.book("2025-03-05", (books.dollars, "-10"), (books.food, "10"))

    assert list(row.postings.values_list("base_value", flat=True)) == [-9, 9]


def test_base_values_are_none_without_a_rate(books: Books) -> None:
    row = books.book("2025-03-05", (books.dollars, "-10"), (books.food, "10"))

    assert list(row.postings.values_list("base_value", flat=True)) == [None, None]


def test_move_postings_moves_each_to_its_account(books: Books) -> None:
    rows = [books.spend("2025-03-05", "5") for _ in range(2)]
    first, second = (row.postings.get(position=1).pk for row in rows)

    move_postings(books.household, {first: books.rent.pk, second: books.food.pk})

    found = Posting.objects.filter(position=1).order_by("pk")
    assert list(found.values_list("account", flat=True)) == [books.rent.pk, books.food.pk]


def test_move_postings_keeps_places_of_other_currencies_out(books: Books) -> None:
    leg = books.spend("2025-03-05", "5").postings.get(position=1)

    with pytest.raises(Inconsistent):
        move_postings(books.household, {leg.pk: books.dollars.pk})
