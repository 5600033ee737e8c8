"""Schedules: kept, paused, dismissed, deleted; each act can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import AmountKind, ScheduleState
from ledger.models import Account, Payee, Schedule, Tag
from ledger.money import quantize_stored
from ledger.recurrence import Shift, Unit
from ledger.services.errors import Inconsistent
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row

MOST_WINDOW = 60
"""Days before and after its day on which something may arrive, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDraft:
    """What a schedule is to be; amounts as `account` sees them, money out negative.

    `amount_to` is the other end of a range, `total` what all instalments of a plan come to.
    """

    name: str
    account: Account
    other: Account
    starts_on: date
    amount: Decimal = Decimal(0)
    amount_kind: AmountKind = AmountKind.EXACT
    amount_to: Decimal | None = None
    total: Decimal | None = None
    payee: Payee | None = None
    memo: str = ""
    tags: tuple[Tag, ...] = ()
    unit: Unit = Unit.MONTH
    every: int = 1
    days: tuple[int, ...] = ()
    nth: int = 0
    weekday: int = 0
    ends_before: date | None = None
    times: int | None = None
    shift: Shift = Shift.NONE
    country: str = ""
    posts: bool = False
    early_days: int = 3
    late_days: int = 5
    detected_key: str = ""

    def values(self) -> dict[str, Any]:
        """Return the fields of the schedule."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            **{name: _stored(getattr(self, name)) for name in ("amount", "amount_to", "total")},
            "name": " ".join(self.name.split()),
            "accounts": sorted({self.account.pk, self.other.pk}),
            "tag_ids": [tag.pk for tag in self.tags],
            "days": list(self.days),
        }


def _stored(amount: Decimal | None) -> Decimal | None:
    """Return an amount as the database gives it back, so that the history compares alike."""
    return None if amount is None else quantize_stored(amount)


_PLAIN = (
    "account", "other", "payee", "memo", "amount_kind", "unit",
    "every", "nth", "weekday", "starts_on", "ends_before", "times", "shift", "country", "posts",
    "early_days", "late_days", "detected_key",
)  # fmt: skip


@db.atomic
def create_schedule(
    *, by: Actor, draft: ScheduleDraft, state: ScheduleState = ScheduleState.ACTIVE
) -> Schedule:
    """Add a schedule; one that is dismissed only keeps its proposal from coming again.

    Raises ValidationError, Inconsistent for rows of another household, PermissionDenied.
    """
    by.must(Permission.RECORD)
    _check(by, draft)
    row = Schedule(household=by.household, state=state, **draft.values())
    change = insert_row(row)
    is_dismissal = state == ScheduleState.DISMISSED
    summary = _("Dismissed %(what)s") if is_dismissal else _("Added schedule %(what)s")
    _record(by, "dismiss" if is_dismissal else "create", summary % {"what": row}, change)
    return row


@db.atomic
def update_schedule(
    *, by: Actor, schedule: Schedule, draft: ScheduleDraft, version: int | None = None
) -> Schedule:
    """Replace what a schedule says; what became of earlier times stays.

    Raises ValidationError, Inconsistent, StaleEdit, PermissionDenied.
    """
    row = _locked(by, schedule, version)
    _check(by, draft)
    change = edit_row(row, **draft.values() | {"detected_key": row.detected_key})
    _record(by, "update", _("Changed schedule %(what)s") % {"what": row}, change)
    return row


@db.atomic
def reprice_schedule(*, by: Actor, schedule: Schedule, amount: Decimal) -> Schedule:
    """Expect another amount from now on, as the schedule's account sees it; earlier times stay.

    Raises ValidationError unless the schedule is about one amount of that sign, PermissionDenied.
    """
    row = _locked(by, schedule)
    if row.amount_kind != AmountKind.EXACT or row.total is not None or amount * row.amount <= 0:
        raise ValidationError({"amount": _("Change this schedule by hand.")})
    change = edit_row(row, amount=_stored(amount))
    _record(by, "update", _("Another price for %(what)s") % {"what": row}, change)
    return row


@db.atomic
def set_schedule_state(*, by: Actor, schedule: Schedule, state: ScheduleState) -> Schedule:
    """Pause a schedule, go on with it, or take a proposal back that was dismissed."""
    row = _locked(by, schedule)
    change = edit_row(row, state=state)
    words = {"what": row, "state": ScheduleState(state).label.lower()}
    _record(by, "state", _("%(what)s is %(state)s") % words, change)
    return row


@db.atomic
def delete_schedule(*, by: Actor, schedule: Schedule) -> None:
    """Move a schedule to the trash; what it recorded stays."""
    row = _locked(by, schedule)
    _record(by, "delete", _("Deleted schedule %(what)s") % {"what": row}, trash_row(row))


@db.atomic
def restore_schedule(*, by: Actor, schedule: Schedule) -> Schedule:
    """Take a schedule out of the trash."""
    row = _locked(by, schedule)
    _record(by, "restore", _("Restored schedule %(what)s") % {"what": row}, untrash_row(row))
    return row


def _locked(by: Actor, schedule: Schedule, version: int | None = None) -> Schedule:
    by.must(Permission.RECORD)
    row = lock_row(by, schedule, version)
    by.must_write(row.accounts)
    return row


def _record(by: Actor, verb: str, summary: str, change: RowChange) -> None:
    record_change_set(by=by, kind=f"schedule.{verb}", summary=summary, rows=[change])


def _check(by: Actor, draft: ScheduleDraft) -> None:
    by.must_write([draft.account.pk, draft.other.pk])
    rows = [draft.account, draft.other, *draft.tags, *([draft.payee] if draft.payee else [])]
    if any(row.household_id != by.household.pk for row in rows):
        raise Inconsistent(_("Something chosen here belongs to another household."))
    errors = dict(_wrong(draft))
    if errors:
        raise ValidationError(errors)


def _wrong(draft: ScheduleDraft) -> list[tuple[str, str]]:
    """Return what is wrong with a draft, by field."""
    found = _wrong_accounts(draft) + _wrong_amounts(draft)
    try:
        Schedule(**draft.values()).recurrence()
    except ValueError as error:
        found.append(("every", str(error)))
    if draft.ends_before and draft.ends_before <= draft.starts_on:
        found.append(("ends_before", _("It has to end after it starts.")))
    if max(draft.early_days, draft.late_days) > MOST_WINDOW:
        found.append(("late_days", _("At most %(n)d days.") % {"n": MOST_WINDOW}))
    return found


def _wrong_accounts(draft: ScheduleDraft) -> list[tuple[str, str]]:
    account, other = draft.account, draft.other
    if not account.is_place:
        return [("account", _("Choose an account that holds money."))]
    if account.pk == other.pk:
        return [("other", _("Choose another account."))]
    if draft.posts and other.is_place and other.currency != account.currency:
        text = _("Between accounts of unlike currencies it can only be expected, not recorded.")
        return [("posts", text)]
    if draft.amount_kind.pays_a_card and not other.is_place:
        return [("other", _("Choose the card whose balance is paid."))]
    return []


def _wrong_amounts(draft: ScheduleDraft) -> list[tuple[str, str]]:
    if draft.amount_kind.pays_a_card:
        return []
    if not draft.amount:
        return [("amount", _("Give an amount other than zero."))]
    if draft.amount_kind == AmountKind.RANGE:
        if draft.amount_to is None or draft.amount_to * draft.amount <= 0:
            return [("amount_to", _("Give the other end of the range."))]
        if draft.posts:
            return [("posts", _("What is between two amounts can only be expected."))]
    if draft.total is not None and not _is_plan(draft):
        return [("total", _("A plan needs a number of instalments that come to its total."))]
    return []


def _is_plan(draft: ScheduleDraft) -> bool:
    """Say whether what the others leave is an instalment: of their sign, at most twice as much."""
    if not draft.times or draft.total is None:
        return False
    last = draft.total - draft.amount * (draft.times - 1)
    return last * draft.amount > 0 and abs(last) <= 2 * abs(draft.amount)
