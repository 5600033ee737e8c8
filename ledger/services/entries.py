"""Entering and editing one transaction by hand, with the rules that answer to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction as db

from accounts.actors import Actor
from ledger.enums import RuleTrigger, TransactionSource
from ledger.models import Transaction
from ledger.services.rule_runs import apply_rules
from ledger.services.transactions import (
    TransactionDraft,
    record_transaction,
    update_transaction,
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

    What was chosen stays. Raises as `update_transaction`.
    """
    row = update_transaction(by=by, transaction=transaction, draft=draft, version=version)
    return _ruled(by, row)


@db.atomic
def rule_edited(*, by: Actor, transactions: Sequence[int]) -> int:
    """Ask the rules that run on edit about rows just edited; returns how many they changed.

    An act of its own. What was chosen stays. One query where no rule runs on edit. Raises
    PermissionDenied.
    """
    rows = Transaction.objects.filter(pk__in=transactions)
    return apply_rules(by=by, transactions=rows, trigger=RuleTrigger.EDIT).changed


def _ruled(by: Actor, row: Transaction) -> Transaction:
    if rule_edited(by=by, transactions=[row.pk]):
        row.refresh_from_db()
    return row
