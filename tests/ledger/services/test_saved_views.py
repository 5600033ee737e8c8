"""Keeping queries under a name: for oneself, for the household, and never against a wall."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.actors import Actor
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.models import Change, ChangeSet, SavedView
from ledger.services.errors import NameTaken, StaleEdit
from ledger.services.saved_views import (
    create_saved_view,
    delete_saved_view,
    restore_saved_view,
    update_saved_view,
)
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

TODAY = date(2026, 3, 20)


def keep(by: Actor, name: str = "Bills", query: str = "amount>50", **more: Any) -> SavedView:
    return create_saved_view(by=by, name=name, query=query, today=TODAY, **more)


def change(by: Actor, row: SavedView, **more: Any) -> SavedView:
    values: Any = {"name": row.name, "query": row.query, "is_shared": row.is_shared} | more
    return update_saved_view(by=by, saved_view=row, today=TODAY, **values)


def as_person(actor: Actor) -> None:
    """See the books with a member's eyes."""
    assert actor.user is not None
    enter_household(actor.household.pk, user_id=actor.user.pk, hidden=actor.hidden)


def names() -> list[str]:
    return list(SavedView.objects.live().values_list("name", flat=True))


def test_create_keeps_query_columns_order_and_owner(books: Books, actor: Actor) -> None:
    row = keep(actor, "  Big   bills ", " amount>50 date:last-month ", columns=["status"])

    row.refresh_from_db()
    assert (row.name, row.query, row.columns, row.sort) == (
        "Big bills",
        "amount>50 date:last-month",
        ["status"],
        "newest",
    )
    assert (row.owner, row.is_shared, row.accounts) == (actor.user, False, [])


def test_create_notes_the_accounts_that_the_query_names(books: Books, actor: Actor) -> None:
    row = keep(actor, query="-(account:'test card' or category:'test food') tag~/x/")

    assert row.accounts == sorted([books.card.pk, books.food.pk, books.groceries.pk])


def kept_names() -> list[str]:
    """Return the names that the history tells."""
    return [str((each.after or {})["name"]) for each in Change.objects.filter(model="savedview")]


@pytest.mark.parametrize(
    ("query", "columns", "field"),
    [("account:nowhere", [], "query"), ("in:trash", [], "query"), ("x", ["colour"], "columns")],
)
def test_create_refuses(
    books: Books, actor: Actor, query: str, columns: list[str], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        keep(actor, query=query, columns=columns)

    assert list(caught.value.message_dict) == [field]


def test_name_is_once_for_each_owner(books: Books, actor: Actor) -> None:
    other = make_member(books.household, Role.MEMBER)
    keep(actor, "Bills")

    with pytest.raises(NameTaken):
        keep(actor, "bills")
    as_person(other)
    assert keep(other, "bills").pk


def test_private_view_and_its_history_are_the_owners_alone(books: Books, actor: Actor) -> None:
    manager = make_member(books.household, Role.MANAGER)
    keep(actor, "Mine", "secret words")
    keep(actor, "Ours", is_shared=True)

    as_person(manager)

    assert names() == ["Ours"]
    assert kept_names() == ["Ours"]
    summaries = ChangeSet.objects.filter(kind="saved-view.create").values_list("summary", flat=True)
    assert sorted(summaries) == ["Saved view Ours", "Saved view of one's own"]


def test_view_naming_a_hidden_account_is_hidden_too(books: Books, actor: Actor) -> None:
    guest = make_guest(books.household)
    keep(actor, "Card", "account:'test card'", is_shared=True)
    keep(actor, "All", "amount>5", is_shared=True)
    limited = limit(guest, books.card, Right.NONE, by=actor)

    as_person(limited)

    assert names() == ["All"]
    assert kept_names() == ["All"]


def test_shared_view_is_changed_by_all_and_taken_back_by_its_owner(
    books: Books, actor: Actor
) -> None:
    member = make_member(books.household, Role.MEMBER)
    reviewer = make_member(books.household, Role.REVIEWER, "reviewer@example.org")
    as_person(member)
    row = keep(member, "Ours", is_shared=True)

    as_person(reviewer)
    changed = change(reviewer, row, name="House")
    with pytest.raises(PermissionDenied):
        change(reviewer, changed, is_shared=False)
    with pytest.raises(StaleEdit):
        change(reviewer, changed, version=1)
    as_person(member)
    assert change(member, changed, is_shared=False).is_shared is False
    as_person(actor)
    with pytest.raises(SavedView.DoesNotExist):
        change(actor, changed, name="Theirs")


def test_viewers_keep_nothing(books: Books) -> None:
    viewer = make_member(books.household, Role.VIEWER)
    as_person(viewer)

    with pytest.raises(PermissionDenied):
        keep(viewer)


def test_delete_restore_and_undo(books: Books, actor: Actor) -> None:
    row = keep(actor)

    delete_saved_view(by=actor, saved_view=row)
    assert names() == []
    restore_saved_view(by=actor, saved_view=row)
    change(actor, row, name="Costs")
    undo_change_set(by=actor, change_set=ChangeSet.objects.latest("pk"))

    assert names() == ["Bills"]
    undo_change_set(by=actor, change_set=ChangeSet.objects.earliest("pk"))
    row.refresh_from_db()
    assert row.deleted_at is not None


def test_undo_of_sharing_is_the_owners(books: Books, actor: Actor) -> None:
    member = make_member(books.household, Role.MEMBER)
    as_person(member)
    row = keep(member)
    change(member, row, is_shared=True)
    shared = ChangeSet.objects.latest("pk")

    as_person(actor)
    result = undo_change_set(by=actor, change_set=shared)

    assert [each.reason for each in result.conflicts] == ["Only its owner may take this back."]
    as_person(member)
    assert undo_change_set(by=member, change_set=shared).undone == 1


def test_row_security_lets_nobody_else_read_or_change_a_private_view(
    books: Books, actor: Actor
) -> None:
    row = keep(actor)
    as_person(make_member(books.household, Role.OWNER))

    with connection.cursor() as cursor:
        cursor.execute("update ledger_savedview set name = 'x' where id = %s", [row.pk])
        assert cursor.rowcount == 0
        cursor.execute("delete from ledger_savedview where id = %s", [row.pk])
        assert cursor.rowcount == 0
