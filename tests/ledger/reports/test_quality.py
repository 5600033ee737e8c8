"""What is not in order, found kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from ledger.enums import AccountKind, AssertionSource, TransactionSource
from ledger.models import BalanceAssertion, Transaction
from ledger.reports.quality import Issue, Quality, data_quality, known_count, remember_count
from ledger.services.assertions import assert_balance
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books
from tests.factories.pairs import half, halves
from tests.factories.schedules import schedule
from tests.ledger.services.test_reconciliations import locked

TODAY = date(2026, 3, 20)


def look(books: Books) -> Quality:
    return data_quality(books.household, today=TODAY)


def _failed(books: Books) -> int:
    assert_balance(by=books.actor, account=books.checking, on=date(2026, 3, 1), amount=Decimal(5))
    return books.checking.pk


def _changed(books: Books) -> int:
    row, done = locked(books)
    delete_transactions(by=books.actor.confirming(), transactions=[row.pk])
    return done.pk


def _twins(books: Books) -> int:
    first = books.spend("2026-03-02", "12.50", payee="Corner shop")
    second = books.spend("2026-03-02", "12.50", payee="Corner shop")
    Transaction.objects.filter(pk=second.pk).update(source=TransactionSource.BANK)
    return first.pk


def _halves(books: Books) -> int:
    return halves(books)[0].pk


def _missed(books: Books) -> int:
    return schedule(books, starts_on=date(2026, 3, 3)).pk


def _broken(books: Books) -> int:
    due = schedule(books, starts_on=date(2026, 3, 19))
    books.checking.closed_on = date(2026, 3, 19)
    books.checking.save()
    return due.pk


def _stopped(books: Books) -> int:
    for account, on in ((books.checking, date(2026, 1, 31)), (books.card, date(2026, 3, 18))):
        BalanceAssertion.objects.create(
            household=books.household, account=account, date=on, amount=0,
            source=AssertionSource.STATEMENT,
        )  # fmt: skip
    return books.checking.pk


def _uncategorised(books: Books) -> int:
    return half(books, books.checking, "2026-03-02", "-9", memo="What was it").pk


CASES: dict[str, tuple[Issue, Callable[[Books], int]]] = {
    "a balance that does not hold": (Issue.ASSERTION, _failed),
    "a row changed since its statement was locked": (Issue.STATEMENT, _changed),
    "two rows that may be one": (Issue.DUPLICATE, _twins),
    "two halves of a transfer": (Issue.TRANSFER, _halves),
    "a time that did not come": (Issue.SCHEDULE, _missed),
    "a schedule of a closed account": (Issue.SCHEDULE, _broken),
    "statements that stopped": (Issue.MISSING, _stopped),
    "a row without a category": (Issue.UNCATEGORISED, _uncategorised),
}


@pytest.fixture
def books(books: Books) -> Books:
    """The books with a dollar account that has a rate."""
    books.rate("2026-03-18", "EUR", "USD", "1.1")
    return books


@pytest.mark.parametrize("name", CASES)
def test_finding_names_its_kind_and_row(books: Books, name: str) -> None:
    issue, make = CASES[name]
    assert look(books).groups == ()

    key = make(books)

    group = next(each for each in look(books).groups if each.issue is issue)
    assert (group.count, group.shown[0].keys[0]) == (1, key)


def test_a_currency_without_a_rate_of_the_week_is_told(books: Books) -> None:
    books.account("Pounds", AccountKind.SAVINGS, "GBP")
    books.book("2026-03-19", (books.dollars, "5"), (books.salary, "-5"))

    (group,) = look(books).groups

    assert (group.issue, [each.what for each in group.shown]) == (Issue.RATE, ["GBP"])


def test_the_gravest_come_first_and_only_the_first_are_told(books: Books) -> None:
    for day in range(1, 28):
        half(books, books.checking, f"2026-02-{day:02}", f"-{day}.37", memo=f"What {day}")
    _failed(books)

    found = look(books)

    kinds = [group.issue for group in found.groups]
    assert (kinds[0], kinds[-1]) == (Issue.ASSERTION, Issue.UNCATEGORISED)
    last = found.groups[-1]
    assert (last.count, len(last.shown), last.hidden) == (27, 25, 2)
    assert found.count == sum(group.count for group in found.groups)


def test_a_count_is_kept_for_each_view_of_the_books(books: Books) -> None:
    remember_count(books.household, (), 7)
    remember_count(books.household, (5, 3), 2)

    assert known_count(books.household, ()) == 7
    assert known_count(books.household, (3, 5)) == 2
    assert known_count(books.household, (9,)) is None
