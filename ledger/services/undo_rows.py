"""Putting back one account, payee, rule or tag as the history kept it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Right
from ledger.enums import PairState
from ledger.models import (
    Account,
    Attachment,
    BalanceAssertion,
    Change,
    Claim,
    Operation,
    Pair,
    PersonAccount,
    Refund,
    Reminder,
    SavedView,
    TransactionTemplate,
)
from ledger.services.errors import LedgerError
from ledger.services.families import check_parent
from ledger.services.history import RowChange
from ledger.services.keeping import Kept, is_own, must_keep
from ledger.services.reach import barred_reason, barred_transactions
from ledger.services.rows import edit_row, trash_row
from ledger.services.snapshots import JSON, KINDS, snapshot
from ledger.services.usage import check_unposted, check_unused


def put_back_row(by: Actor, change: Change) -> RowChange:
    """Undo one change of one row; raises LedgerError saying why it cannot be done."""
    model: Any = KINDS.get(change.model)
    if model is None:
        raise LedgerError(_("This is not undone here."))
    rows = model.objects.in_household(by.household).select_for_update(no_key=True)
    row = rows.filter(pk=change.object_id).first()
    if row is None:
        raise LedgerError(_("It no longer exists."))
    _check_may(by, row, change)
    now = snapshot(row)
    keys = changed_keys(change.before, change.after)
    if differs(now, change.after, keys):
        raise LedgerError(_("It was changed again later."))
    if change.before is None:
        check_unused(row)
        return trash_row(row)
    values = {key: change.before[key] for key in keys}
    if isinstance(row, Account):
        _check_account(row, values)
    return edit_row(row, **_parsed(row, values))


def _check_may(by: Actor, row: Any, change: Change) -> None:
    """Raise PermissionDenied or LedgerError where `by` may not put this row back."""
    if isinstance(row, Attachment | Reminder) and row.transaction_id is not None:
        _check_reach(by, row.transaction_id)
    if isinstance(row, SavedView | Operation):
        must_keep(by, row)
        _check_sharing(by, row, change)
    if isinstance(row, Account):
        by.must_write([row.pk])
    if isinstance(row, BalanceAssertion | PersonAccount):
        by.must_write([row.account_id])
    if isinstance(row, Claim | Refund | TransactionTemplate):
        by.must_write(row.accounts)
    if isinstance(row, Pair):
        _check_pair(by, row, change)


def _check_reach(by: Actor, transaction: int) -> None:
    if barred_transactions(by, [transaction], Right.ANNOTATE):
        raise LedgerError(barred_reason(Right.ANNOTATE))


def _check_sharing(by: Actor, row: Kept, change: Change) -> None:
    """Raise LedgerError where an undo would take somebody's row back from the household."""
    is_private = (change.before or {}).get("is_shared") is False
    if is_private and row.is_shared and not is_own(by, row):
        raise LedgerError(_("Only its owner may take this back."))


def changed_keys(before: JSON | None, after: JSON | None) -> list[str]:
    """Return the parts of a row that an act changed; all of them when it created the row."""
    then, now = before or {}, after or {}
    if before is None:
        return list(now)
    return [key for key in then if key != "updated_by_id" and then[key] != now.get(key)]


def differs(now: JSON, expected: JSON | None, keys: list[str]) -> bool:
    """Return whether a row is no longer as an act left it, in the parts that the act changed."""
    return any(now.get(key) != (expected or {}).get(key) for key in keys)


def _check_account(row: Account, values: JSON) -> None:
    if "currency" in values:
        check_unposted(row)
    if values.get("parent_id"):
        parents = Account.objects.in_household(row.household)
        check_parent(row, parents.get(pk=values["parent_id"]))


def _check_pair(by: Actor, row: Pair, change: Change) -> None:
    """Raise LedgerError while the transactions of a pair are not back yet as the undo has them."""
    by.must_write(row.accounts)
    was = (change.before or {}).get("state")
    is_parted = row.state == PairState.JOINED and was != PairState.JOINED
    if is_parted and row.second.deleted_at is not None:
        raise LedgerError(_("The transactions could not be parted."))


def _parsed(row: Any, values: JSON) -> JSON:
    fields = {field.attname: field for field in row._meta.concrete_fields}  # noqa: SLF001 -- Django's documented model API
    return {key: fields[key].to_python(value) for key, value in values.items()}
