"""Beancount and hledger read the exported journal and come to the same balances."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from beancount import loader
from beanquery.query import run_query

from accounts.models import Household
from accounts.scope import enter_household
from ledger.enums import PLACE_KINDS
from ledger.exports.journal import JournalFormat, journal
from ledger.models import Account, ExchangeRate
from ledger.money import quantize
from ledger.periods import Period
from ledger.reports.balances import account_paths, balance_sheet, monthly_changes
from ledger.reports.currency_gains import CurrencyGains, currency_gains
from ledger.seeding.demo import seed_demo
from ledger.services.rerating import rerate_postings
from tests.factories.books import Books

Figures = Mapping[tuple[str, str], Decimal]
"""Amounts by account path (and month) and currency; nothing that is zero."""


def ours(household: Household) -> Figures:
    sheet = balance_sheet(household, as_of=date(2199, 1, 1))
    return {(row.path, money.currency): money.amount for row in sheet.rows for money in row.own}


def our_months(household: Household) -> Figures:
    paths = account_paths(household)
    return {
        (f"{paths[row.account_id]} {row.month:%Y-%m}", row.change.currency): row.change.amount
        for row in monthly_changes(household)
        if row.change
    }


def summed(rows: list[tuple[str, str, Decimal]]) -> Figures:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for name, currency, amount in rows:
        sums[name, currency.strip('"')] += amount
    return {key: amount for key, amount in sums.items() if amount}


@pytest.fixture(params=["nasty", "demo"])
def booked(request: pytest.FixtureRequest, db: None) -> Household:
    """A household whose books have everything in them, and one of three ordinary years."""
    if request.param == "nasty":
        books: Books = request.getfixturevalue("nasty")
        return books.household
    made = seed_demo(email="demo@example.org", password=None, today=date(2026, 6, 15))
    enter_household(made.pk)
    return made


def beancount_figures(text: str) -> tuple[Figures, Figures]:
    """Return beancount's balances, and its changes by month; it may find nothing wrong."""
    entries, errors, options = loader.load_string(text)
    assert errors == []
    _types, balances = run_query(
        entries, options, "select account, currency, sum(number) group by account, currency"
    )
    _types, months = run_query(
        entries,
        options,
        "select account, year, month, currency, sum(number)"
        " group by account, year, month, currency",
    )
    named = [(f"{row[0]} {row[1]}-{row[2]:02}", row[3], row[4]) for row in months]
    return summed([(*row[:2], row[2]) for row in balances]), summed(named)


def test_beancount_reads_the_journal_and_agrees(booked: Household) -> None:
    text = "".join(journal(booked, JournalFormat.BEANCOUNT))

    assert beancount_figures(text) == (ours(booked), our_months(booked))


def hledger(text: str, *arguments: str) -> list[dict[str, str]]:
    program = shutil.which("hledger")
    if program is None:
        pytest.skip("hledger is not installed")
    done = subprocess.run(
        [program, "-f", "-", *arguments, "-O", "csv"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "C.UTF-8"},
    )
    assert done.stderr == ""
    return list(csv.DictReader(done.stdout.splitlines()))


def hledger_figures(text: str) -> tuple[Figures, Figures]:
    """Return hledger's balances, and its changes by month; skips the test where it is not there."""
    flat = ("balance", "--flat", "--no-total", "--layout=bare")
    balances = [
        (row["account"], row["commodity"], Decimal(row["balance"])) for row in hledger(text, *flat)
    ]
    months = [
        (f"{row['account']} {month}", row["commodity"], Decimal(amount))
        for row in hledger(text, *flat, "--monthly")
        for month, amount in row.items()
        if month not in {"account", "commodity"}
    ]
    return summed(balances), summed(months)


def test_hledger_reads_the_journal_and_agrees(booked: Household) -> None:
    text = "".join(journal(booked, JournalFormat.HLEDGER))

    assert hledger_figures(text) == (ours(booked), our_months(booked))


PRICES = {"USD": "0.9", "JPY": "0.0061", "BTC2": "51234.5"}
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def priced(nasty: Books) -> Books:
    """The nasty books, valued: rates every five days that rise by a hundredth each."""
    for number in range(20):
        day = date(2025, 12, 30) + timedelta(days=5 * number)
        for code, price in PRICES.items():
            value = Decimal(price) * (1 + Decimal(number) / 100)
            nasty.rate(str(day), code, "EUR", str(value))
    rerate_postings(nasty.household)
    return nasty


def priced_journal(books: Books, form: JournalFormat, on: date) -> str:
    """Return the journal with the prices that count at the end of a day."""
    line = {
        JournalFormat.BEANCOUNT: "{day} price {code} {rate:f} EUR\n",
        JournalFormat.HLEDGER: "P {day} {commodity} {rate:f} EUR\n",
    }[form]
    text = "".join(journal(books.household, form))
    for code in PRICES:
        rows = ExchangeRate.objects.filter(base=code, date__lte=on).order_by("-date")
        rate = rows[0].rate.normalize()
        commodity = code if code.isalpha() else f'"{code}"'
        text += line.format(day=on, code=code, commodity=commodity, rate=rate)
    return text


def worth_of_accounts(report: CurrencyGains, books: Books, *, is_closing: bool) -> Figures:
    """Return what each account is worth by our report, to the cent."""
    paths = account_paths(books.household)
    worth = {
        paths[line.account.pk]: (line.closing if is_closing else line.opening).amount
        for line in report.lines
    }
    return {(path, "EUR"): quantize(each, "EUR") for path, each in worth.items() if each}


@pytest.mark.parametrize("is_closing", [False, True])
@pytest.mark.parametrize("form", list(JournalFormat))
def test_other_programs_find_the_worth_that_gains_are_made_of(
    priced: Books, form: JournalFormat, *, is_closing: bool
) -> None:
    report = currency_gains(priced.household, period=MARCH)
    on = MARCH.last_day if is_closing else MARCH.start - timedelta(days=1)
    text = priced_journal(priced, form, on)

    if form is JournalFormat.BEANCOUNT:
        found = beancount_worth(text, on)
    else:
        asked = ("balance", "--flat", "--no-total", "--layout=bare", f"--value={on},EUR")
        rows = hledger(text, *asked, "-e", str(on + timedelta(days=1)))
        found = [(row["account"], row["commodity"], Decimal(row["balance"])) for row in rows]

    places = Account.objects.in_household(priced.household).filter(kind__in=PLACE_KINDS)
    kept = {account_paths(priced.household)[place.pk] for place in places}
    theirs = {
        key: quantize(amount, "EUR")
        for key, amount in summed([row for row in found if row[0] in kept]).items()
    }
    assert report.left_out == ()
    assert report.whole.is_proven
    assert [line for line in report.lines if line.opening_rate]
    assert {key: each for key, each in theirs.items() if each} == worth_of_accounts(
        report, priced, is_closing=is_closing
    )


def beancount_worth(text: str, on: date) -> list[tuple[str, str, Decimal]]:
    """Return what each account holds at the end of a day, in euros."""
    entries, errors, options = loader.load_string(text)
    assert errors == []
    _types, rows = run_query(
        entries,
        options,
        f"select account, convert(sum(position), 'EUR', {on}) where date <= {on} group by account",
    )
    return [(row[0], each.units.currency, each.units.number) for row in rows for each in row[1]]
