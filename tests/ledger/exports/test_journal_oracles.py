"""Beancount and hledger read the exported journal and come to the same balances."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from beancount import loader
from beanquery.query import run_query

from accounts.models import Household
from accounts.scope import enter_household
from ledger.exports.journal import JournalFormat, journal
from ledger.reports.balances import account_paths, balance_sheet, monthly_changes
from ledger.seeding.demo import seed_demo
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


def test_beancount_reads_the_journal_and_agrees(booked: Household) -> None:
    text = "".join(journal(booked, JournalFormat.BEANCOUNT))

    entries, errors, options = loader.load_string(text)

    assert errors == []
    _types, balances = run_query(
        entries, options, "select account, currency, sum(number) group by account, currency"
    )
    assert summed([(*row[:2], row[2]) for row in balances]) == ours(booked)
    _types, months = run_query(
        entries,
        options,
        "select account, year, month, currency, sum(number)"
        " group by account, year, month, currency",
    )
    named = [(f"{row[0]} {row[1]}-{row[2]:02}", row[3], row[4]) for row in months]
    assert summed(named) == our_months(booked)


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


def test_hledger_reads_the_journal_and_agrees(booked: Household) -> None:
    text = "".join(journal(booked, JournalFormat.HLEDGER))

    balances = hledger(text, "balance", "--flat", "--no-total", "--layout=bare")

    found = [(row["account"], row["commodity"], Decimal(row["balance"])) for row in balances]
    assert summed(found) == ours(booked)


def test_hledger_agrees_month_by_month(booked: Household) -> None:
    text = "".join(journal(booked, JournalFormat.HLEDGER))

    rows = hledger(text, "balance", "--flat", "--no-total", "--layout=bare", "--monthly")

    found = [
        (f"{row['account']} {month}", row["commodity"], Decimal(amount))
        for row in rows
        for month, amount in row.items()
        if month not in {"account", "commodity"}
    ]
    assert summed(found) == our_months(booked)
