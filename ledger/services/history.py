"""The history of a household: every act is a change set that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.services.audit import record_event
from ledger.models import Change, ChangeSet, ImportBatch
from ledger.services.reconciled import Touched, keep_reconciled
from ledger.services.refund_legs import keep_refunds
from ledger.services.snapshots import JSON


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after an act; None where it did not exist.

    An act that touches part of a row gives that part alone: the same keys before and after.
    """

    model: str
    object_id: int
    before: JSON | None
    after: JSON | None
    version: int


def record_change_set(
    *,
    by: Actor,
    kind: str,
    summary: str,
    rows: Iterable[RowChange] = (),
    import_batch: ImportBatch | None = None,
    undoes: ChangeSet | None = None,
) -> ChangeSet:
    """Write what `by` did to the history and the audit trail, in the act's own transaction.

    Raises Reconciled when it changed what a statement was locked with and nobody was asked,
    Inconsistent when it left the legs of a refund that counts in its purchase's month apart.
    """
    rows = list(rows)
    booked = (row for row in rows if row.model == "transaction")
    touched = [Touched(row.object_id, row.before, row.after) for row in booked]
    keep_reconciled(by, touched)
    keep_refunds(by, (row.id for row in touched if row.has_other_legs))
    change_set = ChangeSet.objects.create(
        household=by.household,
        user=by.user,
        origin=by.origin,
        kind=kind,
        summary=summary[:200],
        import_batch=import_batch,
        undoes=undoes,
        request_id=by.request_id,
    )
    changes = [
        Change(
            household=by.household,
            change_set=change_set,
            model=row.model,
            object_id=row.object_id,
            before=row.before,
            after=row.after,
            version=row.version,
        )
        for row in rows
    ]
    Change.objects.bulk_create(changes)
    record_event(
        AuditKind.IMPORTED if kind == "import" else AuditKind.BOOKS_CHANGED,
        by=by,
        subject=kind,
        details={"change_set": change_set.pk, "rows": len(changes)},
    )
    return change_set
