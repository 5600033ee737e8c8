"""Whatever a household imports, edits, deletes and takes back, in whatever order, nothing doubles.

Hypothesis plays a bank that exports any run of days, again and again, in either order,
and a person who works on what was imported. Beside it stands a plain model: how often each
row of the bank is in the books, and how it got there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from dateutil.relativedelta import relativedelta
from django.db import transaction as db
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.actors import Actor
from accounts.scope import enter_household
from ledger.models import ImportBatch, Period, Transaction
from ledger.reports.verify import verify_ledger
from ledger.services.bulk_edits import set_memo
from ledger.services.import_undo import undo_import
from ledger.services.periods import close_period, reopen_period
from ledger.services.transactions import delete_transactions, restore_transactions
from tests.factories.accounts import make_household, make_user
from tests.factories.books import Books
from tests.ledger.imports.bank import Row, added_by, batch_of, bring_in, csv, live

BANK: tuple[Row, ...] = (
    ("2026-01-05", "Rent", "-700.00"),
    ("2026-01-20", "Coffee", "-3.50"),
    ("2026-01-20", "Coffee", "-3.50"),
    ("2026-02-03", "Coffee", "-3.50"),
    ("2026-02-03", "Wages", "2400.00"),
    ("2026-02-04", "Coffee", "-3.50"),
    ("2026-02-04", "Coffee", "-3.50"),
    ("2026-02-04", "Coffee", "-3.50"),
    ("2026-03-05", "Rent", "-700.00"),
    ("2026-03-06", "Gift", "0.00"),
)
DAYS = sorted({day for day, _payee, _amount in BANK})
MONTHS = (date(2026, 1, 1), date(2026, 2, 1))
indexes = st.integers(0, 99)
numbers = count(1)


@dataclass
class Held:
    """One transaction that an import added."""

    pk: int
    batch: int
    row: Row
    is_edited: bool = False
    is_deleted: bool = False


class ImportMachine(RuleBasedStateMachine):
    """One account of one household, from empty books on."""

    @initialize()
    def open_books(self) -> None:
        self.savepoint = db.savepoint()
        owner = make_user(f"importer{next(numbers)}@example.org")
        household = make_household(owner)
        enter_household(household.pk, user_id=owner.pk)
        self.books = Books(household, Actor.system(household))
        self.held: list[Held] = []
        self.batches: list[ImportBatch] = []
        self.closed: dict[date, Period] = {}

    def teardown(self) -> None:
        enter_household(None)
        db.savepoint_rollback(self.savepoint)

    def is_closed(self, row: Row) -> bool:
        return date.fromisoformat(row[0]).replace(day=1) in self.closed

    def pick(self, *, deleted: bool, index: int) -> Held | None:
        found = [
            held
            for held in self.held
            if held.is_deleted is deleted and not self.is_closed(held.row)
        ]
        return found[index % len(found)] if found else None

    @rule(first=indexes, length=st.integers(1, len(DAYS)), newest_first=st.booleans())
    def bring(self, first: int, length: int, *, newest_first: bool) -> None:
        start = first % len(DAYS)
        days = set(DAYS[start : start + length])
        rows = [row for row in BANK if row[0] in days]
        wanted = Counter(rows)
        known = Counter(held.row for held in self.held)
        new = {row: max(0, times - known[row]) for row, times in wanted.items()}
        failed = sum(times for row, times in new.items() if self.is_closed(row))

        report = bring_in(self.books, csv(*(reversed(rows) if newest_first else rows)))

        added = sum(new.values()) - failed
        assert (report.added, report.failed, report.matched) == (added, failed, 0)
        assert report.skipped == len(rows) - added - failed
        batch = batch_of(report)
        self.batches.append(batch)
        for row in added_by(report):
            amount = row.postings.get(account=self.books.checking).amount
            key = (f"{row.date}", row.raw_payee, f"{amount:.2f}")
            self.held.append(Held(row.pk, batch.pk, key))

    @precondition(lambda self: self.batches)
    @rule(index=indexes)
    def take_back(self, index: int) -> None:
        batch = self.batches.pop(index % len(self.batches))

        result = undo_import(by=self.books.actor, batch=batch)

        mine = [held for held in self.held if held.batch == batch.pk]
        kept = {
            held.pk
            for held in mine
            if self.is_closed(held.row) or (held.is_edited and not held.is_deleted)
        }
        assert {item.transaction_id for item in result.kept} == kept
        assert result.removed == len(mine) - len(kept)
        self.held = [held for held in self.held if held not in mine or held.pk in kept]

    @rule(index=indexes)
    def edit(self, index: int) -> None:
        if held := self.pick(deleted=False, index=index):
            memo = f"Note {next(numbers)}"
            set_memo(by=self.books.actor, transactions=[held.pk], memo=memo)
            held.is_edited = True

    @rule(index=indexes)
    def delete(self, index: int) -> None:
        if held := self.pick(deleted=False, index=index):
            delete_transactions(by=self.books.actor, transactions=[held.pk])
            held.is_deleted = held.is_edited = True

    @rule(index=indexes)
    def restore(self, index: int) -> None:
        if held := self.pick(deleted=True, index=index):
            restore_transactions(by=self.books.actor, transactions=[held.pk])
            held.is_deleted = False

    @rule(month=st.sampled_from(MONTHS))
    def close(self, month: date) -> None:
        if month not in self.closed:
            end = month + relativedelta(months=1)
            self.closed[month] = close_period(by=self.books.actor, start=month, end=end)

    @precondition(lambda self: self.closed)
    @rule()
    def reopen(self) -> None:
        _month, period = self.closed.popitem()
        reopen_period(by=self.books.actor, period=period, reason="a slip")

    @invariant()
    def books_hold_what_the_model_holds(self) -> None:
        expected = sorted(
            (held.row[0], f"{Decimal(held.row[2]).normalize():f}")
            for held in self.held
            if not held.is_deleted
        )
        assert sorted(live(self.books)) == expected
        assert Transaction.objects.in_household(self.books.household).count() == len(self.held)

    @invariant()
    def no_row_is_there_more_often_than_at_the_bank(self) -> None:
        there: dict[Row, int] = defaultdict(int)
        for held in self.held:
            there[held.row] += 1
        assert all(times <= BANK.count(row) for row, times in there.items())

    @invariant()
    def every_proof_holds(self) -> None:
        assert verify_ledger(self.books.household).differences == ()


@pytest.mark.django_db
def test_imports_stay_right_whatever_is_done_between_them() -> None:
    run_state_machine_as_test(
        ImportMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
