"""Operations: kept, applied as one act, undone, and nobody's but their owner's until shared."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.enums import AccountKind
from ledger.models import Account, Change, ChangeSet, Operation, Tag, Transaction
from ledger.services.categories import delete_category, merge_categories
from ledger.services.errors import Inconsistent, NameTaken, StaleEdit
from ledger.services.operations import (
    apply_operation,
    create_operation,
    delete_operation,
    restore_operation,
    update_operation,
)
from ledger.services.tags import delete_tag
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest


def keep(books: Books, by: Actor | None = None, **more: Any) -> Operation:
    values: Any = {
        "name": "Flat",
        "category": books.rent,
        "add_tags": [books.tag("home")],
        "remove_tags": [books.tag("open")],
        "status": "pending",
    } | more
    return create_operation(by=by or books.actor, **values)


def as_person(actor: Actor) -> None:
    """See the books with a member's eyes."""
    assert actor.user is not None
    enter_household(actor.household.pk, user_id=actor.user.pk, hidden=actor.hidden)


def names() -> list[str]:
    return list(Operation.objects.live().values_list("name", flat=True))


def state(pk: int) -> tuple[str, list[str], str]:
    """Return category, tags and status of a transaction."""
    row = Transaction.objects.get(pk=pk)
    tags = sorted(row.tags.values_list("name", flat=True))
    return row.postings.order_by("position")[1].account.name, tags, row.status


def test_apply_changes_all_parts_in_one_act_that_is_undone_at_once(books: Books) -> None:
    by = books.actor
    rows = [
        books.spend("2026-03-01", "1", tags=("open", "trip")).pk,
        books.spend("2026-03-02", "2").pk,
    ]
    before = [state(pk) for pk in rows]
    row = keep(books, is_shared=True)
    acts = ChangeSet.objects.count()

    result = apply_operation(by=by, operation=row, transactions=[*rows, rows[0]])

    assert [state(pk) for pk in rows] == [
        ("Test rent", ["home", "trip"], "pending"),
        ("Test rent", ["home"], "pending"),
    ]
    assert (result.changed, result.skipped, ChangeSet.objects.count()) == (2, (), acts + 1)
    act = result.change_set
    assert act is not None
    assert (act.kind, act.summary) == ("edit.operation", "Applied Flat to 2 transactions")
    undo_change_set(by=by, change_set=act)
    assert [state(pk) for pk in rows] == before


def test_apply_leaves_alone_what_the_operation_does_not_name(books: Books) -> None:
    pk = books.spend("2026-03-01", "1", tags=("trip",)).pk
    category, tags, _status = state(pk)
    row = keep(books, category=None, add_tags=(), remove_tags=())

    result = apply_operation(by=books.actor, operation=row, transactions=[pk])

    assert state(pk) == (category, tags, "pending")
    assert result.change_set is not None
    assert "Flat" not in result.change_set.summary


def test_apply_reports_what_it_leaves_alone(books: Books) -> None:
    moved = books.book("2026-03-01", (books.checking, "-5"), (books.card, "5")).pk
    row = keep(books, status="")

    result = apply_operation(by=books.actor, operation=row, transactions=[moved])

    assert [each.transaction for each in result.skipped] == [moved]
    assert result.changed == 1
    assert list(Transaction.objects.get(pk=moved).tags.values_list("name", flat=True)) == ["home"]


def test_apply_needs_the_rights_that_bulk_edits_need(books: Books) -> None:
    row = keep(books, is_shared=True)
    here = books.book("2026-03-01", (books.card, "-5"), (books.food, "5")).pk
    viewer = make_member(books.household, Role.VIEWER)
    guest = make_guest(books.household, email="guest@example.org")
    reader = limit(guest, books.card, Right.READ, by=books.actor)

    with pytest.raises(PermissionDenied):
        apply_operation(by=viewer, operation=row, transactions=[here])
    as_person(reader)
    result = apply_operation(by=reader, operation=row, transactions=[here])
    assert (result.changed, len(result.skipped)) == (0, 1)
    hidden = limit(guest, books.card, Right.NONE, by=books.actor)
    as_person(hidden)
    with pytest.raises(Transaction.DoesNotExist):
        apply_operation(by=hidden, operation=row, transactions=[here])


def test_apply_goes_without_tags_in_the_trash_and_refuses_such_a_category(books: Books) -> None:
    pk = books.spend("2026-03-01", "1").pk
    row = keep(books)
    delete_tag(by=books.actor, tag=books.tag("home"))

    apply_operation(by=books.actor, operation=row, transactions=[pk])

    assert state(pk) == ("Test rent", [], "pending")
    spare = books.account("Unused", AccountKind.EXPENSE)
    unused = keep(books, name="Unused", add_tags=(), category=spare)
    delete_category(by=books.actor, category=spare)
    unused = Operation.objects.select_related("category").get(pk=unused.pk)
    with pytest.raises(Inconsistent, match="Unused is in the trash"):
        apply_operation(by=books.actor, operation=unused, transactions=[pk])


def test_operation_follows_a_merged_category(books: Books) -> None:
    row = keep(books)

    merge_categories(by=books.actor, source=books.rent, into=books.food)

    row.refresh_from_db()
    assert row.category == books.food
    undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))
    row.refresh_from_db()
    assert row.category == books.rent


def test_create_refuses_what_makes_no_sense(books: Books, other_household: Household) -> None:
    nothing = {"category": None, "add_tags": (), "remove_tags": (), "status": ""}
    for more, error in (
        (nothing, ValidationError),
        ({"remove_tags": [books.tag("home")]}, ValidationError),
        ({"status": "lost"}, ValidationError),
        ({"category": books.card}, Inconsistent),
        ({"category": Account(household=other_household, name="x", kind="expense")}, Inconsistent),
        ({"add_tags": [Tag(household=other_household, name="x", pk=1)]}, Inconsistent),
    ):
        with pytest.raises(error):
            keep(books, **more)

    keep(books)
    with pytest.raises(NameTaken):
        keep(books, name=" flat ")


def test_private_operation_and_its_history_are_the_owners_alone(books: Books) -> None:
    keep(books, name="Mine")
    keep(books, name="Ours", is_shared=True)
    row = Operation.objects.get(name="Mine")

    as_person(make_member(books.household, Role.OWNER))

    assert names() == ["Ours"]
    kept = Change.objects.filter(model="operation")
    assert [(each.after or {})["name"] for each in kept] == ["Ours"]
    told = ChangeSet.objects.filter(kind="operation.create").values_list("summary", flat=True)
    assert sorted(told) == ["Saved operation Ours", "Saved operation of one's own"]
    with connection.cursor() as cursor:
        cursor.execute("update ledger_operation set name = 'x' where id = %s", [row.pk])
        assert cursor.rowcount == 0
        cursor.execute("delete from ledger_operation where id = %s", [row.pk])
        assert cursor.rowcount == 0


def test_shared_operation_is_changed_by_all_and_taken_back_by_its_owner(books: Books) -> None:
    row = keep(books, is_shared=True)
    reviewer = make_member(books.household, Role.REVIEWER)
    viewer = make_member(books.household, Role.VIEWER, "viewer@example.org")

    as_person(reviewer)
    update_operation(by=reviewer, operation=row, name="Home", status="cleared", is_shared=True)
    with pytest.raises(PermissionDenied):
        update_operation(by=reviewer, operation=row, name="Home", status="cleared")
    with pytest.raises(StaleEdit):
        update_operation(
            by=reviewer, operation=row, name="x", status="cleared", is_shared=True, version=1
        )
    for act in (
        lambda: keep(books, viewer, name="Seen"),
        lambda: delete_operation(by=viewer, operation=row),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert names() == ["Home"]


def test_delete_restore_and_undo(books: Books) -> None:
    by = books.actor
    row = keep(books)

    delete_operation(by=by, operation=row)
    assert names() == []
    restore_operation(by=by, operation=row)
    update_operation(by=by, operation=row, name="House", status="cleared")
    undo_change_set(by=by, change_set=ChangeSet.objects.latest("pk"))

    row.refresh_from_db()
    assert (row.name, row.category, row.add_tags) == ("Flat", books.rent, [books.tag("home").pk])
    undo_change_set(by=by, change_set=ChangeSet.objects.get(kind="operation.create"))
    assert names() == []
