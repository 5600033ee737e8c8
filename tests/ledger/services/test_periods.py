"""Closing and reopening periods."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.roles import Role
from ledger.enums import PeriodState
from ledger.models import ChangeSet, Posting
from ledger.services.errors import ClosedPeriod, LedgerError, PeriodOverlap
from ledger.services.periods import amounts_kept, close_period, reopen_period
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books

START, END = date(2025, 1, 1), date(2025, 2, 1)


def test_close_period_keeps_its_days_and_no_others(books: Books) -> None:
    before, first, last, after = (
        books.spend(day, "5") for day in ("2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01")
    )

    close_period(by=books.actor, start=START, end=END)

    for row in (first, last):
        with pytest.raises(ClosedPeriod, match="The period 2025-01-01 to 2025-01-31 is closed"):
            delete_transactions(by=books.actor, transactions=[row.pk])
    assert delete_transactions(by=books.actor, transactions=[before.pk, after.pk]) == 2


def test_close_period_is_in_the_history_and_is_not_undone_there(books: Books) -> None:
    close_period(by=books.actor, start=START, end=END)
    act = ChangeSet.objects.in_household(books.household).latest("pk")

    result = undo_change_set(by=books.actor, change_set=act)

    assert act.summary == "Closed 2025-01-01 to 2025-02-01"
    assert [item.reason for item in result.conflicts] == ["This is not undone here."]


def test_close_period_twice_changes_nothing(books: Books) -> None:
    first = close_period(by=books.actor, start=START, end=END)
    acts = ChangeSet.objects.in_household(books.household).count()

    assert close_period(by=books.actor, start=START, end=END) == first
    assert ChangeSet.objects.in_household(books.household).count() == acts


@pytest.mark.parametrize(
    ("start", "end"), [("2025-01-31", "2025-02-28"), ("2024-01-01", "2026-01-01")]
)
def test_close_period_refuses_days_closed_otherwise(books: Books, start: str, end: str) -> None:
    close_period(by=books.actor, start=START, end=END)

    with pytest.raises(PeriodOverlap):
        close_period(by=books.actor, start=date.fromisoformat(start), end=date.fromisoformat(end))


def test_close_period_refuses_an_empty_one(books: Books) -> None:
    with pytest.raises(ValidationError):
        close_period(by=books.actor, start=START, end=START)


def test_reopen_period_needs_a_reason_and_lets_days_change(books: Books) -> None:
    row = books.spend("2025-01-15", "5")
    period = close_period(by=books.actor, start=START, end=END)

    with pytest.raises(ValidationError):
        reopen_period(by=books.actor, period=period, reason=" ")
    reopened = reopen_period(by=books.actor, period=period, reason="A receipt turned up")

    assert (reopened.state, reopened.reason) == (PeriodState.REOPENED, "A receipt turned up")
    assert delete_transactions(by=books.actor, transactions=[row.pk]) == 1
    with pytest.raises(LedgerError, match="not closed"):
        reopen_period(by=books.actor, period=period, reason="again")
    assert close_period(by=books.actor, start=START, end=END).pk == period.pk


def test_amounts_kept_lifts_the_lock_for_its_block_alone(books: Books) -> None:
    books.spend("2025-01-15", "5")
    close_period(by=books.actor, start=START, end=END)
    rows = Posting.objects.in_household(books.household)

    with amounts_kept():
        rows.update(memo="touched")

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('finehance.unlock', true)")
        assert cursor.fetchone() == ("",)


def test_periods_are_not_for_members(books: Books) -> None:
    member = make_member(books.household, Role.MEMBER)
    period = close_period(by=books.actor, start=START, end=END)

    with pytest.raises(PermissionDenied):
        close_period(by=member, start=END, end=date(2025, 3, 1))
    with pytest.raises(PermissionDenied):
        reopen_period(by=member, period=period, reason="because")
