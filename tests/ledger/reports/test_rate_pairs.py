"""The rates that a household needs: the latest of each pair, how it was made, and its history."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest

from accounts.roles import Right
from accounts.scope import household_scope
from ledger.enums import AccountKind
from ledger.periods import Period
from ledger.reports.rate_pairs import (
    currencies_in_use,
    made_rates,
    needed_pairs,
    rate_history,
    rate_on,
)
from ledger.templatetags.rates import at_rate, how_made
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

TODAY = date(2026, 3, 20)
CountQueries = Callable[[int], AbstractContextManager[object]]

STEPS = {
    "as it was written": ("USD", "EUR", [("2026-03-20", "USD", "EUR", "0.9")],
        "1 USD = 0.9 EUR (test, 2026-03-20)", False),
    "turned round": ("USD", "EUR", [("2026-03-20", "EUR", "USD", "1.25")],
        "1 EUR = 1.25 USD turned round (test, 2026-03-20)", True),
    "crossed by the euro": ("USD", "CHF",
        [("2026-03-20", "EUR", "USD", "1.25"), ("2026-03-19", "EUR", "CHF", "1")],
        "1 EUR = 1.25 USD turned round (test, 2026-03-20), then 1 EUR = 1 CHF (test, 2026-03-19)",
        True),
    "a currency that became the euro": ("DEM", "USD", [("2026-03-20", "EUR", "USD", "1.25")],
        "1 DEM = 0.511292 EUR (fixed, 2026-03-20), then 1 EUR = 1.25 USD (test, 2026-03-20)", True),
    "the day before": ("USD", "EUR", [("2026-03-17", "USD", "EUR", "0.9")],
        "1 USD = 0.9 EUR (test, 2026-03-17)", False),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_rate_tells_how_it_was_made(books: Books, name: str) -> None:
    base, quote, rows, words, is_made = STEPS[name]
    for row in rows:
        books.rate(*row)

    found = rate_on(books.household, base, quote, on=TODAY)

    assert found is not None
    assert (how_made(found), found.is_made) == (words, is_made)


def test_rate_stands_beside_what_it_made(books: Books) -> None:
    books.rate("2026-03-17", "USD", "EUR", "1.0834")

    found = rate_on(books.household, "USD", "EUR", on=TODAY)

    assert found is not None
    assert at_rate(found) == "at 1.0834 of 2026-03-17"


def test_pairs_are_those_in_use_with_their_age(
    books: Books, django_assert_num_queries: CountQueries
) -> None:
    books.account("Francs", AccountKind.CHECKING, "CHF")
    books.account("Crowns", AccountKind.CASH, "NOK")
    books.rate("2026-03-20", "USD", "EUR", "0.9")
    books.rate("2026-03-01", "EUR", "CHF", "0.95")
    books.rate("2026-02-01", "EUR", "PTS", "100")

    with django_assert_num_queries(4):
        lines = needed_pairs(books.household, today=TODAY)

    assert [(line.base, line.quote, line.age, line.is_stale) for line in lines] == [
        ("CHF", "EUR", 19, True),
        ("NOK", "EUR", 0, True),
        ("PTS", "EUR", 47, True),
        ("USD", "EUR", 0, False),
    ]
    assert [line.rate is None for line in lines] == [False, True, False, False]


def test_currencies_of_hidden_accounts_are_not_told(books: Books) -> None:
    yen = books.account("Yen", AccountKind.CASH, "JPY")
    books.book("2026-03-01", (yen, "100"), (books.opening, "-100"))
    guest = make_guest(books.household)
    limit(guest, yen, Right.NONE, by=books.actor)

    with household_scope(books.household.pk, hidden=guest.actor.hidden):
        seen = currencies_in_use(books.household)

    assert (seen, currencies_in_use(books.household)) == ({"EUR", "USD"}, {"EUR", "JPY", "USD"})


def test_history_is_of_evenly_spaced_days_with_gaps(books: Books) -> None:
    books.rate("2026-01-01", "USD", "EUR", "0.8")
    books.rate("2026-01-20", "USD", "EUR", "0.9")
    days = Period(date(2026, 1, 1), date(2026, 1, 22))

    points = rate_history(books.household, "USD", "EUR", days=days, most=4)

    assert [(point.on.day, point.value) for point in points] == [
        (3, Decimal("0.8")),
        (9, None),
        (15, None),
        (21, Decimal("0.9")),
    ]


def test_rates_that_came_about_are_each_listed_once(books: Books) -> None:
    for day, rate in (("2025-12-31", "0.7"), ("2026-01-01", "0.8"), ("2026-01-20", "0.9")):
        books.rate(day, "USD", "EUR", rate)

    found = made_rates(
        books.household, "USD", "EUR", days=Period(date(2026, 1, 1), date(2026, 2, 1))
    )

    assert [(rate.on.isoformat(), rate.value) for rate in found] == [
        ("2026-01-01", Decimal("0.8")),
        ("2026-01-20", Decimal("0.9")),
    ]
