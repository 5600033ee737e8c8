"""Entering and editing one transaction by hand, with the rules that answer to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction as db

from accounts.actors import Actor
from ledger.enums import RuleTrigger, TransactionSource
from ledger.models import Transaction
from ledger.services.edits import BulkResult
from ledger.services.refund_months import follow_refund
from ledger.services.rule_runs import apply_rules
from ledger.services.transactions import (
    TransactionDraft,
    change_transaction,
    note_update,
    record_transaction,
)


@db.atomic
def enter_transaction(
    *, by: Actor, draft: TransactionDraft, source: TransactionSource = TransactionSource.MANUAL
) -> Transaction:
    """Record a transaction, then ask the rules that run on entry, as an act of their own.

    What was chosen stays. Raises as `record_transaction`.
    """
    return _ruled(by, record_transaction(by=by, draft=draft, source=source))


@db.atomic
def edit_transaction(
    *, by: Actor, transaction: Transaction, draft: TransactionDraft, version: int | None = None
) -> Transaction:
    """Change a transaction, then ask the rules that run on edit, as an act of their own.

    What was chosen stays. Where it is money back that counts in the month of its purchase, the
    purchase follows its amount, in the same act. Raises as `update_transaction`, Inconsistent when
    the lines of money back are left apart otherwise, ClosedPeriod for a purchase that lies in one.
    """
    row, before = change_transaction(by, transaction, draft, version)
    note_update(by, row, before, follow_refund(by, row))
    return _ruled(by, row)


@db.atomic
def rule_edited(*, by: Actor, transactions: Sequence[int]) -> int:
    """Ask the rules that run on edit about rows just edited; returns how many they changed.

    An act of its own. What was chosen stays. One query where no rule runs on edit. Raises
    PermissionDenied.
    """
    rows = Transaction.objects.filter(pk__in=transactions)
    return apply_rules(by=by, transactions=rows, trigger=RuleTrigger.EDIT).changed


def rule_result(by: Actor, result: BulkResult) -> BulkResult:
    """Ask the rules that run on edit about what a bulk edit changed; returns that edit's result.

    Call it inside the transaction of the edit. Raises PermissionDenied.
    """
    if result.changes:
        rule_edited(by=by, transactions=[change.object_id for change in result.changes])
    return result


def _ruled(by: Actor, row: Transaction) -> Transaction:
    if rule_edited(by=by, transactions=[row.pk]):
        row.refresh_from_db()
    return row
