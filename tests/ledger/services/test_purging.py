"""Deleting for good: what goes, what stays, and that nothing refers into the void."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.actors import Actor
from accounts.models import Household
from accounts.services.households import update_household
from ledger.models import Change, ChangeSet, Pair, Posting, Transaction
from ledger.reports.trash import days_of_going
from ledger.reports.verify import verify_ledger
from ledger.services.acts import undo_act
from ledger.services.errors import InUse, LedgerError
from ledger.services.pairs import part_pair
from ledger.services.purging import purge_trash
from ledger.services.transactions import delete_transactions, restore_transactions
from ledger.services.transfer_links import link_transfers
from ledger.tasks import purge_every_trash
from tests.factories.books import Books
from tests.factories.pairs import halves
from tests.factories.periods import make_closed_month
from tests.ledger.imports.bank import bring_in, counts, csv

DELETED = datetime(2026, 3, 1, 12, tzinfo=UTC)
COFFEE = csv(("2026-02-28", "Coffee Bar", "-3.50"))


def delete(books: Books, *rows: Transaction) -> None:
    with time_machine.travel(DELETED, tick=False):
        delete_transactions(by=books.actor, transactions=[row.pk for row in rows])


def purge(books: Books, *, days: int = 31) -> int:
    books.household.refresh_from_db()
    by = Actor.system(books.household)
    return purge_trash(by=by, now=DELETED + timedelta(days=days))


def test_what_lay_long_enough_goes_and_leaves_its_header(books: Books) -> None:
    row = books.spend("2026-02-10", "5", payee="Corner shop", tags=("trip",), memo="Milk")
    kept = books.spend("2026-02-11", "6", payee="Corner shop")
    delete(books, row)
    delete_transactions(by=books.actor, transactions=[kept.pk])

    assert (purge(books, days=29), purge(books), purge(books)) == (0, 1, 0)

    row.refresh_from_db()
    assert (row.memo, row.payee, row.purged_at is None) == ("", None, False)
    assert not Posting.objects.filter(transaction=row).exists()
    assert Posting.objects.filter(transaction=kept).count() == 2
    assert verify_ledger(books.household).differences == ()
    assert list(Transaction.objects.in_trash()) == [kept]


def test_the_history_keeps_what_was_done(books: Books) -> None:
    row = books.spend("2026-02-10", "5", memo="Milk")
    delete(books, row)
    deleting = ChangeSet.objects.latest("pk")

    purge(books)

    words = Change.objects.filter(object_id=row.pk, change_set__kind="transaction.record")
    assert (words.get().after or {})["memo"] == "Milk"
    assert ChangeSet.objects.latest("pk").summary == "Deleted 1 transaction for good"
    assert undo_act(by=books.actor, change_set=deleting).undone == 0
    with pytest.raises(LedgerError):
        undo_act(by=books.actor, change_set=ChangeSet.objects.latest("pk"))
    with pytest.raises(InUse):
        restore_transactions(by=books.actor, transactions=[row.pk])


def test_no_file_brings_back_what_went(books: Books) -> None:
    bring_in(books, COFFEE)
    delete(books, Transaction.objects.get())
    assert purge(books) == 1

    assert counts(bring_in(books, COFFEE)) == (0, 0, 1, 0)


def test_what_lives_on_in_another_stays_and_is_parted_after_the_days(books: Books) -> None:
    with time_machine.travel(DELETED, tick=False):
        out, came = halves(books)
        link_transfers(by=books.actor, pairs=[(out.pk, came.pk)])

    assert purge(books) == 0

    part_pair(by=books.actor, pair=Pair.objects.get())
    assert Transaction.objects.live().count() == 2


def test_what_lies_in_a_closed_period_stays(books: Books) -> None:
    row = books.spend("2026-02-10", "5")
    delete(books, row)
    make_closed_month(books.household, "2026-02")

    assert purge(books) == 0


def test_the_household_says_for_how_many_days(books: Books, household: Household) -> None:
    row = books.spend("2026-02-10", "5")
    delete(books, row)
    update_household(by=books.actor, name="Ours", time_zone="UTC", month_start_day=1, trash_days=3)
    household.refresh_from_db()

    assert days_of_going(household, [row.pk]) == {row.pk: date(2026, 3, 4)}
    assert (purge(books, days=2), purge(books, days=4)) == (0, 1)


def test_the_nightly_task_goes_through_every_household(books: Books) -> None:
    row = books.spend("2026-02-10", "5")
    delete(books, row)

    purge_every_trash()

    row.refresh_from_db()
    assert row.purged_at is not None
