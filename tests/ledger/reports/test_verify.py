"""The proof of the books finds each kind of damage that reaches the tables."""

from __future__ import annotations

import pytest
from django.db import connection

from ledger.reports.verify import Difference, verify_ledger
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books

GUARDED = "ledger_posting", "ledger_transaction", "ledger_monthlytotal", "ledger_transactiontag"


def damage(*statements: str) -> None:
    """Write past the guards, as a broken restore would."""
    with connection.cursor() as cursor:
        # A deferred check would otherwise hold the tables.
        cursor.execute("set constraints all immediate")
        for table in GUARDED:
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)
        for table in GUARDED:
            cursor.execute(f"alter table {table} enable trigger user")


def kinds(books: Books) -> set[str]:
    return {difference.kind for difference in verify_ledger(books.household).differences}


def test_verify_ledger_is_clean_over_every_kind_of_booking(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.9")
    books.book("2026-01-01", (books.checking, "500.00"), (books.opening, "-500.00"))
    books.spend("2026-03-01", "0.01", tags=("home",))
    books.book("2026-03-02", (books.dollars, "-3.33"), (books.food, "1.11"), (books.rent, "2.22"))
    books.book("2026-03-03", (books.checking, "-90.00"), (books.dollars, "100.00", "90.00"))
    books.book("2026-09-03", (books.dollars, "-1.00"), (books.food, "1.00"))
    thrown = books.spend("2026-03-04", "5.00")
    delete_transactions(by=books.actor, transactions=[thrown.pk])

    found = verify_ledger(books.household)

    assert found.differences == ()
    assert (found.is_ok, found.is_complete) == (True, True)
    assert (found.checked["transactions"], found.checked["postings"]) == (6, 13)


def test_verify_ledger_names_an_unbalanced_transaction(books: Books) -> None:
    row = books.spend("2026-03-01", "5.00")
    damage(
        "update ledger_posting set value = value + 1, amount = amount + 1, base_value = value + 1"
        f" where account_id = {books.checking.pk}"
    )

    found = verify_ledger(books.household)

    assert found.is_ok is False
    assert found.differences[0] == Difference("unbalanced", row.pk, "values sum to 1")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("update ledger_posting set base_value = null where amount > 0", {"unbalanced_base"}),
        ("update ledger_posting set date = date + 1", {"posting"}),
        ("update ledger_posting set currency = 'USD' where amount < 0", {"posting"}),
        ("delete from ledger_posting where amount > 0", {"unbalanced", "without_postings"}),
        ("delete from ledger_posting", {"without_postings"}),
        ("update ledger_monthlytotal set amount = amount + 1", {"monthly_total"}),
        ("update ledger_monthlytotal set base_value = 0", {"monthly_total"}),
        ("update ledger_monthlytotal set count = 2", {"monthly_total"}),
        ("update ledger_monthlytotal set unrated = 1", {"monthly_total"}),
        ("update ledger_monthlytotal set last_date = last_date + 1", {"monthly_total"}),
        ("delete from ledger_monthlytotal", {"monthly_total"}),
        ("update ledger_transaction set deleted_at = now()", {"monthly_total"}),
        ("update ledger_transaction set version = 0", {"history"}),
        ("update ledger_transaction set places = '{}'", {"places"}),
    ],
)
def test_verify_ledger_finds(books: Books, statement: str, expected: set[str]) -> None:
    books.spend("2026-03-01", "5.00")
    damage(statement)

    assert kinds(books) >= expected


def test_verify_ledger_finds_a_base_value_that_is_not_the_value(books: Books) -> None:
    books.spend("2026-03-01", "5.00")
    damage("update ledger_posting set base_value = base_value * 2")

    assert kinds(books) == {"base_currency", "monthly_total"}


def test_verify_ledger_lists_no_more_than_a_page_of_a_kind(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.reports.verify.MOST_SHOWN", 2)
    for day in (1, 2, 3):
        books.spend(f"2026-03-0{day}", "5.00")
    damage("delete from ledger_posting")

    found = verify_ledger(books.household)

    listed = [row for row in found.differences if row.kind == "without_postings"]
    assert (len(listed), found.is_complete) == (2, False)
