"""Undoing acts of every kind, and what stands in the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Role
from ledger.models import ChangeSet, Posting, Transaction
from ledger.services.bulk_edits import set_memo
from ledger.services.errors import AlreadyUndone
from ledger.services.payees import ensure_payee
from ledger.services.posting import Leg
from ledger.services.rates import set_rate
from ledger.services.snapshots import snapshot_transactions
from ledger.services.tags import ensure_tags, rename_tag
from ledger.services.transactions import (
    TransactionDraft,
    delete_transactions,
    restore_transactions,
    update_transaction,
)
from ledger.services.undo import UndoResult, undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month


def last_act(by: Actor) -> ChangeSet:
    return ChangeSet.objects.in_household(by.household).latest("pk")


def undo_last(by: Actor) -> UndoResult:
    return undo_change_set(by=by, change_set=last_act(by))


def reasons(result: UndoResult) -> list[str]:
    return [conflict.reason for conflict in result.conflicts]


def edited(books: Books, row: Transaction) -> Transaction:
    """Change everything about a transaction."""
    legs = (
        Leg(books.dollars, Decimal(-3)),
        Leg(books.rent, Decimal(1)),
        Leg(books.food, Decimal(2)),
    )
    wanted = TransactionDraft(
        date=date(2025, 5, 1),
        legs=legs,
        payee=books.payee("Other"),
        memo="new",
        tags=(books.tag("new"),),
    )
    return update_transaction(by=books.actor, transaction=row, draft=wanted)


def seen(row: Transaction) -> dict[str, object]:
    row.refresh_from_db()
    return snapshot_transactions([row])[row.pk]


def test_undo_of_an_edit_puts_everything_back(books: Books) -> None:
    row = books.spend("2025-03-05", "5", payee="Luna", tags=("old",), memo="old")
    before = seen(row)
    edited(books, row)

    result = undo_last(books.actor)

    assert (result.undone, result.conflicts) == (1, ())
    assert seen(row) == before
    dates = set(Posting.objects.filter(transaction=row).values_list("date", flat=True))
    assert dates == {date(2025, 3, 5)}


def test_undo_of_an_undo_puts_the_edit_back(books: Books) -> None:
    row = books.spend("2025-03-05", "5")
    edited(books, row)
    after = seen(row)

    undo_last(books.actor)
    undo_last(books.actor)

    assert seen(row) == after


def test_undo_of_a_recording_moves_it_to_the_trash_and_back(books: Books) -> None:
    row = books.spend("2025-03-05", "5")

    undo_last(books.actor)
    assert seen(row)["deleted_at"] is not None

    undo_last(books.actor)
    assert seen(row)["deleted_at"] is None


def test_undo_of_deleting_and_restoring(books: Books) -> None:
    row = books.spend("2025-03-05", "5")
    delete_transactions(by=books.actor, transactions=[row.pk])
    deletion = last_act(books.actor)
    restore_transactions(by=books.actor, transactions=[row.pk])

    undo_last(books.actor)
    assert seen(row)["deleted_at"] is not None

    undo_change_set(by=books.actor, change_set=deletion)
    assert seen(row)["deleted_at"] is None


def test_acts_are_undone_in_any_order_when_they_touch_different_things(books: Books) -> None:
    row = books.spend("2025-03-05", "5", memo="old")
    first = set_memo(by=books.actor, transactions=[row.pk], memo="new").change_set
    delete_transactions(by=books.actor, transactions=[row.pk])
    assert first is not None

    undo_change_set(by=books.actor, change_set=first)

    assert (seen(row)["memo"], seen(row)["deleted_at"] is None) == ("old", False)


def test_undo_names_what_was_changed_again(books: Books) -> None:
    row = books.spend("2025-03-05", "5")
    recording = last_act(books.actor)
    set_memo(by=books.actor, transactions=[row.pk], memo="new")

    result = undo_change_set(by=books.actor, change_set=recording)

    assert (result.change_set, result.undone) == (None, 0)
    assert reasons(result) == ["It was changed again later."]


@pytest.mark.parametrize("month", ["2025-03", "2025-05"])
def test_undo_names_what_lies_in_a_closed_period(books: Books, month: str) -> None:
    row = books.spend("2025-03-05", "5")
    edited(books, row)
    make_closed_month(books.household, month)

    assert reasons(undo_last(books.actor)) == ["It lies in a closed period."]


def test_undo_is_not_held_back_by_a_rate_that_arrived(books: Books) -> None:
    row = books.book("2025-03-05", (books.dollars, "-5"), (books.food, "5"))
    edited(books, row)
    act = last_act(books.actor)
    set_rate(by=books.actor, base="USD", quote="EUR", on=date(2025, 5, 1), rate=Decimal("0.9"))

    assert undo_change_set(by=books.actor, change_set=act).undone == 1


def test_undo_names_rows_that_are_gone(books: Books) -> None:
    row = books.spend("2025-03-05", "5")
    act = last_act(books.actor)
    Posting.objects.filter(transaction=row).delete()
    Transaction.objects.filter(pk=row.pk).delete()

    assert reasons(undo_change_set(by=books.actor, change_set=act)) == ["It no longer exists."]


def test_undo_twice_is_refused_until_the_undo_is_undone(books: Books) -> None:
    books.spend("2025-03-05", "5")
    act = last_act(books.actor)
    undo = undo_change_set(by=books.actor, change_set=act).change_set
    assert undo is not None

    with pytest.raises(AlreadyUndone):
        undo_change_set(by=books.actor, change_set=act)

    undo_change_set(by=books.actor, change_set=undo)
    assert undo_change_set(by=books.actor, change_set=act).undone == 1


def test_undo_of_a_renaming_needs_the_name_free(actor: Actor) -> None:
    (tag,) = ensure_tags(by=actor, names=["Old"])
    rename_tag(by=actor, tag=tag, name="New")
    renaming = last_act(actor)
    ensure_tags(by=actor, names=["Old"])

    result = undo_change_set(by=actor, change_set=renaming)

    assert reasons(result) == ["“Old” is there already."]


def test_undo_of_a_new_payee_needs_it_unused(books: Books) -> None:
    ensure_payee(by=books.actor, name="Luna")
    act = last_act(books.actor)
    books.spend("2025-03-05", "5", payee="Luna")

    assert reasons(undo_change_set(by=books.actor, change_set=act)) == [
        "Luna has transactions: move or delete them first."
    ]


def test_undo_puts_back_only_what_the_act_changed(actor: Actor) -> None:
    (tag,) = ensure_tags(by=actor, names=["one"])
    rename_tag(by=actor, tag=tag, name="two")

    undo_last(actor)

    tag.refresh_from_db()
    assert (tag.name, tag.version) == ("one", 3)


def test_undo_needs_the_right_of_the_act(books: Books) -> None:
    books.spend("2025-03-05", "5")

    with pytest.raises(PermissionDenied):
        undo_change_set(
            by=make_member(books.household, Role.REVIEWER), change_set=last_act(books.actor)
        )


def test_acts_of_others_are_not_found(books: Books, other_household: Household) -> None:
    books.spend("2025-03-05", "5")

    with pytest.raises(ChangeSet.DoesNotExist):
        undo_change_set(by=Actor.system(other_household), change_set=last_act(books.actor))
