"""What recurs in the books: how rows are grouped, named and explained."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Household
from ledger.money import Money
from ledger.reports.recurring import Recurring, find_recurring
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books

TODAY = date(2026, 6, 20)


def pay(books: Books, amount: str, *, payee: str = "", months: int = 6, memo: str = "") -> None:
    for month in range(1, months + 1):
        books.spend(f"2026-{month:02}-03", amount, books.rent, payee=payee, memo=memo)


def found(household: Household) -> list[Recurring]:
    return list(find_recurring(household, today=TODAY))


def test_find_names_account_category_and_reason(books: Books, household: Household) -> None:
    pay(books, "9.99", payee="Filmkiste")
    books.spend("2026-06-10", "12.99", payee="Corner shop")

    (row,) = found(household)

    assert (row.name, row.account_id, row.other_id) == (
        "Filmkiste",
        books.checking.pk,
        books.rent.pk,
    )
    assert row.amount == Money(Decimal("-9.99"), "EUR")
    assert row.reason == "6 times, every month; 9.99 EUR each"
    assert (row.is_running, row.series.next_due) == (True, date(2026, 7, 3))


def test_find_tells_of_a_rise_and_a_missed_one(books: Books, household: Household) -> None:
    for month, amount in ((1, "9.99"), (2, "9.99"), (3, "9.99"), (5, "12.99"), (6, "12.99")):
        books.spend(f"2026-{month:02}-03", amount, payee="Filmkiste")

    (row,) = found(household)

    assert row.reason == (
        "5 times, every month; 12.99 EUR each; missed once; 9.99 EUR until 3 May 2026"
    )


def test_find_groups_by_the_banks_words_without_a_payee(books: Books, household: Household) -> None:
    for month in range(1, 7):
        books.spend(f"2026-{month:02}-03", "40", memo=f"Gym 4711{month} REF 99{month}2")

    (row,) = found(household)

    assert (row.name, len(row.rows)) == ("Gym", 6)


def test_find_takes_a_transfer_once_from_where_it_leaves(
    books: Books, household: Household
) -> None:
    for month in range(1, 7):
        books.book(f"2026-{month:02}-28", (books.checking, "-300"), (books.card, "300"))

    (row,) = found(household)

    assert (row.account_id, row.other_id, row.amount.amount) == (
        books.checking.pk,
        books.card.pk,
        -300,
    )


def test_find_leaves_out_the_trash_and_tomorrow(books: Books, household: Household) -> None:
    pay(books, "9.99", payee="Filmkiste", months=9)
    (row,) = found(household)
    delete_transactions(by=books.actor, transactions=row.rows)

    assert (len(row.rows), found(household)) == (6, [])


def test_find_asks_as_much_for_one_as_for_three(books: Books, household: Household) -> None:
    counts = []
    for payees in (("A",), ("B", "C")):
        for payee in payees:
            pay(books, "9.99", payee=payee)
        with CaptureQueriesContext(connection) as queries:
            found(household)
        counts.append(len(queries))

    assert counts == [3, 3]


def test_command_prints_finds(
    books: Books, household: Household, capsys: pytest.CaptureFixture[str]
) -> None:
    pay(books, "9.99", payee="Filmkiste")

    call_command("detect_recurring", "--household", str(household.pk), "--json")

    printed = json.loads(capsys.readouterr().out)
    (proposal,) = printed["proposals"]
    assert (printed["found"], proposal["cadence"], proposal["amount"]) == (1, "monthly", "-9.99")
    assert (proposal["name"], proposal["count"], len(proposal["rows"])) == ("Filmkiste", 6, 6)
