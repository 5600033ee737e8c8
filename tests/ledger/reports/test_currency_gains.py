"""Gains of exchange rates: named cases worked out by hand, and the proof over books at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.roles import Right
from accounts.scope import household_scope
from ledger.enums import AccountKind
from ledger.models import Account
from ledger.money import Money
from ledger.periods import Period
from ledger.reports.currency_gains import CurrencyGains, currency_gains, until_today
from ledger.services.rerating import rerate_postings
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
CountQueries = Callable[[int], AbstractContextManager[object]]
Rates = tuple[tuple[str, str, str, str], ...]
USD = (("2026-01-05", "USD", "EUR", "0.90"), ("2026-01-20", "USD", "EUR", "0.95"))
AT_END = ("2026-01-31", "USD", "EUR", "0.95")


def gains(books: Books, period: Period = JANUARY) -> CurrencyGains:
    rerate_postings(books.household)
    return currency_gains(books.household, period=period)


def opened(books: Books, account: Account, amount: str, day: str = "2026-01-05") -> None:
    debit = Decimal(amount)
    books.book(day, (account, amount), (books.opening, str(-debit)))


def bought_and_sold(books: Books) -> Account:
    books.book("2026-01-05", (books.checking, "-90"), (books.dollars, "100", "90"))
    books.book("2026-01-20", (books.dollars, "-100"), (books.checking, "97", "100"), currency="USD")
    return books.dollars


def spent_abroad(books: Books) -> Account:
    opened(books, books.dollars, "100")
    books.book("2026-01-20", (books.dollars, "-40"), (books.food, "40"))
    return books.dollars


def card_paid_off(books: Books) -> Account:
    card = books.account("Dollar card", AccountKind.CREDIT_CARD, "USD")
    books.book("2026-01-05", (card, "-50"), (books.food, "50"))
    books.book("2026-01-20", (books.checking, "-48"), (card, "50", "48"))
    return card


def through_zero(books: Books) -> Account:
    opened(books, books.dollars, "30")
    books.book("2026-01-20", (books.dollars, "-50"), (books.food, "50"))
    return books.dollars


def held(currency: str, amount: str) -> Callable[[Books], Account]:
    def book(books: Books) -> Account:
        account = books.account("Held", AccountKind.SAVINGS, currency)
        opened(books, account, amount)
        return account

    return book


Case = tuple[Callable[[Books], Account], Rates, str, str, str]
CASES: dict[str, Case] = {
    # What happens, rates; then flows, realised and unrealised of the account.
    "held while the rate rose": (held("USD", "100"), (*USD, AT_END), "90", "0", "5"),
    "changed back at a gain": (bought_and_sold, (*USD, AT_END), "-5", "5", "0"),
    "spent abroad": (spent_abroad, (*USD, AT_END), "52", "2", "3"),
    "a card paid off at a loss": (card_paid_off, (*USD, AT_END), "3", "-3", "0"),
    "through zero into debt": (through_zero, (*USD, ("2026-01-31", "USD", "EUR", "1")),
        "-20.50", "1.50", "-1"),
    "missing rate on a holiday": (held("USD", "100"),
        (USD[0], ("2026-01-29", "USD", "EUR", "0.95")), "90", "0", "5"),
    "inverse rate": (held("USD", "100"),
        (("2026-01-05", "EUR", "USD", "1.25"), ("2026-01-31", "EUR", "USD", "1.60")),
        "80", "0", "-17.50"),
    "cross rate": (held("USD", "100"),
        (("2026-01-05", "USD", "CHF", "0.8"), ("2026-01-05", "CHF", "EUR", "1"),
         ("2026-01-31", "USD", "CHF", "0.9"), ("2026-01-31", "CHF", "EUR", "1.1")),
        "80", "0", "19"),
    "redenomination": (held("TRY", "300"),
        (("2026-01-05", "EUR", "TRL", "1500000"), ("2026-01-31", "EUR", "TRY", "2")),
        "200", "0", "-50"),
    "a currency that became the euro": (held("DEM", "195.583"), (), "100", "0", "0"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_gain_of_an_account(books: Books, name: str) -> None:
    happens, rates, flows, realised, unrealised = CASES[name]
    for rate in rates:
        books.rate(*rate)
    account = happens(books)

    report = gains(books)

    line = next(each for each in report.lines if each.account == account)
    found = line.flows, line.realised, line.unrealised
    assert found == tuple(Money(Decimal(each), "EUR") for each in (flows, realised, unrealised))
    assert (line.is_proven, report.whole.is_proven, report.left_out) == (True, True, ())


def test_what_arrived_beside_the_days_rate_is_realised_at_once(books: Books) -> None:
    for rate in (*USD, AT_END):
        books.rate(*rate)
    bought_and_sold(books)

    report = gains(books)

    # 90 was given and 97 came back: 5 by the rate of the day, 2 by the bank's better one.
    by_name = {line.account.name: line.realised.amount for line in report.lines}
    assert by_name == {"Test checking": 2, "Test dollars": 5}
    assert report.whole.gain == Money(Decimal(7), "EUR")


def test_gain_before_the_period_is_equity(books: Books) -> None:
    for rate in (*USD, AT_END, ("2026-02-28", "USD", "EUR", "0.80")):
        books.rate(*rate)
    spent_abroad(books)

    report = gains(books, Period(date(2026, 2, 1), date(2026, 3, 1)))

    assert (report.equity_opening.amount, report.equity_closing.amount) == (5, -4)
    assert (report.whole.realised.amount, report.whole.unrealised.amount) == (0, -9)
    line = report.lines[0]
    assert line.opening_rate is not None
    assert line.closing_rate is not None
    assert (line.opening_rate.on, line.closing_rate.on) == (date(2026, 1, 31), date(2026, 2, 28))


@pytest.mark.parametrize("day", ["2026-01-05", "2026-01-31"])
def test_account_whose_rate_is_missing_is_named(books: Books, day: str) -> None:
    books.rate(day, "USD", "EUR", "0.9")
    opened(books, books.dollars, "100")
    opened(books, books.checking, "50")

    report = gains(books)

    assert report.left_out == (books.dollars,)
    assert [line.account for line in report.lines] == [books.checking]


def test_books_in_one_currency_have_no_gain(books: Books) -> None:
    books.spend("2026-01-10", "20")

    report = gains(books)

    assert (report.whole.gain, report.whole.closing) == (
        Money(Decimal(0), "EUR"),
        Money(Decimal(-20), "EUR"),
    )


@pytest.mark.parametrize("seed", range(4))
def test_books_at_random_are_proven_by_account_and_month(
    books: Books, seed: int, django_assert_num_queries: CountQueries
) -> None:
    chance = random.Random(seed)
    places = [
        books.checking,
        books.card,
        books.dollars,
        books.account("Dollar card", AccountKind.CREDIT_CARD, "USD"),
        books.account("Yen", AccountKind.CASH, "JPY"),
        books.account("Dinars", AccountKind.CASH, "KWD"),
    ]
    worth = {"EUR": 1.0, "USD": 0.9, "JPY": 0.006, "KWD": 2.9}
    first = date(2025, 11, 1)
    for day in range(0, 130, 3):
        for code in ("USD", "JPY", "KWD"):
            rate = worth[code] * chance.uniform(0.8, 1.2)
            books.rate(str(first + timedelta(days=day)), code, "EUR", f"{rate:.6f}")
    for _ in range(60):
        source, target = chance.sample(places, 2)
        sent = chance.randint(100, 99_999)
        got = sent if source.currency == target.currency else round(
            sent * worth[source.currency] / worth[target.currency] * chance.uniform(0.9, 1.1)
        )  # fmt: skip
        on = str(first + timedelta(days=chance.randrange(120)))
        if chance.random() < 0.5:
            books.book(on, (source, f"-{sent}"), (target, str(got), str(sent)))
        else:
            books.book(on, (source, f"-{sent}"), (books.food, str(sent)))
    period = Period(date(2025, 12, 10), date(2026, 2, 20))
    rerate_postings(books.household)

    with django_assert_num_queries(4):
        report = currency_gains(books.household, period=period)

    assert report.left_out == ()
    assert len(report.lines) == 6
    assert [line.account.name for line in report.lines if not line.is_proven] == []
    assert report.whole.is_proven
    assert len(report.months) == 3
    together = sum((month.gain.amount for month in report.months), Decimal(0))
    assert together == report.whole.gain.amount != 0


def test_period_ends_with_today() -> None:
    year = Period(date(2026, 1, 1), date(2027, 1, 1))

    assert until_today(year, date(2026, 3, 20)) == Period(year.start, date(2026, 3, 21))
    assert until_today(year, date(2027, 3, 20)) == year
    assert until_today(year, date(2025, 3, 20)) == Period(year.start, date(2026, 1, 2))


def test_hidden_account_changes_no_figure(books: Books) -> None:
    for rate in (*USD, AT_END):
        books.rate(*rate)
    opened(books, books.dollars, "100")
    secret = held("USD", "7919")(books)
    guest = make_guest(books.household)
    limit(guest, secret, Right.NONE, by=books.actor)

    with household_scope(books.household.pk, hidden=guest.actor.hidden):
        report = currency_gains(books.household, period=JANUARY)

    assert [line.account for line in report.lines] == [books.dollars]
    assert report.whole.closing == Money(Decimal(95), "EUR")
