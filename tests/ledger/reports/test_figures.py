"""Sums over any stretch of days equal the postings, wherever months are cut."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.money import Money
from ledger.periods import Period
from ledger.reports.figures import sum_stretches
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books

DAYS = st.dates(date(2026, 1, 1), date(2026, 4, 30))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    days=st.lists(DAYS, max_size=8), cuts=st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=4)
)
def test_sum_stretches_equals_the_postings(
    books: Books, days: list[date], cuts: list[tuple[date, date]]
) -> None:
    booked = [
        (day, Decimal(number), books.spend(day.isoformat(), f"{number}"))
        for number, day in enumerate(days, start=1)
    ]
    stretches = [Period(start, end) for start, end in cuts if start < end]

    figures = sum_stretches(books.household, stretches, accounts=[books.groceries.pk])

    found = {figure.stretch: (figure.amount.amount, figure.count) for figure in figures}
    for number, stretch in enumerate(stretches):
        inside = [amount for day, amount, _row in booked if day in stretch]
        assert found.get(number, (Decimal(0), 0)) == (sum(inside), len(inside))
    for _day, _amount, row in booked:
        delete_transactions(by=books.actor, transactions=[row.pk])


def test_sum_stretches_says_what_lacks_a_rate(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.5")
    for day in ("2026-03-02", "2026-03-20"):
        books.book(day, (books.dollars, "-10.00"), (books.food, "10.00"))

    (march,) = sum_stretches(
        books.household,
        [Period(date(2026, 3, 1), date(2026, 4, 1))],
        accounts=[books.food.pk],
    )

    assert march.amount == Money(Decimal("20.00"), "USD")
    assert (march.base_value, march.count, march.unrated) == (Decimal("5.00"), 2, 1)


def test_sum_stretches_asks_once_for_any_number_of_stretches(books: Books) -> None:
    books.spend("2026-03-10", "5.00")
    stretches = [Period(date(2026, 3, day), date(2026, 4, day)) for day in range(1, 12)]

    with CaptureQueriesContext(connection) as queries:
        figures = sum_stretches(books.household, stretches, accounts=[books.checking.pk])

    assert len(queries) == 1
    assert [figure.stretch for figure in figures] == list(range(10))
