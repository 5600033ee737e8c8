"""Balance assertions: typed by people, or made of the closing balances of imported statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import AssertionSource
from ledger.models import Account, BalanceAssertion, ImportBatch
from ledger.money import quantize_stored
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row
from ledger.services.transactions import EARLIEST, LATEST


@db.atomic
def assert_balance(*, by: Actor, account: Account, on: date, amount: Decimal) -> BalanceAssertion:
    """Note what an account held at the end of a day, in its currency, from the holder's view.

    Raises ValidationError for a day out of range, NameTaken when it is noted already,
    PermissionDenied.
    """
    by.must(Permission.RECORD)
    by.must_write([account.pk])
    if not EARLIEST <= on < LATEST:
        raise ValidationError({"date": _("Choose a date between 1900 and 2199.")})
    row = BalanceAssertion(
        household=by.household, account=account, date=on, amount=quantize_stored(amount),
        created_by=by.user,
    )  # fmt: skip
    change = insert_row(row)
    _record(by, "assertion.add", _("Noted the balance of %(what)s"), row, change)
    return row


@db.atomic
def remove_assertion(*, by: Actor, assertion: BalanceAssertion) -> None:
    """Move an assertion to the trash; raises PermissionDenied."""
    by.must(Permission.RECORD)
    row = lock_row(by, assertion)
    by.must_write([row.account_id])
    change = trash_row(row)
    _record(by, "assertion.delete", _("Took back the balance of %(what)s"), row, change)


@db.atomic
def restore_assertion(*, by: Actor, assertion: BalanceAssertion) -> BalanceAssertion:
    """Take an assertion out of the trash; raises NameTaken, PermissionDenied."""
    by.must(Permission.RECORD)
    row = lock_row(by, assertion)
    by.must_write([row.account_id])
    change = edit_row(row, deleted_at=None)
    _record(by, "assertion.restore", _("Restored the balance of %(what)s"), row, change)
    return row


def _record(by: Actor, kind: str, words: str, row: BalanceAssertion, change: RowChange) -> None:
    record_change_set(by=by, kind=kind, summary=words % {"what": row}, rows=[change])


def note_closings(
    by: Actor, batch: ImportBatch, closings: Iterable[tuple[int, date, Decimal]]
) -> list[RowChange]:
    """Keep the closing balances that a file states, as part of its import.

    `closings` gives account, day and balance; what is noted already stays as it is.
    """
    known = set(
        BalanceAssertion.objects.in_household(by.household)
        .live()
        .filter(account__in=[account for account, _on, _amount in closings])
        .values_list("account_id", "date", "amount")
    )
    rows = [
        BalanceAssertion(
            household=by.household, account_id=account, date=on, amount=quantize_stored(amount),
            source=AssertionSource.STATEMENT, import_batch=batch, created_by=by.user,
        )
        for account, on, amount in closings
        if (account, on, quantize_stored(amount)) not in known
    ]  # fmt: skip
    return [insert_row(row) for row in rows]


def drop_closings(by: Actor, batch: ImportBatch) -> list[RowChange]:
    """Take back what a file stated, as part of taking its import back."""
    rows = BalanceAssertion.objects.in_household(by.household).live().filter(import_batch=batch)
    return [trash_row(row) for row in rows.select_for_update(of=("self",), no_key=True)]
