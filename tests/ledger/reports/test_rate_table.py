"""Rates of many days at once equal those looked up one by one."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Household
from ledger.models import ExchangeRate
from ledger.money import RateMissing
from ledger.reports.rate_table import RateTable
from ledger.reports.rates import find_rate
from tests.factories.books import Books

START = date(2025, 1, 1)
CODES = ("EUR", "USD", "CHF", "JPY")


def one_by_one(household: Household, base: str, quote: str, on: date) -> Decimal | None:
    try:
        return find_rate(household, base, quote, on=on).value
    except RateMissing:
        return None


def test_table_finds_what_single_lookups_find(books: Books) -> None:
    chance = random.Random(7)
    days = [START + timedelta(days=n) for n in range(0, 60, 4)]
    for day in days:
        base, quote = chance.sample(CODES, 2)
        books.rate(str(day), base, quote, str(chance.randint(1, 9)))
    # An own rate written the other way round goes before a shared one of the same day.
    day = START + timedelta(days=70)
    books.rate(str(day), "USD", "EUR", "4")
    ExchangeRate.objects.filter(date=day).update(household=books.household)

    asked = [START + timedelta(days=n) for n in range(-2, 90, 3)]
    table = RateTable.load(books.household, CODES, min(asked), max(asked) + timedelta(days=1))

    wanted = [(b, q, on) for b in CODES for q in CODES for on in asked]
    found = {key: table.find(key[0], key[1], on=key[2]) for key in wanted}
    assert found == {key: one_by_one(books.household, *key) for key in wanted}
