"""Taking an import back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.roles import Permission, Right
from ledger.enums import BatchState, RowOutcome
from ledger.imports.staging import await_turn
from ledger.models import Change, ChangeSet, ImportBatch, Transaction
from ledger.services.assertions import drop_closings
from ledger.services.bulk_posting import remove_batch
from ledger.services.errors import AlreadyUndone
from ledger.services.history import RowChange, record_change_set
from ledger.services.made_accounts import drop_made_accounts
from ledger.services.reach import barred_reason, barred_transactions
from ledger.services.reconciled import reconciled_among
from ledger.services.undo_transactions import put_back_transactions
from ledger.signals import announce_postings

JOINED = """
select t.id from ledger_transaction t
join ledger_pair r on r.household_id = t.household_id and r.state = 'joined'
  and r.deleted_at is null and t.id in (r.first_id, r.second_id)
where t.household_id = %s and t.import_batch_id = %s
"""
CLOSED = """
select t.id from ledger_transaction t
join ledger_period p on p.household_id = t.household_id and p.state = 'closed'
  and t.date >= p.start and t.date < p."end"
where t.household_id = %s and t.import_batch_id = %s
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A transaction that an undone import left as it is, and why."""

    transaction_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What undoing an import removed and kept."""

    removed: int
    kept: tuple[Kept, ...]


@db.atomic
def undo_import(*, by: Actor, batch: ImportBatch) -> UndoneImport:
    """Remove what an import added and put back what it completed.

    Rows that were edited since, or lie in a closed period, are kept and named. What is removed is
    gone for good: importing the file again brings it back. Accounts that whole books opened go too
    while they are empty. Raises AlreadyUndone, PermissionDenied.
    """
    by.must(Permission.RECORD)
    await_turn(by.household.pk)
    batch = (
        ImportBatch.objects.in_household(by.household)
        .select_for_update(no_key=True)
        .get(pk=batch.pk)
    )
    by.must_write(batch.reached)
    if batch.state != BatchState.POSTED:
        raise AlreadyUndone(_("This import is not in the books."))
    kept = rows_to_keep(by, batch)
    removed = remove_batch(
        household_id=by.household.pk,
        batch_id=batch.pk,
        kept=[item.transaction_id for item in kept],
    )
    restored, conflicts = _put_back_matched(by, batch)
    # What was put back is known of no more, so that importing the file again matches it again.
    left = [item.transaction_id for item in conflicts]
    matched = batch.rows.filter(outcome=RowOutcome.MATCHED).exclude(transaction__in=left)
    matched.update(fingerprint=None)
    dropped = drop_closings(by, batch)
    drop_made_accounts(by=by, batch=batch)
    batch.state = BatchState.UNDONE
    batch.undone_at = timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    summary = ngettext(
        "Took back %(n)d transaction of %(file)s",
        "Took back %(n)d transactions of %(file)s",
        removed,
    ) % {"n": removed, "file": batch.file_name}
    rows = [*restored, *dropped]
    record_change_set(by=by, kind="import.undo", summary=summary, rows=rows, import_batch=batch)
    announce_postings(by.household.pk)
    return UndoneImport(removed, (*kept, *conflicts))


def rows_to_keep(by: Actor, batch: ImportBatch) -> list[Kept]:
    """Return what undoing an import leaves, or left, as it is, and why."""
    rows = Transaction.objects.in_household(by.household).filter(import_batch=batch)
    edited = rows.filter(version__gt=1, deleted_at=None).values_list("pk", flat=True)
    kept = dict.fromkeys(edited, _("edited since the import"))
    if by.rights:
        barred = barred_transactions(by, rows.values_list("pk", flat=True), Right.FULL)
        kept |= dict.fromkeys(barred, barred_reason(Right.FULL))
    with connection.cursor() as cursor:
        cursor.execute(JOINED, [by.household.pk, batch.pk])
        kept |= {pk: _("joined with another transaction") for (pk,) in cursor.fetchall()}
        cursor.execute(CLOSED, [by.household.pk, batch.pk])
        kept |= {pk: _("dated in a closed period") for (pk,) in cursor.fetchall()}
    held = reconciled_among(by.household, rows.values_list("pk", flat=True))
    kept |= dict.fromkeys(held, _("reconciled with a statement"))
    return [Kept(pk, reason) for pk, reason in sorted(kept.items())]


def _booked(act: ChangeSet) -> list[Change]:
    return list(act.changes.filter(model="transaction"))


def _put_back_matched(by: Actor, batch: ImportBatch) -> tuple[list[RowChange], list[Kept]]:
    acts = ChangeSet.objects.in_household(by.household)
    act = acts.filter(import_batch=batch, kind="import").first()
    restored, refused = put_back_transactions(by, _booked(act) if act else [])
    return restored, [Kept(pk, reason) for pk, reason in refused.items()]
