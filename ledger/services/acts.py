"""Undoing any act of the history, whatever kind it is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.models import ChangeSet
from ledger.services.errors import LedgerError
from ledger.services.import_undo import undo_import
from ledger.services.undo import Conflict, UndoResult, undo_change_set


def undo_act(*, by: Actor, change_set: ChangeSet) -> UndoResult:
    """Undo an act: an import as a batch, anything else row by row; see their services.

    Raises AlreadyUndone, PermissionDenied, and LedgerError for an import that was taken back, which
    only its file brings back.
    """
    if change_set.kind == "import.undo":
        raise LedgerError(_("Import the file again to bring its transactions back."))
    if change_set.kind != "import" or change_set.import_batch is None:
        return undo_change_set(by=by, change_set=change_set)
    result = undo_import(by=by, batch=change_set.import_batch)
    kept = (Conflict("transaction", item.transaction_id, item.reason) for item in result.kept)
    return UndoResult(None, result.removed, tuple(kept))
