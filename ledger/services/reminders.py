"""Reminders: words for a day, about a transaction or about nothing in the books."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission, Right
from ledger.models import Reminder, Transaction
from ledger.services.history import RowChange, record_change_set
from ledger.services.reach import must_reach
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row


@db.atomic
def create_reminder(
    *, by: Actor, remind_on: date, text: str, transaction: Transaction | None = None
) -> Reminder:
    """Keep words of which the household is reminded from a day on, as an act that can be undone.

    Raises ValidationError for a transaction in the trash or of another household, and for words
    that are none or too many; PermissionDenied.
    """
    by.must(Permission.ANNOTATE)
    if transaction is not None:
        _check(by, transaction)
    row = Reminder(
        household=by.household, transaction=transaction, remind_on=remind_on, text=_words(text)
    )
    _record(by, "reminder.create", _("Reminder: %(what)s"), row, insert_row(row))
    return row


@db.atomic
def update_reminder(
    *, by: Actor, reminder: Reminder, remind_on: date, text: str, version: int | None = None
) -> Reminder:
    """Change day and words; raises ValidationError, StaleEdit, PermissionDenied."""
    row = _locked(by, reminder, version)
    change = edit_row(row, remind_on=remind_on, text=_words(text))
    _record(by, "reminder.update", _("Changed reminder %(what)s"), row, change)
    return row


@db.atomic
def set_reminder_done(*, by: Actor, reminder: Reminder, is_done: bool) -> Reminder:
    """Tick a reminder as done, or open it again, unless it is so; raises PermissionDenied."""
    row = _locked(by, reminder)
    if is_done == row.is_done:
        return row
    change = edit_row(row, done_at=timezone.now() if is_done else None)
    words = _("Done: %(what)s") if is_done else _("Opened again: %(what)s")
    _record(by, "reminder.done" if is_done else "reminder.reopen", words, row, change)
    return row


@db.atomic
def delete_reminder(*, by: Actor, reminder: Reminder) -> None:
    """Move a reminder to the trash, from where its undo brings it back; raises PermissionDenied."""
    row = _locked(by, reminder)
    _record(by, "reminder.delete", _("Deleted reminder %(what)s"), row, trash_row(row))


@db.atomic
def restore_reminder(*, by: Actor, reminder: Reminder) -> Reminder:
    """Take a reminder out of the trash; raises PermissionDenied."""
    row = _locked(by, reminder)
    _record(by, "reminder.restore", _("Restored reminder %(what)s"), row, untrash_row(row))
    return row


def _check(by: Actor, transaction: Transaction) -> None:
    if transaction.household_id != by.household.pk or transaction.deleted_at is not None:
        raise ValidationError({"transaction": _("This transaction is not in the books.")})
    must_reach(by, [transaction.pk], Right.ANNOTATE)


def _locked(by: Actor, reminder: Reminder, version: int | None = None) -> Reminder:
    by.must(Permission.ANNOTATE)
    if reminder.transaction_id is not None:
        must_reach(by, [reminder.transaction_id], Right.ANNOTATE)
    return lock_row(by, reminder, version)


def _words(text: str) -> str:
    return " ".join(text.split())


def _record(by: Actor, kind: str, words: str, row: Reminder, change: RowChange) -> None:
    record_change_set(by=by, kind=kind, summary=words % {"what": row}, rows=[change])
