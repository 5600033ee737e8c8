from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Household
from accounts.roles import Role
from accounts.scope import household_scope
from ledger.enums import BatchState, Status
from ledger.models import ChangeSet, ImportBatch, MonthlyTotal, Transaction
from ledger.reports.verify import verify_ledger
from ledger.services.bulk_edits import set_memo
from ledger.services.errors import AlreadyUndone
from ledger.services.import_undo import Kept, UndoneImport, rows_to_keep, undo_import
from ledger.services.transactions import delete_transactions
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.ledger.imports.bank import added_by, batch_of, bring_in, counts, csv, live, ofx

RENT = ("2026-02-28", "Landlord", "-700.00")
COFFEE = ("2026-03-02", "Coffee Bar", "-3.50")
STATEMENT = csv(RENT, COFFEE)


def take_back(books: Books, batch: ImportBatch) -> UndoneImport:
    return undo_import(by=books.actor, batch=batch)


def test_undo_removes_what_the_import_added(books: Books) -> None:
    batch = batch_of(bring_in(books, STATEMENT))

    result = take_back(books, batch)

    batch.refresh_from_db()
    assert result == UndoneImport(2, ())
    assert (batch.state, batch.undone_at is None) == (BatchState.UNDONE, False)
    assert not Transaction.objects.exists()
    assert not MonthlyTotal.objects.exists()
    assert ChangeSet.objects.filter(kind="import.undo", import_batch=batch).count() == 1


def test_undone_file_comes_back(books: Books) -> None:
    batch = batch_of(bring_in(books, STATEMENT))
    before = live(books)
    take_back(books, batch)

    assert counts(bring_in(books, STATEMENT)) == (2, 0, 0, 0)
    assert live(books) == before


def test_undo_takes_the_opening_balance_along_and_counts_only_rows(books: Books) -> None:
    file = ofx((*COFFEE, "1"), balance=("96.50", "2026-03-02"))
    batch = batch_of(bring_in(books, file))

    assert take_back(books, batch) == UndoneImport(1, ())
    again = bring_in(books, file)
    assert (live(books)[0], again.opening_balance) == (("2026-03-01", "100"), Decimal("100.00"))


def test_undo_keeps_what_was_edited_since(books: Books) -> None:
    report = bring_in(books, STATEMENT)
    edited = added_by(report)[0]
    set_memo(by=books.actor, transactions=[edited.pk], memo="Mine")

    result = take_back(books, batch_of(report))

    assert result == UndoneImport(1, (Kept(edited.pk, "edited since the import"),))
    assert live(books) == [("2026-02-28", "-700")]
    assert counts(bring_in(books, STATEMENT)) == (1, 0, 1, 0)


def test_undo_keeps_what_lies_in_a_closed_period(books: Books) -> None:
    report = bring_in(books, STATEMENT)
    make_closed_month(books.household, "2026-02")

    result = take_back(books, batch_of(report))

    assert result == UndoneImport(1, (Kept(added_by(report)[0].pk, "dated in a closed period"),))
    assert live(books) == [("2026-02-28", "-700")]
    assert verify_ledger(books.household).differences == ()


def test_undo_removes_what_was_deleted_since_for_good(books: Books) -> None:
    report = bring_in(books, STATEMENT)
    delete_transactions(by=books.actor, transactions=[added_by(report)[0].pk])

    assert take_back(books, batch_of(report)).removed == 2
    assert counts(bring_in(books, STATEMENT)) == (2, 0, 0, 0)


def test_undo_puts_back_what_was_matched(books: Books) -> None:
    entry = books.spend("2026-03-01", "3.50", payee="Coffee Bar", status=Status.PENDING)
    batch = batch_of(bring_in(books, csv(("2026-03-02", "Coffee Bar", "-4.00"), RENT)))
    entry.refresh_from_db()
    assert (entry.status, entry.raw_payee) == (Status.CLEARED, "Coffee Bar")

    result = take_back(books, batch)

    entry.refresh_from_db()
    assert result == UndoneImport(1, ())
    assert (entry.status, entry.raw_payee, entry.fingerprint) == (Status.PENDING, "", None)
    assert live(books) == [("2026-03-01", "-3.5")]


def test_matched_rows_are_matched_again_after_an_undo(books: Books) -> None:
    pending = csv((*COFFEE, "Pending"), (*RENT, "Booked"), heading="Date,Payee,Amount,Status")
    posted = csv(("2026-03-03", "CB COFFEE", "-3.50", "Booked"), heading="Date,Payee,Amount,Status")
    row = added_by(bring_in(books, pending))[1]
    take_back(books, batch_of(bring_in(books, posted)))
    row.refresh_from_db()
    assert row.status == Status.PENDING

    again = bring_in(books, posted)

    row.refresh_from_db()
    assert (counts(again), row.status) == ((0, 1, 0, 0), Status.CLEARED)


def test_undo_leaves_a_matched_row_that_changed_since(books: Books) -> None:
    entry = books.spend("2026-03-02", "3.50", status=Status.PENDING)
    report = bring_in(books, csv(COFFEE))
    Transaction.objects.filter(pk=entry.pk).update(status=Status.RECONCILED)

    result = take_back(books, batch_of(report))

    entry.refresh_from_db()
    assert result == UndoneImport(0, (Kept(entry.pk, "It was changed again later."),))
    assert entry.status == Status.RECONCILED
    assert counts(bring_in(books, csv(COFFEE))) == (0, 0, 1, 0)


def test_undo_of_one_file_leaves_the_others(books: Books) -> None:
    first = bring_in(books, csv(RENT))
    bring_in(books, csv(COFFEE))

    take_back(books, batch_of(first))

    assert live(books) == [("2026-03-02", "-3.5")]


def test_undo_twice_is_refused(books: Books) -> None:
    batch = batch_of(bring_in(books, STATEMENT))
    take_back(books, batch)

    with pytest.raises(AlreadyUndone):
        take_back(books, batch)


def test_undo_needs_the_right_to_record(books: Books) -> None:
    batch = batch_of(bring_in(books, STATEMENT))
    viewer = make_member(books.household, Role.VIEWER)

    with pytest.raises(PermissionDenied):
        undo_import(by=viewer, batch=batch)

    assert len(live(books)) == 2


def test_undo_finds_no_batch_of_another_household(books: Books, other_household: Household) -> None:
    batch = batch_of(bring_in(books, STATEMENT))
    stranger = make_member(other_household, Role.MEMBER)

    with household_scope(other_household.pk), pytest.raises(ImportBatch.DoesNotExist):
        undo_import(by=stranger, batch=batch)


def test_rows_to_keep_are_known_before_the_undo(books: Books) -> None:
    report = bring_in(books, STATEMENT)
    make_closed_month(books.household, "2026-02")

    kept = rows_to_keep(books.actor, batch_of(report))

    assert kept == [Kept(added_by(report)[0].pk, "dated in a closed period")]
