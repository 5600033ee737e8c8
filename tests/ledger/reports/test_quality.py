"""What is not in order, found kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.enums import AccountKind, AssertionSource, TransactionSource
from ledger.models import BalanceAssertion, Transaction
from ledger.reports.quality import Quality, data_quality, known_count, remember_count
from ledger.reports.quality_kinds import Issue
from ledger.services.assertions import assert_balance
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books
from tests.factories.pairs import half, halves
from tests.factories.schedules import schedule
from tests.ledger.services.test_reconciliations import locked

TODAY = date(2026, 3, 20)


def look(books: Books, issue: Issue | None = None, most: int = 9) -> Quality:
    return data_quality(books.household, today=TODAY, issue=issue, most_counted=most)


def counts(found: Quality) -> dict[Issue, int | None]:
    """Return what is not zero."""
    return {tally.issue: tally.count for tally in found.tallies if tally.count != 0}


def opened(found: Quality) -> tuple[Issue, list[str]]:
    assert found.opened is not None
    return found.opened.issue, [each.what for each in found.opened.shown]


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
    assert (look(books).count, look(books).is_counted) == (0, True)

    key = make(books)

    # What was kept of the look before is of other books.
    for found in (look(books, issue), look(books, issue, most=0)):
        assert found.opened is not None
        assert (counts(found)[issue], found.opened.shown[0].keys[0]) == (1, key)


def test_a_currency_without_a_rate_of_the_week_is_told(books: Books) -> None:
    books.account("Pounds", AccountKind.SAVINGS, "GBP")
    books.book("2026-03-19", (books.dollars, "5"), (books.salary, "-5"))

    assert opened(look(books)) == (Issue.RATE, ["GBP"])


def test_the_gravest_come_first_and_only_the_first_are_told(books: Books) -> None:
    for day in range(1, 28):
        half(books, books.checking, f"2026-02-{day:02}", f"-{day}.37", memo=f"What {day}")
    _failed(books)

    found = look(books)

    assert counts(found) == {Issue.ASSERTION: 1, Issue.UNCATEGORISED: 27}
    assert opened(found) == (Issue.ASSERTION, ["Test checking"])
    last = look(books, Issue.UNCATEGORISED).opened
    assert last is not None
    assert (last.count, len(last.shown), last.hidden) == (27, 25, 2)
    assert found.count == 28


def test_a_look_counts_what_it_is_asked_to_and_never_twice(books: Books) -> None:
    twin = _twins(books)
    dear = {Issue.ASSERTION, Issue.SCHEDULE, Issue.DUPLICATE, Issue.TRANSFER}

    none, one, last = look(books, most=0), look(books, Issue.DUPLICATE, most=0), look(books)

    assert {issue for issue, count in counts(none).items() if count is None} == dear
    assert (none.is_counted, known_count(books.household, ())) == (False, 1)
    assert set(counts(one)) == dear
    assert counts(last) == {Issue.DUPLICATE: 1}
    with CaptureQueriesContext(connection) as queries:
        assert counts(look(books)) == {Issue.DUPLICATE: 1}
    assert len(queries) == 3
    delete_transactions(by=books.actor, transactions=[twin])
    assert counts(look(books)) == {}


def test_a_count_is_kept_for_each_view_of_the_books(books: Books) -> None:
    remember_count(books.household, (), 7)
    remember_count(books.household, (5, 3), 2)

    assert known_count(books.household, ()) == 7
    assert known_count(books.household, (3, 5)) == 2
    assert known_count(books.household, (9,)) is None
