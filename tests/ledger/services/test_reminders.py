"""Reminders: kept, ticked, taken back, and hidden with their transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.models import Change, ChangeSet, Reminder, Transaction
from ledger.reports.reminders import due_reminders, reminder_lists
from ledger.services.errors import StaleEdit
from ledger.services.purging import purge_trash
from ledger.services.reminders import (
    create_reminder,
    delete_reminder,
    restore_reminder,
    set_reminder_done,
    update_reminder,
)
from ledger.services.transactions import delete_transactions, restore_transactions
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

DAY = date(2026, 3, 10)


def remind(books: Books, about: Transaction | None = None, **more: object) -> Reminder:
    values = {"remind_on": DAY, "text": "Ask it back"} | more
    return create_reminder(by=books.actor, transaction=about, **values)  # type: ignore[arg-type]


def due(by: Actor, today: date = DAY) -> list[str]:
    return [line.reminder.text for line in due_reminders(by, today=today)]


def tick(by: Actor, row: Reminder) -> Reminder:
    return set_reminder_done(by=by, reminder=row, is_done=True)


def as_person(by: Actor) -> None:
    """See the books with a member's eyes."""
    assert by.user is not None
    enter_household(by.household.pk, user_id=by.user.pk, hidden=by.hidden)


CASES: dict[str, tuple[date, Callable[[Books, Reminder], object], list[str]]] = {
    "before its day": (date(2026, 3, 9), lambda _b, _r: None, []),
    "on its day": (DAY, lambda _b, _r: None, ["Ask it back"]),
    "long after": (date(2027, 1, 1), lambda _b, _r: None, ["Ask it back"]),
    "done": (DAY, lambda b, r: tick(b.actor, r), []),
    "opened again": (
        DAY,
        lambda b, r: set_reminder_done(by=b.actor, reminder=tick(b.actor, r), is_done=False),
        ["Ask it back"],
    ),
    "changed": (
        DAY,
        lambda b, r: update_reminder(by=b.actor, reminder=r, remind_on=DAY, text=" Call  Bob "),
        ["Call Bob"],
    ),
    "put off": (
        DAY,
        lambda b, r: update_reminder(
            by=b.actor, reminder=r, remind_on=date(2026, 3, 11), text=r.text
        ),
        [],
    ),
    "deleted": (DAY, lambda b, r: delete_reminder(by=b.actor, reminder=r), []),
    "deleted and restored": (
        DAY,
        lambda b, r: (
            delete_reminder(by=b.actor, reminder=r),
            restore_reminder(by=b.actor, reminder=r),
        ),
        ["Ask it back"],
    ),
    "its transaction in the trash": (
        DAY,
        lambda b, r: delete_transactions(by=b.actor, transactions=[r.transaction_id]),  # type: ignore[list-item]
        [],
    ),
    "its transaction restored": (
        DAY,
        lambda b, r: (
            delete_transactions(by=b.actor, transactions=[r.transaction_id]),  # type: ignore[list-item]
            restore_transactions(by=b.actor, transactions=[r.transaction_id]),  # type: ignore[list-item]
        ),
        ["Ask it back"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_reminder_stands_from_its_day_until_it_is_done(books: Books, name: str) -> None:
    today, act, expected = CASES[name]
    row = remind(books, books.spend("2026-03-01", "10"))

    act(books, row)

    assert due(books.actor, today) == expected


def test_every_act_is_undone(books: Books) -> None:
    row = remind(books)
    acts = (
        lambda: update_reminder(by=books.actor, reminder=row, remind_on=DAY, text="Other"),
        lambda: tick(books.actor, row),
        lambda: delete_reminder(by=books.actor, reminder=row),
    )
    for act in acts:
        act()
        undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))
        assert due(books.actor) == ["Ask it back"]

    made = ChangeSet.objects.get(kind="reminder.create")
    left = undo_change_set(by=books.actor, change_set=made)

    assert (left.conflicts, due(books.actor)) == ((), [])


def test_undo_leaves_what_was_ticked_since(books: Books) -> None:
    row = remind(books)
    made = ChangeSet.objects.latest("pk")
    tick(books.actor, row)

    left = undo_change_set(by=books.actor, change_set=made)

    row.refresh_from_db()
    assert ([each.reason for each in left.conflicts], row.deleted_at) == (
        ["It was changed again later."],
        None,
    )


def test_ticking_twice_is_one_act(books: Books) -> None:
    row = remind(books)

    first, again = tick(books.actor, row), tick(books.actor, row)

    assert (again.done_at, ChangeSet.objects.filter(kind="reminder.done").count()) == (
        first.done_at,
        1,
    )


def test_lists_are_by_day_and_by_what_became_of_them(books: Books) -> None:
    for text, day in (("b", DAY), ("a", date(2026, 3, 9)), ("c", date(2026, 3, 11))):
        remind(books, text=text, remind_on=day)
    tick(books.actor, remind(books, text="d"))

    lists = reminder_lists(books.actor, today=DAY)

    found = [
        [line.reminder.text for line in part] for part in (lists.due, lists.coming, lists.done)
    ]
    assert found == [["a", "b"], ["c"], ["d"]]


@pytest.mark.parametrize("text", ["", "  ", "x" * 201])
def test_words_are_some_and_not_too_many(books: Books, text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        remind(books, text=text)

    assert list(caught.value.message_dict) == ["text"]


def test_transaction_in_the_trash_is_not_reminded_of(books: Books) -> None:
    row = books.spend("2026-03-01", "10")
    delete_transactions(by=books.actor, transactions=[row.pk])
    row.refresh_from_db()

    with pytest.raises(ValidationError):
        remind(books, row)


def test_update_refuses_what_changed_since(books: Books) -> None:
    row = remind(books)

    with pytest.raises(StaleEdit):
        update_reminder(by=books.actor, reminder=row, remind_on=DAY, text="x", version=7)


def test_purge_takes_the_reminders_along(books: Books) -> None:
    spent = books.spend("2026-03-01", "10")
    row = remind(books, spent)
    delete_transactions(by=books.actor, transactions=[spent.pk])

    purge_trash(by=books.actor, now=datetime(2100, 1, 1, tzinfo=UTC))

    row.refresh_from_db()
    assert row.deleted_at is not None


def test_viewers_read_and_do_not_write(books: Books) -> None:
    row = remind(books)
    viewer = replace(books.actor, role=Role.VIEWER)

    (line,) = due_reminders(viewer, today=DAY)
    assert line.may_keep is False
    for act in (
        lambda: create_reminder(by=viewer, remind_on=DAY, text="x"),
        lambda: update_reminder(by=viewer, reminder=row, remind_on=DAY, text="x"),
        lambda: tick(viewer, row),
        lambda: delete_reminder(by=viewer, reminder=row),
        lambda: restore_reminder(by=viewer, reminder=row),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_who_may_only_look_at_the_account_may_not_tick(books: Books, actor: Actor) -> None:
    row = remind(books, books.spend("2026-03-01", "10"))
    made = ChangeSet.objects.latest("pk")
    reader = limit(make_guest(books.household), books.checking, Right.READ, by=actor)

    (line,) = due_reminders(reader, today=DAY)
    undone = undo_change_set(by=reader, change_set=made)

    assert (line.may_keep, undone.undone, len(undone.conflicts)) == (False, 0, 1)
    with pytest.raises(PermissionDenied):
        tick(reader, row)


def test_reminder_and_its_history_are_hidden_with_the_transaction(
    books: Books, actor: Actor
) -> None:
    remind(books, books.spend("2026-03-01", "10"), text="hidden")
    remind(books, text="of nothing")
    hidden = limit(make_guest(books.household), books.checking, Right.NONE, by=actor)

    as_person(hidden)

    told = [(each.after or {})["text"] for each in Change.objects.filter(model="reminder")]
    acts = [each.summary for each in ChangeSet.objects.filter(kind="reminder.create")]
    assert (due(hidden), told, acts) == (
        ["of nothing"],
        ["of nothing"],
        ["Reminder: of nothing"],
    )


def test_reminders_are_the_households_own(books: Books, other_household: Household) -> None:
    remind(books)

    assert due(Actor.system(other_household)) == []
