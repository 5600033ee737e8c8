"""The dashboard's figures against hand-computed ones, and the transactions behind each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.money import Money, MoneyBag
from ledger.periods import Period
from ledger.reports.dashboard import Dashboard, dashboard
from ledger.reports.register import RegisterFilter, register_page
from ledger.reports.totals import register_totals
from tests.factories.books import Books

TODAY = date(2026, 3, 15)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def read(books: Books, period: Period = MARCH, today: date = TODAY) -> Dashboard:
    return dashboard(books.household, period=period, today=today)


@pytest.fixture
def lived(books: Books) -> Books:
    """A year and a bit: opening balance, pay, spending, a refund, something after today."""
    books.book("2025-01-01", (books.checking, "1000.00"), (books.opening, "-1000.00"))
    books.book("2026-02-27", (books.checking, "2000.00"), (books.salary, "-2000.00"))
    books.spend("2026-02-10", "300.00", books.rent)
    books.spend("2026-03-01", "800.00", books.rent)
    books.spend("2026-03-05", "60.00")
    books.spend("2026-03-06", "40.00", books.food)
    books.book("2026-03-07", (books.checking, "10.00"), (books.groceries, "-10.00"))
    books.spend("2026-03-20", "5.00")
    return books


def test_dashboard_sums_the_period_and_the_one_before(lived: Books) -> None:
    page = read(lived)

    assert (page.current.income.money, page.current.spending.money) == (eur("0"), eur("895.00"))
    assert (page.before.income.money, page.before.spending.money, page.before.saved) == (
        eur("2000.00"),
        eur("300.00"),
        eur("1700.00"),
    )
    assert page.previous == Period(date(2026, 2, 1), date(2026, 3, 1))


def test_dashboard_compares_odd_periods_with_as_many_days(lived: Books) -> None:
    page = read(lived, Period(date(2026, 3, 5), date(2026, 3, 8)))

    assert page.previous == Period(date(2026, 3, 2), date(2026, 3, 5))
    assert (page.current.spending.money, page.before.spending.money) == (eur("90.00"), eur("0"))


def test_dashboard_breaks_spending_down_by_category(lived: Books) -> None:
    rent, food = read(lived).spending

    assert (rent.category, rent.flow.money, rent.children) == (lived.rent, eur("800.00"), ())
    assert (food.category, food.flow.money) == (lived.food, eur("95.00"))
    assert [(line.category, line.flow.money) for line in food.children] == [
        (lived.groceries, eur("55.00"))
    ]
    assert rent.share == Decimal(800) / Decimal(895)


def test_dashboard_shows_net_worth_at_the_end_of_each_month(lived: Books) -> None:
    points = read(lived).net_worth

    assert len(points) == 13
    assert (points[0].on, points[0].money) == (date(2025, 3, 31), eur("1000.00"))
    assert [(point.on, point.money) for point in points[-3:]] == [
        (date(2026, 1, 31), eur("1000.00")),
        (date(2026, 2, 28), eur("2700.00")),
        (TODAY, eur("1810.00")),
    ]


def test_dashboard_cash_flow_is_of_twelve_months_up_to_today(lived: Books) -> None:
    months = read(lived).cash_flow

    assert (len(months), months[0].period.start) == (12, date(2025, 4, 1))
    assert months[-1].period == Period(date(2026, 3, 1), date(2026, 3, 16))
    assert (months[-1].spending.money, months[-2].saved) == (eur("890.00"), eur("1700.00"))


def test_dashboard_follows_the_household_month(lived: Books) -> None:
    lived.household.month_start_day = 5

    page = read(lived, Period(date(2026, 3, 5), date(2026, 4, 5)))

    assert page.previous == Period(date(2026, 2, 5), date(2026, 3, 5))
    assert (page.current.spending.money, page.before.spending.money) == (
        eur("95.00"),
        eur("1100.00"),
    )
    assert [(point.on, point.money) for point in page.net_worth[-2:]] == [
        (date(2026, 3, 4), eur("1900.00")),
        (TODAY, eur("1810.00")),
    ]


def test_dashboard_lists_places_with_their_balance_today(lived: Books) -> None:
    lived.rate("2026-03-14", "USD", "EUR", "0.9")
    lived.book("2026-03-10", (lived.checking, "-90.00"), (lived.dollars, "100.00", "90.00"))

    lines = {line.account: line for line in read(lived).places}

    assert (lines[lived.checking].balance, lines[lived.card].balance) == (eur("1720.00"), eur("0"))
    assert lines[lived.dollars].balance == Money(Decimal("100.00"), "USD")
    assert lines[lived.dollars].worth == eur("90.00")


def test_dashboard_says_what_it_cannot_rate(lived: Books) -> None:
    lived.book("2026-03-10", (lived.dollars, "-10.00"), (lived.food, "10.00"))

    page = read(lived)

    last = page.net_worth[-1]
    assert (last.money, last.unrated) == (eur("1810.00"), MoneyBag({"USD": Decimal("-10.00")}))
    assert (page.current.spending.money, page.current.spending.unrated) == (eur("895.00"), 1)
    assert [line.worth for line in page.places if line.account == lived.dollars] == [None]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("USD", "EUR", "0.9")], "1900.00"),
        ([("EUR", "USD", "2")], "1860.00"),
    ],
)
def test_dashboard_converts_by_direct_or_inverse_rates(
    lived: Books, pairs: list[tuple[str, str, str]], expected: str
) -> None:
    for base, quote, rate in pairs:
        lived.rate("2026-03-12", base, quote, rate)
    lived.book("2026-03-10", (lived.dollars, "100.00"), (lived.opening, "-100.00"))

    assert read(lived).net_worth[-1].money == eur(expected)


def test_dashboard_converts_through_the_euro(lived: Books) -> None:
    lived.household.base_currency = "GBP"
    lived.rate("2026-03-12", "EUR", "GBP", "0.8")
    lived.rate("2026-03-13", "USD", "EUR", "0.5")
    lived.book("2026-03-10", (lived.dollars, "100.00"), (lived.opening, "-100.00"))

    last = read(lived).net_worth[-1]

    # 1810.00 EUR at 0.8 and 100.00 USD at 0.4.
    assert (last.money, last.unrated) == (Money(Decimal("1488.00"), "GBP"), MoneyBag())


def test_dashboard_leaves_out_what_does_not_count_in_net_worth(lived: Books) -> None:
    lived.checking.is_in_net_worth = False
    lived.checking.save()

    assert read(lived).net_worth[-1].money == eur("0")


def test_dashboard_figures_open_into_their_transactions(lived: Books) -> None:
    page = read(lived)

    for flow in (page.current.spending, page.spending[1].flow, page.cash_flow[-2].spending):
        behind = register_totals(lived.household, flow.chosen)
        assert behind.sums.in_currency("EUR") == -flow.money
    income = register_totals(lived.household, page.before.income.chosen)
    assert income.sums.in_currency("EUR") == page.before.income.money
    place = next(line for line in page.places if line.account == lived.checking)
    assert place.chosen == RegisterFilter(accounts=(lived.checking.pk,))


def test_dashboard_shows_what_is_new(lived: Books) -> None:
    newest = register_page(lived.household, RegisterFilter(), size=8).rows

    assert read(lived).recent == newest


def test_dashboard_of_an_empty_household_is_all_zero(books: Books) -> None:
    page = read(books)

    assert (page.current.income.money, page.current.spending.money) == (eur("0"), eur("0"))
    assert (page.spending, page.recent, page.imports) == ((), (), ())
    assert {point.money for point in page.net_worth} == {eur("0")}


def test_dashboard_takes_at_most_seven_queries(lived: Books) -> None:
    lived.book("2026-03-10", (lived.dollars, "100.00"), (lived.opening, "-100.00"))

    with CaptureQueriesContext(connection) as queries:
        read(lived)

    assert len(queries) == 6
