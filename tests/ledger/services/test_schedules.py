"""Schedules: what is refused, and what is kept of each act."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Household
from accounts.roles import Right, Role
from ledger.enums import AmountKind, ScheduleState
from ledger.models import ChangeSet, Schedule
from ledger.recurrence import Unit
from ledger.services.errors import Inconsistent, StaleEdit
from ledger.services.schedules import (
    create_schedule,
    delete_schedule,
    restore_schedule,
    set_schedule_state,
    update_schedule,
)
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.factories.schedules import draft, schedule


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"every": 0}, "every"),
        ({"unit": Unit.WEEK, "days": (1,)}, "every"),
        ({"ends_before": date(2026, 1, 3)}, "ends_before"),
        ({"late_days": 61}, "late_days"),
        ({"amount_kind": AmountKind.RANGE}, "amount_to"),
        ({"amount_kind": AmountKind.RANGE, "amount_to": Decimal(1)}, "amount_to"),
        ({"amount_kind": AmountKind.RANGE, "amount_to": Decimal(-9), "posts": True}, "posts"),
        ({"amount_kind": AmountKind.BALANCE}, "other"),
        ({"amount_kind": AmountKind.STATEMENT}, "other"),
        ({"total": Decimal(-3000)}, "total"),
        ({"total": Decimal(-3000), "times": 2}, "total"),
        ({"name": " "}, "name"),
    ],
)
def test_create_says_what_is_wrong(books: Books, values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        create_schedule(by=books.actor, draft=draft(books, **values))

    assert (list(refused.value.error_dict), Schedule.objects.count()) == ([field], 0)


def test_create_needs_a_place_and_another_account(books: Books) -> None:
    for account, other, field in (
        (books.rent, books.checking, "account"),
        (books.checking, books.checking, "other"),
    ):
        with pytest.raises(ValidationError) as refused:
            create_schedule(by=books.actor, draft=draft(books, account=account, other=other))
        assert list(refused.value.error_dict) == [field]


def test_transfer_between_currencies_is_only_expected(books: Books) -> None:
    schedule(books, other=books.dollars)

    with pytest.raises(ValidationError) as refused:
        schedule(books, other=books.dollars, posts=True)
    assert list(refused.value.error_dict) == ["posts"]


def test_create_refuses_rows_of_another_household(books: Books, other_household: Household) -> None:
    strange = draft(books)
    strange.other.household_id = other_household.pk

    with pytest.raises(Inconsistent):
        create_schedule(by=books.actor, draft=strange)


def test_acts_are_kept_in_the_history_and_undone(books: Books) -> None:
    row = schedule(books)
    update_schedule(by=books.actor, schedule=row, draft=draft(books, "-850"), version=1)
    set_schedule_state(by=books.actor, schedule=row, state=ScheduleState.PAUSED)
    delete_schedule(by=books.actor, schedule=row)
    restore_schedule(by=books.actor, schedule=row)

    acts = list(ChangeSet.objects.filter(kind__startswith="schedule").order_by("pk"))
    assert [act.summary for act in acts] == [
        "Added schedule Rent",
        "Changed schedule Rent",
        "Rent is paused",
        "Deleted schedule Rent",
        "Restored schedule Rent",
    ]
    for act in reversed(acts[1:]):
        assert undo_change_set(by=books.actor, change_set=act).conflicts == ()
    row.refresh_from_db()
    assert (row.amount, row.state, row.deleted_at) == (-800, ScheduleState.ACTIVE, None)


def test_update_refuses_a_stale_version(books: Books) -> None:
    row = schedule(books)

    with pytest.raises(StaleEdit):
        update_schedule(by=books.actor, schedule=row, draft=draft(books), version=2)


def test_reviewers_keep_no_schedules(books: Books, household: Household) -> None:
    reviewer = make_member(household, Role.REVIEWER)

    with pytest.raises(PermissionDenied):
        create_schedule(by=reviewer, draft=draft(books))


def test_an_account_that_may_only_be_read_has_no_schedules(
    books: Books, household: Household
) -> None:
    guest = limit(make_guest(household), books.checking, Right.READ, by=books.actor)

    with pytest.raises(PermissionDenied):
        create_schedule(by=guest, draft=draft(books))
