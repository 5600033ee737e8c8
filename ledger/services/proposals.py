"""What detection proposes becomes a schedule, or is dismissed and not proposed again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import AmountKind, ScheduleState
from ledger.models import Account, Payee, Schedule
from ledger.recurrence import Unit
from ledger.recurring.cadences import Cadence
from ledger.reports.recurring import Recurring, find_recurring
from ledger.services.errors import NotDue
from ledger.services.schedules import ScheduleDraft, create_schedule

_RHYTHMS = {
    Cadence.WEEKLY: (Unit.WEEK, 1),
    Cadence.FORTNIGHTLY: (Unit.WEEK, 2),
    Cadence.FOUR_WEEKLY: (Unit.WEEK, 4),
    Cadence.MONTHLY: (Unit.MONTH, 1),
    Cadence.TWO_MONTHLY: (Unit.MONTH, 2),
    Cadence.QUARTERLY: (Unit.MONTH, 3),
    Cadence.HALF_YEARLY: (Unit.MONTH, 6),
    Cadence.YEARLY: (Unit.YEAR, 1),
}


def open_proposals(household: Household, *, today: date) -> tuple[Recurring, ...]:
    """Return what recurs still and is neither a schedule nor dismissed, the surest first.

    A schedule that was written by hand, or came back with an archive, is known by account, payee,
    direction and rhythm, without a payee by its name; it stands for one series alone, that of the
    nearest amount, since a merchant may sell two subscriptions.
    """
    rows = list(Schedule.objects.in_household(household).live())
    running = [each for each in find_recurring(household, today=today) if each.is_running]
    keys = {row.detected_key for row in rows}
    known = keys & {each.key for each in running}
    left = [each for each in running if each.key not in known]
    for row in rows:
        if row.detected_key not in known and (row.payee_id is not None or row.detected_key):
            alike = [each for each in left if _is_of(row, each)]
            if alike:
                left.remove(min(alike, key=lambda each: abs(each.amount.amount - row.amount)))
    return tuple(left)


def _is_of(row: Schedule, each: Recurring) -> bool:
    """Say whether a series may be what a schedule stands for; keys are other ones once restored."""
    if _shape(each) != _shape_of(row):
        return False
    is_named = each.name == row.name if each.name else each.other_id == row.other_id
    return row.payee_id is not None or is_named


def _shape(each: Recurring) -> tuple[int, int | None, bool, str, int]:
    unit, every = _RHYTHMS[each.cadence]
    return each.account_id, each.payee_id, each.amount.amount > 0, unit, every


def _shape_of(row: Schedule) -> tuple[int, int | None, bool, str, int]:
    return row.account_id, row.payee_id, row.amount > 0, row.unit, row.every


def accept_proposal(*, by: Actor, key: str, today: date) -> Schedule:
    """Make a schedule of a proposal, expecting it from its next day on; it records nothing itself.

    Raises NotDue when there is no such proposal any more, LedgerError and PermissionDenied.
    """
    return create_schedule(by=by, draft=_draft(by.household, key, today))


def dismiss_proposal(*, by: Actor, key: str, today: date) -> Schedule:
    """Remember that a proposal is none; undoing it lets it come again. Raises as accepting does."""
    draft = _draft(by.household, key, today)
    return create_schedule(by=by, draft=draft, state=ScheduleState.DISMISSED)


def _draft(household: Household, key: str, today: date) -> ScheduleDraft:
    found = next((row for row in open_proposals(household, today=today) if row.key == key), None)
    if found is None or found.other_id is None:
        raise NotDue(_("This proposal is not there any more."))
    accounts = Account.objects.in_household(household).in_bulk([found.account_id, found.other_id])
    payee = Payee.objects.in_household(household).filter(pk=found.payee_id or 0).first()
    unit, every = _RHYTHMS[found.cadence]
    kind, amounts = _amounts(found)
    return ScheduleDraft(
        name=found.name or accounts[found.other_id].name,
        account=accounts[found.account_id],
        other=accounts[found.other_id],
        payee=payee,
        starts_on=found.series.next_due,
        unit=unit,
        every=every,
        days=(found.series.fit.anchor,) if unit is Unit.MONTH else (),
        amount_kind=kind,
        amount=amounts[0],
        amount_to=amounts[1] if kind is AmountKind.RANGE else None,
        early_days=found.cadence.tolerance,
        late_days=found.cadence.tolerance + 1,
        detected_key=found.key,
    )


def _amounts(found: Recurring) -> tuple[AmountKind, tuple[Decimal, Decimal]]:
    """Return how a schedule says what a series is about."""
    low, high = (money.amount for money in found.bounds)
    if found.series.is_fixed:
        return AmountKind.EXACT, (found.amount.amount, found.amount.amount)
    if abs(high - low) <= abs(low) * 2 / 5:
        middle = median(found.series.amounts)
        return AmountKind.ABOUT, (middle, middle)
    return AmountKind.RANGE, (low, high)
