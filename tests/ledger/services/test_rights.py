"""Giving rights on accounts, and what they bar from acts on the books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import AuditEvent, Membership
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.enums import AccountKind, Status
from ledger.models import AccountRight, ChangeSet, Payee, Transaction
from ledger.services.accounts import update_account
from ledger.services.bulk_edits import set_memo, set_status
from ledger.services.errors import Inconsistent
from ledger.services.payees import create_payees, ensure_payee, merge_payees
from ledger.services.posting import Leg
from ledger.services.rights import set_account_right, set_account_rights
from ledger.services.transactions import (
    TransactionDraft,
    delete_transactions,
    record_transaction,
    restore_transactions,
    update_transaction,
)
from ledger.services.transfer_links import merge_into_transfer
from ledger.services.transfers import convert_to_transfer
from ledger.services.undo import undo_change_set
from ledger.services.uploads import store_upload
from ledger.services.usage import check_unused
from tests.factories.accounts import make_household, make_user
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest


def enter(actor: Actor) -> Actor:
    """See with the actor's eyes from now on."""
    assert actor.user is not None
    enter_household(actor.household.pk, user_id=actor.user.pk, hidden=actor.hidden)
    return actor


def barred(books: Books, right: Right, role: Role = Role.MEMBER) -> Actor:
    """Return a member with a right on checking, whose eyes are used from now on."""
    return enter(limit(make_guest(books.household, role), books.checking, right, by=books.actor))


def test_a_right_is_set_changed_and_taken_away(books: Books) -> None:
    guest = make_guest(books.household)

    def give(right: Right) -> bool:
        return set_account_right(
            by=books.actor, membership=guest.membership, account=books.card, right=right
        )

    assert [give(Right.READ), give(Right.READ), give(Right.NONE)] == [True, False, True]
    assert guest.actor.rights == {books.card.pk: Right.NONE}
    assert [give(Right.FULL), give(Right.FULL)] == [True, False]
    assert (guest.actor.rights, AccountRight.objects.count()) == ({}, 0)


def test_a_right_stands_in_the_history_and_the_audit_trail(books: Books) -> None:
    guest = make_guest(books.household)

    limit(guest, books.card, Right.READ, by=books.actor)

    act = ChangeSet.objects.latest("pk")
    event = AuditEvent.objects.filter(kind=AuditKind.RIGHTS_CHANGED).latest("pk")
    assert (act.kind, act.summary) == (
        "right.set",
        "Rights of member@example.org on Test card: Read",
    )
    assert event.details == {
        "membership": guest.membership.pk,
        "account": books.card.pk,
        "before": "full",
        "after": "read",
    }


def test_many_rights_are_set_at_once(books: Books) -> None:
    guest = make_guest(books.household)
    member = guest.membership

    count = set_account_rights(
        by=books.actor,
        rights={(member, books.card): Right.READ, (member, books.checking): Right.FULL},
    )

    assert (count, guest.actor.rights) == (1, {books.card.pk: Right.READ})


def test_rights_of_whoever_becomes_owner_bar_nothing(books: Books) -> None:
    guest = make_guest(books.household)
    limit(guest, books.card, Right.NONE, by=books.actor)

    Membership.objects.filter(pk=guest.membership.pk).update(role=Role.OWNER)

    assert (guest.actor.rights, guest.actor.hidden) == ({}, ())


def test_an_owner_and_oneself_are_not_limited(books: Books) -> None:
    owner = Membership.objects.get(user=books.actor.user)
    manager = make_guest(books.household, Role.MANAGER)

    for by, membership in ((manager.actor, owner), (manager.actor, manager.membership)):
        with pytest.raises(Inconsistent):
            set_account_right(by=by, membership=membership, account=books.card, right=Right.READ)


def test_rights_are_given_on_places_of_the_household_to_its_members(books: Books) -> None:
    guest = make_guest(books.household)
    elsewhere = make_household(make_user())
    with_enter = Membership.objects.filter(household=elsewhere).first()
    assert with_enter is None  # another household's members are not even found

    with pytest.raises(Inconsistent, match="hold money"):
        set_account_right(
            by=books.actor, membership=guest.membership, account=books.food, right=Right.READ
        )


def test_a_member_gives_no_rights_and_a_manager_none_he_has_not(books: Books) -> None:
    member = make_guest(books.household)
    manager = make_guest(books.household, Role.MANAGER)
    limit(manager, books.card, Right.READ, by=books.actor)

    for by in (member.actor, manager.actor):
        with pytest.raises(PermissionDenied):
            set_account_right(
                by=by, membership=member.membership, account=books.card, right=Right.READ
            )


Act = Callable[[Actor, Books, Transaction, Transaction], object]


def draft(books: Books) -> TransactionDraft:
    legs = (Leg(books.checking, Decimal(-1)), Leg(books.food, Decimal(1)))
    return TransactionDraft(date=date(2026, 3, 5), legs=legs)


WRITES: dict[str, Act] = {
    "record": lambda by, books, _row, _other: record_transaction(by=by, draft=draft(books)),
    "update": lambda by, books, row, _other: update_transaction(
        by=by, transaction=row, draft=draft(books)
    ),
    "delete": lambda by, _books, row, _other: delete_transactions(by=by, transactions=[row.pk]),
    "restore": lambda by, _books, row, _other: restore_transactions(by=by, transactions=[row.pk]),
    "transfer": lambda by, books, row, _other: convert_to_transfer(
        by=by, transaction=row, account=books.card
    ),
    "merge": lambda by, _books, row, other: merge_into_transfer(by=by, first=row, second=other),
    "import": lambda by, books, _row, _other: store_upload(
        by=by, account=books.checking, name="a.csv", stream=BytesIO(b"Date,Amount\n2026-01-01,1\n")
    ),
    "merge payees": lambda by, books, row, _other: merge_payees(
        by=by, sources=[books.payee("Shop")], into=books.payee("Other")
    ),
}


@pytest.mark.parametrize("right", [Right.READ, Right.ANNOTATE])
@pytest.mark.parametrize("name", WRITES)
def test_less_than_full_rights_write_nothing(books: Books, name: str, right: Right) -> None:
    row = books.spend("2026-03-01", "5", payee="Shop")
    other = books.book("2026-03-02", (books.card, "5"), (books.salary, "-5"), payee="Other")
    by = barred(books, right)
    before = ChangeSet.objects.count()

    with pytest.raises(PermissionDenied):
        WRITES[name](by, books, row, other)

    assert ChangeSet.objects.count() == before


def test_an_account_is_changed_by_managers_with_full_rights(books: Books) -> None:
    by = barred(books, Right.ANNOTATE, Role.MANAGER)

    with pytest.raises(PermissionDenied):
        update_account(by=by, account=books.checking, name="Mine")
    assert update_account(by=by, account=books.card, name="Mine").name == "Mine"


def test_annotating_takes_the_right_to_and_says_so_row_by_row(books: Books) -> None:
    row = books.spend("2026-03-01", "5")
    by_card = books.book("2026-03-02", (books.card, "-5"), (books.food, "5"))
    by = barred(books, Right.READ)

    result = set_memo(by=by, transactions=[row.pk, by_card.pk], memo="noted")

    reason = "You may only look at an account that it lies in."
    assert result.changed == 1
    assert [(item.transaction, item.reason) for item in result.skipped] == [(row.pk, reason)]


def test_annotators_annotate_and_undo_what_they_did(books: Books) -> None:
    row = books.spend("2026-03-01", "5", memo="before")
    by = barred(books, Right.ANNOTATE)
    set_status(by=by, transactions=[row.pk], status=Status.RECONCILED)
    act = set_memo(by=by, transactions=[row.pk], memo="after").change_set
    assert act is not None

    result = undo_change_set(by=by, change_set=act)

    row.refresh_from_db()
    assert (result.undone, row.memo, row.status) == (1, "before", Status.RECONCILED)


def test_undo_leaves_what_lies_where_one_may_not_write(books: Books) -> None:
    row = books.spend("2026-03-01", "5")
    act = ChangeSet.objects.latest("pk")
    by = barred(books, Right.READ)

    result = undo_change_set(by=by, change_set=act)

    assert (result.undone, result.change_set) == (0, None)
    assert [(each.object_id, each.reason) for each in result.conflicts] == [
        (row.pk, "You may not change what lies in one of its accounts.")
    ]


def test_a_transfer_takes_the_rights_on_both_sides(books: Books) -> None:
    row = books.book("2026-03-01", (books.checking, "-5"), (books.card, "5"))
    by = barred(books, Right.NONE)

    with pytest.raises(PermissionDenied):
        delete_transactions(by=by, transactions=[row.pk])
    assert set_memo(by=by, transactions=[row.pk], memo="x").changed == 0


def test_what_is_kept_keeps_its_payee_and_its_category(books: Books) -> None:
    other = books.account("Other", AccountKind.EXPENSE)
    books.spend("2026-03-01", "5", other, payee="Secret shop")
    shop = books.payee("Secret shop")
    barred(books, Right.NONE, Role.MANAGER)

    for row in (other, shop):
        with pytest.raises(Exception, match="has transactions"):
            check_unused(row)


def test_a_name_that_is_kept_means_the_payee_that_is_there(books: Books) -> None:
    books.spend("2026-03-01", "5", payee="Secret shop")
    shop = books.payee("Secret shop")
    by = barred(books, Right.NONE)
    assert not Payee.objects.filter(name="Secret shop").exists()

    assert ensure_payee(by=by, name="secret shop").pk == shop.pk
    made = create_payees(books.household, ["SECRET SHOP", "New shop"])
    assert (made["secret shop"], sorted(made)) == (shop.pk, ["new shop", "secret shop"])
