"""Putting one row in the place of another on every transaction, trashed ones too; set-based."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from accounts.actors import Actor
from ledger.models import Account, Payee, Transaction
from ledger.services.edit_rows import EditRow, lock_rows_with_account, lock_rows_with_payee
from ledger.services.errors import guards_explained
from ledger.services.history import RowChange
from ledger.services.posting import move_all_postings
from ledger.services.snapshots import JSON


def move_payee(by: Actor, source: Payee, target: Payee) -> list[RowChange]:
    """Give every transaction of `source` the payee `target`; raises ClosedPeriod.

    PermissionDenied when an account is kept from the actor: what lies there would stay behind.
    """
    by.must_write_everywhere()
    rows = lock_rows_with_payee(by.household, source.pk)
    _bump(by, rows)
    with guards_explained():
        Transaction.objects.in_household(by.household).filter(payee=source).update(payee=target)
    before, after = {"payee_id": source.pk}, {"payee_id": target.pk}
    return [_change(row, before, after) for row in rows]


def move_category(by: Actor, source: Account, target: Account) -> list[RowChange]:
    """Move every posting of the category `source` to `target`; raises ClosedPeriod.

    PermissionDenied when an account is kept from the actor: what lies there would stay behind.
    """
    by.must_write_everywhere()
    rows = lock_rows_with_account(by.household, source.pk)
    _bump(by, rows)
    move_all_postings(by.household, source, target)
    changes = []
    for row in rows:
        moved = [target.pk if account == source.pk else account for account in row.accounts]
        changes.append(_change(row, {"accounts": row.accounts}, {"accounts": moved}))
    return changes


def _change(row: EditRow, before: JSON, after: JSON) -> RowChange:
    return RowChange("transaction", row.id, before, after, row.version + 1)


def _bump(by: Actor, rows: Sequence[EditRow]) -> None:
    """Let the rows be one version further, so that an edit begun before is found stale."""
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(
            "update ledger_transaction set version = version + 1, updated_by_id = %s,"
            " updated_at = now() where household_id = %s and id = any(%s)",
            [by.user.pk if by.user else None, by.household.pk, [row.id for row in rows]],
        )
