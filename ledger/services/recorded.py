"""What schedules recorded by themselves, until the bank's own row confirms it.

Once confirmed it is as good as any row of the bank's, and nothing takes its place any more.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import OccurrenceState, TransactionSource, ValueSource
from ledger.models import Occurrence, Transaction
from ledger.money import Money
from ledger.reports.schedules import Expected
from ledger.services.duplicate_merges import Side, merge_duplicates, read_sides
from ledger.services.history import RowChange
from ledger.services.reconciled import reconciled_among
from ledger.services.rows import edit_row, lock_row

_RANKS = {ValueSource.USER: 4, ValueSource.RULE: 3, ValueSource.SCHEDULE: 2}
_GUESSED = 1


def recorded_times(household: Household) -> list[Expected]:
    """Return the times that were recorded and that no row of the bank's confirmed yet.

    In order of days; one query, and another where a statement locked some: these are left out.
    """
    rows = (
        Occurrence.objects.in_household(household)
        .filter(
            state=OccurrenceState.POSTED,
            transaction__deleted_at=None,
            transaction__source=TransactionSource.SCHEDULE,
            transaction__fingerprint=None,
            transaction__external_id="",
        )
        .select_related("schedule__account", "schedule__other", "schedule__payee")
        .order_by("expected_on", "pk")
    )
    found = [
        Expected(
            schedule=row.schedule,
            number=0,
            due_on=row.due_on,
            expected_on=row.expected_on,
            state=OccurrenceState.POSTED,
            amount=Money(row.amount, row.schedule.account.currency),
            transaction_id=row.transaction_id,
        )
        for row in rows
    ]
    locked = reconciled_among(household, [each.transaction_id or 0 for each in found])
    return [each for each in found if each.transaction_id not in locked]


def typed_memos(household: Household, transactions: Collection[int]) -> set[int]:
    """Return which of these recorded transactions have another memo than their schedule's."""
    times = Occurrence.objects.in_household(household).filter(transaction__in=transactions)
    typed = times.exclude(transaction__memo=F("schedule__memo")).exclude(transaction__memo="")
    return {key for key in typed.values_list("transaction", flat=True) if key is not None}


def confirm_recorded(by: Actor, recorded: int, row: Transaction) -> Transaction:
    """Make what was recorded and the bank's own row one; returns the one that stays.

    The bank's day, amount, words, id and status stand; what a person chose goes before a rule's
    value, that before the schedule's, and that before what was guessed. The memo is what was
    recorded, the bank's where that is empty; tags and files are kept of both. An act of its own.
    Raises LedgerError, PermissionDenied.
    """
    rows = Transaction.objects.in_household(by.household).in_bulk([recorded, row.pk])
    sides = read_sides(rows[row.pk], rows[recorded])
    chosen = {
        "date": row.pk,
        "payee": max(sides, key=_payee_rank).row.pk,
        "category": max(sides, key=_category_rank).row.pk,
        "memo": recorded if rows[recorded].memo else row.pk,
    }
    return merge_duplicates(by=by, first=row.pk, second=recorded, fields=chosen)


def confirm_occurrence(by: Actor, each: Expected, row: Transaction) -> RowChange:
    """Let the bank's row confirm what was recorded for a time, which then has arrived.

    Returns the time's change, for the act to keep. Raises as `confirm_recorded`.
    """
    kept = confirm_recorded(by, each.transaction_id or 0, row)
    held = Occurrence.objects.in_household(by.household).get(
        schedule=each.schedule, due_on=each.due_on
    )
    return edit_row(lock_row(by, held), state=OccurrenceState.MATCHED, transaction=kept)


def _payee_rank(side: Side) -> int:
    return _rank(side.row.payee_source) if side.row.payee_id else 0


def _category_rank(side: Side) -> tuple[int, int]:
    is_known = side.is_categorised or len(side.places) > 1
    rank = _rank(side.row.category_source) if is_known else 0
    return len(side.places), rank


def _rank(source: str) -> int:
    return _RANKS.get(ValueSource(source), _GUESSED)
