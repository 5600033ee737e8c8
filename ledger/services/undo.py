"""Undoing an act: every row it changed is put back, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.models import Change, ChangeSet, Transaction, TransactionTag
from ledger.services.errors import AlreadyUndone, LedgerError, guards_explained
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import clear_postings, restore_postings
from ledger.services.snapshots import JSON, KINDS, snapshot, snapshot_transactions
from ledger.signals import announce_postings


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
    """Put back every row that `change_set` changed and nobody changed since.

    A row that the act created goes to the trash. The undo is an act of its own and can be undone.
    Raises AlreadyUndone, PermissionDenied.
    """
    by.must(Permission.RECORD)
    locked = ChangeSet.objects.in_household(by.household).select_for_update().get(pk=change_set.pk)
    if ChangeSet.objects.in_household(by.household).filter(undoes=locked).exists():
        raise AlreadyUndone(_("This was undone before."))
    undone: list[RowChange] = []
    conflicts: list[Conflict] = []
    for change in locked.changes.order_by("-pk"):
        try:
            with db.atomic():
                undone.append(put_back(by, change))
        except LedgerError as error:
            conflicts.append(Conflict(change.model, change.object_id, str(error)))
    if not undone:
        return UndoResult(None, 0, tuple(conflicts))
    summary = _("Undid: %(what)s") % {"what": locked.summary}
    new = record_change_set(by=by, kind="undo", summary=summary, rows=undone, undoes=locked)
    announce_postings(by.household.pk)
    return UndoResult(new, len(undone), tuple(conflicts))


def put_back(by: Actor, change: Change) -> RowChange:
    """Put one row back as it was before `change`; raises LedgerError when it cannot be.

    Call it in a savepoint and note what it returns in the history.
    """
    model: Any = KINDS[change.model]
    rows = model.objects.in_household(by.household).select_for_update()
    row = rows.filter(pk=change.object_id).first()
    if row is None:
        raise LedgerError(_("It no longer exists."))
    if row.version != change.version:
        raise LedgerError(_("It was changed again later."))
    row.household = by.household
    if isinstance(row, Transaction):
        before, after = _put_back_transaction(row, change.before, by)
    else:
        before, after = _put_back_row(row, change.before)
    return RowChange(change.model, row.pk, before, after, row.version)


def _put_back_row(row: Any, wanted: JSON | None) -> tuple[JSON, JSON]:
    before = snapshot(row)
    _apply(row, wanted)
    row.version += 1
    row.save()
    return before, snapshot(row)


def _put_back_transaction(row: Transaction, wanted: JSON | None, by: Actor) -> tuple[JSON, JSON]:
    before = snapshot_transactions([row])[row.pk]
    if wanted is None:
        row.deleted_at = timezone.now()
        _save(row, by)
    elif wanted["deleted_at"] != before["deleted_at"]:
        # Trash and date never change in one statement; an act changes one or the other.
        row.deleted_at = None if wanted["deleted_at"] is None else timezone.now()
        _save(row, by)
    else:
        clear_postings([row.pk], by.household)
        _apply(row, {key: wanted[key] for key in wanted.keys() - {"postings", "tags"}})
        _save(row, by)
        restore_postings(row, wanted["postings"])
        _restore_tags(row, wanted["tags"])
    return before, snapshot_transactions([row])[row.pk]


def _save(row: Transaction, by: Actor) -> None:
    row.version += 1
    row.updated_by = by.user
    with guards_explained():
        row.save()


def _restore_tags(row: Transaction, tags: Sequence[int]) -> None:
    with guards_explained():
        row.transaction_tags.all().delete()
        TransactionTag.objects.bulk_create(
            TransactionTag(household_id=row.household_id, transaction=row, tag_id=tag)
            for tag in tags
        )


def _apply(row: models.Model, wanted: JSON | None) -> None:
    if wanted is None:
        row.deleted_at = timezone.now()  # type: ignore[attr-defined]
        return
    for field in row._meta.concrete_fields:  # noqa: SLF001 -- Django's documented model API
        if field.attname in wanted:
            setattr(row, field.attname, field.to_python(wanted[field.attname]))
