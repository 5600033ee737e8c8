"""Reconciling an account with a statement: begun, ticked, locked, and opened again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import ReconciliationState, Status, SystemRole
from ledger.models import Account, Change, ChangeSet, Reconciliation, Tick, Transaction
from ledger.money import Money, quantize_stored
from ledger.reports.reconciliations import (
    OpenRow,
    Progress,
    open_rows,
    reconciliation_progress,
    usual_since,
)
from ledger.services.closed import ClosedDays
from ledger.services.errors import NotReconciling, Unreconciled
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg
from ledger.services.rows import edit_row, insert_row, lock_row, names_explained, trash_row
from ledger.services.transactions import LATEST, TransactionDraft, book_transaction
from ledger.signals import announce_postings

_STATUS = """
update ledger_transaction t set status = %s, version = t.version + 1, updated_by_id = %s,
  updated_at = now()
where t.household_id = %s and t.id = any(%s)
returning t.id, t.version
"""
# Transactions that no other finished statement holds.
_ALONE = """
select k.transaction_id, t.status from ledger_tick k
join ledger_transaction t on t.household_id = k.household_id and t.id = k.transaction_id
  and t.status = 'reconciled'
where k.household_id = %(household)s and k.reconciliation_id = %(reconciliation)s and k.is_marked
  and not exists (
    select 1 from ledger_tick o
    join ledger_reconciliation r on r.household_id = o.household_id and r.id = o.reconciliation_id
      and r.id <> k.reconciliation_id and r.state = 'done' and r.deleted_at is null
    where o.household_id = k.household_id and o.transaction_id = k.transaction_id
      and not o.is_released)
for update of t
"""


@db.atomic
def begin_reconciliation(
    *,
    by: Actor,
    account: Account,
    statement_date: date,
    statement_balance: Decimal,
    since: date | None = None,
) -> Reconciliation:
    """Begin to hold an account against a statement, with what is cleared ticked already.

    The balance is in the account's currency from the holder's view: what is owed is negative.
    Without `since` rows are looked at from where the account's last reconciliation did, the first
    time from the first of the statement's month. Raises NotReconciling while another one is open,
    ValidationError for a day before the last statement, PermissionDenied.
    """
    by.must(Permission.RECORD)
    by.must_write([account.pk])
    last = last_reconciliation(by, account)
    row = Reconciliation(household=by.household, account=account, created_by=by.user)
    row.since = since or usual_since(last, statement_date)
    _set_statement(row, last, statement_date, statement_balance)
    others = Reconciliation.objects.in_household(by.household).live().filter(account=account)
    if others.filter(state=ReconciliationState.OPEN).exists():
        raise NotReconciling(_("%(what)s is being reconciled already.") % {"what": account})
    with names_explained(str(row)):
        change = insert_row(row)
    cleared = [each for each in open_rows(by.household, row) if each.status != Status.PENDING]
    _add_ticks(row, cleared)
    summary = _("Began to reconcile %(what)s") % {"what": row}
    _record(by, "reconciliation.begin", summary, [change])
    return row


def last_reconciliation(by: Actor, account: Account) -> Reconciliation | None:
    """Return the latest finished reconciliation of an account, None before the first."""
    rows = Reconciliation.objects.in_household(by.household).live().filter(account=account)
    done = rows.filter(state=ReconciliationState.DONE)
    return done.order_by("-statement_date", "-pk").first()


def _set_statement(
    row: Reconciliation, last: Reconciliation | None, on: date, balance: Decimal
) -> None:
    if not date(1900, 1, 1) <= on < LATEST:
        raise ValidationError({"statement_date": _("Choose a date between 1900 and 2199.")})
    if last is not None and on < last.statement_date:
        text = _("The last statement is of %(day)s: choose that day or a later one.")
        raise ValidationError({"statement_date": text % {"day": last.statement_date}})
    if row.since is not None and row.since > on:
        raise ValidationError({"since": _("Rows are looked at until the statement's day.")})
    row.statement_date, row.statement_balance = on, quantize_stored(balance)


@db.atomic
def update_reconciliation(
    *, by: Actor, reconciliation: Reconciliation, statement_date: date, statement_balance: Decimal
) -> Reconciliation:
    """Correct what an open reconciliation says of the statement; ticks after its day go.

    Raises NotReconciling, ValidationError, PermissionDenied.
    """
    row = _open(by, reconciliation)
    last = last_reconciliation(by, row.account)
    wanted = Reconciliation(since=row.since)
    _set_statement(wanted, last, statement_date, statement_balance)
    change = edit_row(
        row,
        statement_date=wanted.statement_date,
        statement_balance=wanted.statement_balance,
    )
    row.ticks.filter(date__gt=row.statement_date).delete()
    summary = _("Corrected the statement of %(what)s") % {"what": row}
    _record(by, "reconciliation.update", summary, [change])
    return row


@db.atomic
def set_ticks(
    *, by: Actor, reconciliation: Reconciliation, on: Iterable[int], off: Iterable[int] = ()
) -> Progress:
    """Tick and untick transactions by id; returns how far that brings it.

    Ids that are not open on the account are passed over. Ticks are notes on the way, and no act of
    the history. Raises NotReconciling, PermissionDenied.
    """
    row = _open(by, reconciliation)
    wanted = set(on)
    row.ticks.filter(transaction__in=set(off) - wanted).delete()
    rows = open_rows(by.household, row)
    _add_ticks(row, [each for each in rows if each.id in wanted and not each.is_ticked])
    return reconciliation_progress(by.household, row)


def _add_ticks(row: Reconciliation, rows: Iterable[OpenRow]) -> None:
    Tick.objects.bulk_create(
        Tick(
            household_id=row.household_id, reconciliation=row, transaction_id=each.id,
            date=each.on, amount=each.amount.amount,
        )
        for each in rows
    )  # fmt: skip


@db.atomic
def finish_reconciliation(
    *, by: Actor, reconciliation: Reconciliation, is_adjusted: bool = False
) -> Reconciliation:
    """Lock the ticked rows with the statement: their status becomes reconciled.

    With `is_adjusted` what is missing is booked against the balance adjustments on the statement's
    day. In closed periods the status stays, and the lock holds all the same. One act, which can be
    undone. Raises Unreconciled while there is a difference, NotReconciling, PermissionDenied,
    ClosedPeriod for an adjustment.
    """
    row = _open(by, reconciliation)
    progress = reconciliation_progress(by.household, row)
    changes: list[RowChange] = []
    if not progress.is_even and is_adjusted:
        changes.append(_adjust(by, row, progress.difference))
        progress = reconciliation_progress(by.household, row)
    if not progress.is_even:
        text = _("The ticked rows are off by %(what)s.")
        raise Unreconciled(text % {"what": progress.difference.rounded()})
    row.ticks.all().delete()
    ticked = [each for each in progress.rows if each.is_ticked]
    _add_ticks(row, ticked)
    changes += _mark(by, row, ticked)
    changes.append(
        edit_row(
            row,
            state=ReconciliationState.DONE,
            adjustment=row.adjustment,
            finished_by=by.user,
            finished_at=timezone.now(),
        )
    )
    summary = _("Reconciled %(what)s") % {"what": row}
    _record(by, "reconciliation.finish", summary, changes)
    return row


def _adjust(by: Actor, row: Reconciliation, difference: Money) -> RowChange:
    other = Account.objects.in_household(by.household).system(SystemRole.ADJUSTMENT)
    legs = (Leg(row.account, difference.amount), Leg(other, -difference.amount))
    memo = _("Adjustment to the statement of %(day)s") % {"day": row.statement_date}
    draft = TransactionDraft(date=row.statement_date, legs=legs, memo=memo)
    booked, change = book_transaction(by, draft)
    row.adjustment = booked
    made = OpenRow(booked.pk, booked.date, booked.status, memo, difference, is_ticked=True)
    _add_ticks(row, [made])
    return change


def _mark(by: Actor, row: Reconciliation, ticked: Sequence[OpenRow]) -> list[RowChange]:
    """Make the status of ticked transactions reconciled, where their period is not closed."""
    closed = ClosedDays.of(by.household)
    open_days = [each for each in ticked if not closed.holds(each.on)]
    held = {each.id: each.status for each in open_days if each.status != Status.RECONCILED}
    changes = _set_status(by, held, Status.RECONCILED)
    row.ticks.filter(transaction__in=[each.id for each in open_days]).update(is_marked=True)
    return changes


def _set_status(by: Actor, held: dict[int, str], status: Status) -> list[RowChange]:
    user = by.user.pk if by.user else None
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, [status.value, user, by.household.pk, list(held)])
        versions = dict(cursor.fetchall())
    after = {"status": status.value}
    return [
        RowChange("transaction", key, {"status": before}, after, versions[key])
        for key, before in held.items()
    ]


@db.atomic
def reopen_reconciliation(*, by: Actor, reconciliation: Reconciliation) -> Reconciliation:
    """Unlock the last reconciliation of an account: its rows become cleared, and stay ticked.

    One act in the history, as the undo of what locked it. Raises NotReconciling for one that is
    open, has a later one after it, or while another one is in progress; PermissionDenied.
    """
    by.must(Permission.RECORD)
    row = lock_row(by, reconciliation)
    by.must_write([row.account_id])
    _check_reopening(by, row)
    values = {"household": by.household.pk, "reconciliation": row.pk}
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, values)
        held = dict(cursor.fetchall())
    closed = ClosedDays.of(by.household)
    days = Transaction.objects.in_household(by.household).filter(pk__in=held)
    for key, on in days.values_list("pk", "date"):
        if closed.holds(on):
            del held[key]
    # Open before its rows change, so that it holds them no more.
    change = edit_row(
        row, state=ReconciliationState.OPEN, finished_by=None, finished_at=None, adjustment=None
    )
    changes = [*_set_status(by, held, Status.CLEARED), change]
    row.ticks.filter(is_released=True).delete()
    row.ticks.update(is_marked=False)
    summary = _("Reopened the reconciliation of %(what)s") % {"what": row}
    record_change_set(
        by=by, kind="reconciliation.reopen", summary=summary, rows=changes,
        undoes=_finishing_act(by, row),
    )  # fmt: skip
    announce_postings(by.household.pk)
    return row


def _check_reopening(by: Actor, row: Reconciliation) -> None:
    if row.is_open or row.deleted_at is not None:
        raise NotReconciling(_("This reconciliation is not finished."))
    if last_reconciliation(by, row.account) != row:
        raise NotReconciling(_("A later statement is reconciled: reopen that one first."))
    rows = Reconciliation.objects.in_household(by.household).live().filter(account=row.account_id)
    if rows.filter(state=ReconciliationState.OPEN).exists():
        raise NotReconciling(_("%(what)s is being reconciled already.") % {"what": row.account})


def _finishing_act(by: Actor, row: Reconciliation) -> ChangeSet | None:
    changes = Change.objects.in_household(by.household).filter(
        model="reconciliation", object_id=row.pk, change_set__kind="reconciliation.finish"
    )
    last = changes.select_related("change_set").order_by("-pk").first()
    return last.change_set if last else None


@db.atomic
def discard_reconciliation(*, by: Actor, reconciliation: Reconciliation) -> None:
    """Give an open reconciliation up, with its ticks; raises NotReconciling, PermissionDenied."""
    row = _open(by, reconciliation)
    row.ticks.all().delete()
    summary = _("Gave up reconciling %(what)s") % {"what": row}
    _record(by, "reconciliation.discard", summary, [trash_row(row)])


def _open(by: Actor, reconciliation: Reconciliation) -> Reconciliation:
    """Return an open reconciliation, locked; raises NotReconciling, PermissionDenied."""
    by.must(Permission.RECORD)
    row = lock_row(by, reconciliation)
    by.must_write([row.account_id])
    if not row.is_open or row.deleted_at is not None:
        raise NotReconciling(_("This reconciliation is finished: reopen it first."))
    return row


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
    announce_postings(by.household.pk)
