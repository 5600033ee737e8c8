"""What becomes of one time of a schedule: it arrives, is recorded, is skipped, or opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction as db
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import OccurrenceState, Status, TransactionSource
from ledger.models import Occurrence, Schedule, Tag, Transaction
from ledger.periods import DAY
from ledger.recurrence import Due
from ledger.reports.card_statements import CardStatements
from ledger.reports.schedules import amount_of, card_balances
from ledger.services.errors import AlreadySettled, Inconsistent, NotDue
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg
from ledger.services.rows import edit_row, lock_row
from ledger.services.transactions import TransactionDraft, book_transaction
from ledger.signals import announce_postings, announce_settled

_WORDS = {
    OccurrenceState.MATCHED: gettext_lazy("%(what)s of %(day)s arrived"),
    OccurrenceState.POSTED: gettext_lazy("Recorded %(what)s of %(day)s"),
    OccurrenceState.SKIPPED: gettext_lazy("Skipped %(what)s of %(day)s"),
    OccurrenceState.EXPECTED: gettext_lazy("%(what)s of %(day)s is expected again"),
}


@dataclass(frozen=True, slots=True)
class _Locked:
    """A schedule and one time of it, locked; no row of it is held by anybody else."""

    schedule: Schedule
    row: Occurrence


@db.atomic
def match_occurrence(
    *, by: Actor, schedule: Schedule, due_on: date, transaction: Transaction
) -> Occurrence:
    """Say that a transaction is what was due; it is not changed, so its period may be closed.

    Raises NotDue, AlreadySettled when either belongs together with another one, PermissionDenied.
    """
    held = _lock_for(by, schedule, due_on, transaction)
    return _settle(by, held, OccurrenceState.MATCHED, transaction=transaction)


def link_occurrence(
    by: Actor, schedule: Schedule, due_on: date, transaction: Transaction
) -> RowChange:
    """Do what `match_occurrence` does as part of an act; call it inside that act's transaction.

    Returns the change, which the act keeps. Raises as `match_occurrence`.
    """
    held = _lock_for(by, schedule, due_on, transaction)
    change = edit_row(held.row, state=OccurrenceState.MATCHED, transaction=transaction)
    announce_settled(by.household.pk, held.schedule.pk, OccurrenceState.MATCHED)
    return change


def _lock_for(by: Actor, schedule: Schedule, due_on: date, transaction: Transaction) -> _Locked:
    held = _lock(by, schedule, due_on)
    if Occurrence.objects.in_household(by.household).filter(transaction=transaction).exists():
        raise AlreadySettled(_("%(what)s is of a schedule already.") % {"what": transaction})
    if not transaction.postings.filter(account_id=held.schedule.account_id).exists():
        raise Inconsistent(_("It is not in the schedule's account."))
    return held


@db.atomic
def skip_occurrence(*, by: Actor, schedule: Schedule, due_on: date) -> Occurrence:
    """Say that this time is left out; raises NotDue, AlreadySettled, PermissionDenied."""
    return _settle(by, _lock(by, schedule, due_on), OccurrenceState.SKIPPED)


@db.atomic
def reopen_occurrence(*, by: Actor, schedule: Schedule, due_on: date) -> Occurrence:
    """Expect a time again that was skipped or matched; it is not matched by itself any more.

    What was recorded stays. Raises NotDue, PermissionDenied.
    """
    held = _lock(by, schedule, due_on, is_settled=True)
    return _settle(by, held, OccurrenceState.EXPECTED)


@db.atomic
def post_occurrence(*, by: Actor, schedule: Schedule, due_on: date) -> Occurrence:
    """Record what is due as a transaction on the day it is expected on.

    A card whose balance is paid and that is owed nothing is skipped. One act: undoing it trashes
    the transaction, and the schedule does not record it again. Raises NotDue, AlreadySettled,
    LedgerError (a closed period, an account in the trash), PermissionDenied.
    """
    held = _lock(by, schedule, due_on)
    if not held.row.amount:
        return _settle(by, held, OccurrenceState.SKIPPED)
    draft = _draft(held)
    booked, change = book_transaction(by, draft, source=TransactionSource.SCHEDULE)
    done = _settle(by, held, OccurrenceState.POSTED, transaction=booked, also=(change,))
    announce_postings(by.household.pk)
    return done


def _lock(by: Actor, schedule: Schedule, due_on: date, *, is_settled: bool = False) -> _Locked:
    by.must(Permission.RECORD)
    locked = lock_row(by, schedule)
    by.must_write(locked.accounts)
    rows = Occurrence.objects.in_household(by.household).filter(schedule=locked, due_on=due_on)
    row = rows.select_related("transaction").first()
    if row is None:
        due = due_at(locked, due_on)
        row = Occurrence.objects.create(
            household=by.household,
            schedule=locked,
            due_on=due_on,
            expected_on=due.expected,
            amount=_amount(by, locked, due),
            accounts=locked.accounts,
        )
    if not is_settled and not is_open(row):
        words = {"what": locked, "state": OccurrenceState(row.state).label.lower()}
        raise AlreadySettled(_("%(what)s is %(state)s already.") % words)
    return _Locked(locked, row)


def is_open(row: Occurrence) -> bool:
    """Say whether nothing has become of it yet, or what arrived is gone."""
    if row.state == OccurrenceState.MATCHED:
        return row.transaction is None or row.transaction.deleted_at is not None
    return row.state == OccurrenceState.EXPECTED


def due_at(schedule: Schedule, due_on: date) -> Due:
    """Return the time of a schedule whose nominal day this is; raises NotDue."""
    around = schedule.recurrence().between(due_on - 15 * DAY, due_on + 15 * DAY)
    found = next((due for due in around if due.nominal == due_on), None)
    if found is None:
        raise NotDue(_("%(what)s is not due on %(day)s.") % {"what": schedule, "day": due_on})
    return found


def _amount(by: Actor, schedule: Schedule, due: Due) -> Decimal:
    """Return what is expected; the balance of a card is that at the end of the day before."""
    owed = card_balances(by.household, [schedule], today=due.expected - DAY)
    statements = CardStatements.of(by.household, [schedule])
    return amount_of(schedule, due, owed, statements)


def _draft(held: _Locked) -> TransactionDraft:
    schedule, amount = held.schedule, held.row.amount
    tags = Tag.objects.in_household(schedule.household).live().filter(pk__in=schedule.tag_ids)
    return TransactionDraft(
        date=held.row.expected_on,
        legs=(Leg(schedule.account, amount), Leg(schedule.other, -amount)),
        currency=schedule.account.currency,
        payee=schedule.payee,
        memo=schedule.memo,
        status=Status.PENDING,
        tags=tuple(tags),
    )


def _settle(
    by: Actor,
    held: _Locked,
    state: OccurrenceState,
    *,
    transaction: Transaction | None = None,
    also: tuple[RowChange, ...] = (),
) -> Occurrence:
    change = edit_row(held.row, state=state, transaction=transaction)
    words = {"what": held.schedule, "day": held.row.expected_on}
    kind = f"schedule.{state}"
    record_change_set(by=by, kind=kind, summary=_WORDS[state] % words, rows=[*also, change])
    announce_settled(by.household.pk, held.schedule.pk, state)
    return held.row
