from __future__ import annotations

import pytest

from accounts.models import Household
from accounts.roles import Right, Role
from ledger.models import ChangeSet, Transaction
from ledger.services.acts import undo_act, undoable_acts
from ledger.services.bulk_edits import set_memo
from ledger.services.errors import AlreadyUndone, LedgerError
from ledger.services.undo import Conflict
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.imports.bank import added_by, bring_in, csv, live

STATEMENT = csv(("2026-02-28", "Landlord", "-700.00"), ("2026-03-02", "Coffee Bar", "-3.50"))


def latest() -> ChangeSet:
    return ChangeSet.objects.latest("pk")


def test_import_is_undone_as_a_batch(books: Books) -> None:
    bring_in(books, STATEMENT)

    result = undo_act(by=books.actor, change_set=latest())

    assert (result.undone, result.conflicts, live(books)) == (2, (), [])


def test_import_that_is_kept_in_part_says_what_and_why(books: Books) -> None:
    report = bring_in(books, STATEMENT)
    make_closed_month(books.household, "2026-02")

    result = undo_act(by=books.actor, change_set=latest())

    kept = Conflict("transaction", added_by(report)[0].pk, "dated in a closed period")
    assert (result.undone, result.conflicts) == (1, (kept,))


def test_import_is_not_undone_twice(books: Books) -> None:
    bring_in(books, STATEMENT)
    act = latest()
    undo_act(by=books.actor, change_set=act)

    with pytest.raises(AlreadyUndone):
        undo_act(by=books.actor, change_set=act)


def test_import_that_was_taken_back_is_brought_back_by_its_file_alone(books: Books) -> None:
    bring_in(books, STATEMENT)
    undo_act(by=books.actor, change_set=latest())

    with pytest.raises(LedgerError, match="Import the file again"):
        undo_act(by=books.actor, change_set=latest())


def test_any_other_act_is_undone_row_by_row(books: Books) -> None:
    books.spend("2026-03-02", "3.50")

    result = undo_act(by=books.actor, change_set=latest())

    assert (result.undone, live(books)) == (1, [])
    assert result.change_set == latest()


def _ids() -> list[int]:
    return list(Transaction.objects.values_list("pk", flat=True))


def test_acts_are_undoable_by_whoever_may(books: Books, household: Household) -> None:
    bring_in(books, STATEMENT)
    imported = latest()
    set_memo(by=books.actor, transactions=_ids(), memo="A memo")
    acts = [imported, latest()]
    found = {
        role: undoable_acts(make_guest(household, role).actor, acts)
        for role in (Role.MEMBER, Role.REVIEWER, Role.VIEWER)
    }

    assert found == {
        Role.MEMBER: frozenset(act.pk for act in acts),
        Role.REVIEWER: frozenset([acts[1].pk]),
        Role.VIEWER: frozenset(),
    }


def test_import_is_undoable_by_whoever_may_change_its_account(
    books: Books, household: Household
) -> None:
    bring_in(books, STATEMENT)
    reader = limit(make_guest(household), books.checking, Right.READ, by=books.actor)

    assert undoable_acts(reader, ChangeSet.objects.select_related("import_batch")) == frozenset()
