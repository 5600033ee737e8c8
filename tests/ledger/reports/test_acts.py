"""The history of one row in words."""

from __future__ import annotations

from dataclasses import replace

from ledger.models import ChangeSet
from ledger.reports.acts import acts_on
from ledger.services.bulk_edits import categorise_transactions
from ledger.services.posting import Leg
from ledger.services.transactions import (
    TransactionDraft,
    delete_transactions,
    update_transaction,
)
from ledger.services.undo import undo_change_set
from tests.factories.books import Books


def changes(books: Books, pk: int, number: int = 0) -> list[tuple[str, str, str]]:
    act = acts_on(books.household, "transaction", pk)[number]
    return [(value.name, value.before, value.after) for value in act.values]


def test_acts_tell_what_was_recorded(books: Books) -> None:
    row = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("trip",), memo="milk")

    assert changes(books, row.pk) == [
        ("Date", "", "2026-03-01"),
        ("Payee", "", "Corner shop"),
        ("Memo", "", "milk"),
        ("Status", "", "cleared"),
        ("Postings", "", "Test checking -12.50 EUR, Test groceries 12.50 EUR"),
        ("Tags", "", "trip"),
    ]


def test_acts_tell_what_an_edit_changed_and_nothing_else(books: Books) -> None:
    row = books.spend("2026-03-01", "12.50", memo="milk")
    amount = row.postings.latest("pk").amount
    legs = (Leg(books.checking, -amount), Leg(books.food, amount))
    draft = TransactionDraft(date=row.date, legs=legs, memo="")

    update_transaction(by=books.actor, transaction=row, draft=draft)

    assert changes(books, row.pk) == [
        ("Memo", "milk", ""),
        (
            "Postings",
            "Test checking -12.50 EUR, Test groceries 12.50 EUR",
            "Test checking -12.50 EUR, Test food 12.50 EUR",
        ),
    ]


def test_acts_tell_bulk_edits_and_deletions(books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")
    categorise_transactions(by=books.actor, transactions=[row.pk], category=books.rent)
    delete_transactions(by=books.actor, transactions=[row.pk])

    assert changes(books, row.pk, 1) == [("Category", "Test groceries", "Test rent")]
    assert changes(books, row.pk, 0) == [("In the trash", "", "yes")]


def test_acts_tell_what_was_undone(books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")
    undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))

    acts = acts_on(books.household, "transaction", row.pk)

    assert [act.is_undone for act in acts] == [False, True]
    assert {act.who for act in acts} == {"Alice"}


def test_acts_by_the_system_say_so(books: Books) -> None:
    books.actor = replace(books.actor, user=None)

    row = books.spend("2026-03-01", "12.50")

    assert acts_on(books.household, "transaction", row.pk)[0].who == "The system"
