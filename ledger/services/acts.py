"""Undoing any act of the history, whatever kind it is."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Right
from ledger.models import Change, ChangeSet, Reconciliation
from ledger.services.errors import AlreadyUndone, LedgerError
from ledger.services.import_undo import undo_import
from ledger.services.reconciliations import reopen_reconciliation
from ledger.services.undo import (
    Conflict,
    UndoResult,
    is_undone,
    undo_change_set,
    undo_permission,
)

_ACCOUNT_MODELS = ("account", "right")
"""What the history calls the changes whose object is an account."""
_ONLY_ONWARD = frozenset(
    {"import.undo", "reconciliation.begin", "reconciliation.update", "reconciliation.discard"}
    | {"reconciliation.reopen", "trash.purge"}
)
"""Kinds of acts that are taken back by another act, never by undoing."""


def undo_act(*, by: Actor, change_set: ChangeSet) -> UndoResult:
    """Undo an act: an import as a batch, a reconciliation by reopening it, else row by row.

    Raises AlreadyUndone, PermissionDenied, Reconciled as every act does, and LedgerError for an
    import that was taken back, which only its file brings back, and for steps of a reconciliation.
    """
    if change_set.kind == "import.undo":
        raise LedgerError(_("Import the file again to bring its transactions back."))
    if change_set.kind == "trash.purge":
        raise LedgerError(_("What was deleted for good does not come back."))
    if change_set.kind in _ONLY_ONWARD:
        raise LedgerError(_("Go on on the page of the reconciliation."))
    if change_set.kind == "reconciliation.finish":
        return _reopen(by, change_set)
    if change_set.kind != "import" or change_set.import_batch is None:
        return undo_change_set(by=by, change_set=change_set)
    result = undo_import(by=by, batch=change_set.import_batch)
    kept = (Conflict("transaction", item.transaction_id, item.reason) for item in result.kept)
    return UndoResult(None, result.removed, tuple(kept))


def _reopen(by: Actor, change_set: ChangeSet) -> UndoResult:
    if is_undone(change_set):
        raise AlreadyUndone(_("This was undone before."))
    changed = change_set.changes.get(model="reconciliation")
    rows = Reconciliation.objects.in_household(by.household)
    reopen_reconciliation(by=by, reconciliation=rows.get(pk=changed.object_id))
    undo = change_set.undone_by.order_by("-pk").first()
    return UndoResult(undo, undo.changes.count() if undo else 0, ())


def undoable_acts(by: Actor, change_sets: Iterable[ChangeSet]) -> frozenset[int]:
    """Return the ids of those acts that `undo_act` does not refuse to the actor.

    Rows that it would leave as they are, with a reason, do not count. The acts have their import
    batches selected; one query for a person whose rights on accounts are limited, else none.
    """
    barred = by.barred(Right.FULL)
    found = {act.pk for act in change_sets if _is_undoable(by, act, barred)}
    if barred:
        of_accounts = Change.objects.filter(model__in=_ACCOUNT_MODELS, object_id__in=barred)
        found -= set(of_accounts.filter(change_set__in=found).values_list("change_set", flat=True))
    return frozenset(found)


def _is_undoable(by: Actor, act: ChangeSet, barred: frozenset[int]) -> bool:
    if act.kind in _ONLY_ONWARD or not by.may(undo_permission(act.kind)):
        return False
    batch = act.import_batch if act.kind == "import" else None
    return batch is None or barred.isdisjoint(batch.reached)
