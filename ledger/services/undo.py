"""Undoing an act: what it changed is put back, unless somebody changed the same thing since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission, Right
from ledger.models import Change, ChangeSet
from ledger.services.errors import AlreadyUndone, LedgerError
from ledger.services.history import RowChange, record_change_set
from ledger.services.undo_rates import put_back_rates
from ledger.services.undo_rows import put_back_row
from ledger.services.undo_transactions import put_back_transactions
from ledger.signals import announce_postings

_PERMISSIONS = {
    "account": Permission.MANAGE,
    "category": Permission.MANAGE,
    "operation": Permission.ANNOTATE,
    "rate": Permission.MANAGE,
    "right": Permission.MANAGE,
    "rule": Permission.MANAGE,
    "reminder": Permission.ANNOTATE,
    "saved-view": Permission.ANNOTATE,
    "edit": Permission.ANNOTATE,
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that was left as it is, and why."""

    model: str
    object_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo put back and what it had to leave; `change_set` is None when nothing moved."""

    change_set: ChangeSet | None
    undone: int
    conflicts: tuple[Conflict, ...]


@db.atomic
def undo_change_set(*, by: Actor, change_set: ChangeSet) -> UndoResult:
    """Put back what `change_set` changed on every row, wherever nobody changed the same since.

    A row that the act created goes to the trash. The undo is an act of its own and can be undone.
    Transactions cost a constant number of statements however many they are. Raises AlreadyUndone,
    PermissionDenied.
    """
    permission = undo_permission(change_set.kind)
    by.must(permission)
    need = Right.ANNOTATE if permission == Permission.ANNOTATE else Right.FULL
    locked = (
        ChangeSet.objects.in_household(by.household)
        .select_for_update(no_key=True)
        .get(pk=change_set.pk)
    )
    if is_undone(locked):
        raise AlreadyUndone(_("This was undone before."))
    changes = list(locked.changes.order_by("pk"))
    booked = [change for change in changes if change.model == "transaction"]
    # While a refund counts in another month the database keeps its transactions from the trash.
    linked = [change for change in changes if change.model == "refund" and change.before is None]
    undone, conflicts = _put_back_all(by, linked)
    moved, refused = put_back_transactions(by, booked, need=need)
    undone += moved
    conflicts += [Conflict("transaction", key, reason) for key, reason in refused.items()]
    rates, left = put_back_rates(by, [change for change in changes if change.model == "rate"])
    undone += rates
    conflicts += [Conflict("rate", key, reason) for key, reason in left.items()]
    apart = {"transaction", "rate"}
    rest = [each for each in changes if each.model not in apart and each not in linked]
    more, kept = _put_back_all(by, rest)
    undone += more
    conflicts += kept
    if not undone:
        return UndoResult(None, 0, tuple(conflicts))
    summary = _("Undid: %(what)s") % {"what": locked.summary}
    kind = f"{locked.kind.split('.')[0]}.undo"
    new = record_change_set(by=by, kind=kind, summary=summary, rows=undone, undoes=locked)
    announce_postings(by.household.pk)
    return UndoResult(new, len(undone), tuple(conflicts))


def undo_permission(kind: str) -> Permission:
    """Return what undoing an act of a kind takes."""
    return _PERMISSIONS.get(kind.partition(".")[0], Permission.RECORD)


def is_undone(change_set: ChangeSet) -> bool:
    """Return whether an act was undone, and that undo not undone again."""
    return any(not is_undone(undo) for undo in change_set.undone_by.all())


def _put_back_all(by: Actor, changes: Sequence[Change]) -> tuple[list[RowChange], list[Conflict]]:
    """Put rows back, the last one first; returns what was done and what had to be left."""
    undone: list[RowChange] = []
    conflicts: list[Conflict] = []
    for change in reversed(changes):
        outcome = _put_back(by, change)
        if isinstance(outcome, Conflict):
            conflicts.append(outcome)
        else:
            undone.append(outcome)
    return undone, conflicts


def _put_back(by: Actor, change: Change) -> RowChange | Conflict:
    try:
        with db.atomic():
            return put_back_row(by, change)
    except LedgerError as error:
        return Conflict(change.model, change.object_id, str(error))
