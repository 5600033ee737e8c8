"""Closing periods, so that nothing dated in them changes, and reopening them with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import PeriodState
from ledger.models import Period
from ledger.services.errors import LedgerError, PeriodOverlap
from ledger.services.history import RowChange, record_change_set
from ledger.services.snapshots import JSON, snapshot


@db.atomic
def close_period(*, by: Actor, start: date, end: date) -> Period:
    """Close the days [start, end): the database refuses every change of what is dated in them.

    Closing what is closed changes nothing. Raises ValidationError for an empty stretch,
    PeriodOverlap when some of the days belong to another period, PermissionDenied.
    """
    by.must(Permission.CLOSE)
    if end <= start:
        raise ValidationError({"end": _("A period ends after it starts.")})
    periods = Period.objects.in_household(by.household).select_for_update(no_key=True)
    shared = periods.filter(start__lt=end, end__gt=start).exclude(start=start, end=end)
    other = shared.filter(state=PeriodState.CLOSED).first()
    if other is not None:
        raise PeriodOverlap(_("Some of these days are closed as %(what)s.") % {"what": other})
    period = periods.filter(start=start, end=end).first()
    period = period or Period(household=by.household, start=start, end=end)
    if period.pk is None or period.state != PeriodState.CLOSED:
        _change(by, period, PeriodState.CLOSED, "")
    return period


@db.atomic
def reopen_period(*, by: Actor, period: Period, reason: str) -> Period:
    """Let the days of a closed period be changed again; `reason` is kept in the history.

    Raises ValidationError without a reason, LedgerError unless it is closed, PermissionDenied.
    """
    by.must(Permission.CLOSE)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the period is opened again.")})
    locked = (
        Period.objects.in_household(by.household).select_for_update(no_key=True).get(pk=period.pk)
    )
    if locked.state != PeriodState.CLOSED:
        raise LedgerError(_("This period is not closed."))
    _change(by, locked, PeriodState.REOPENED, reason.strip())
    return locked


def _change(by: Actor, period: Period, state: PeriodState, reason: str) -> None:
    before: JSON | None = snapshot(period) if period.pk else None
    period.state = state
    period.reason = reason
    period.changed_by = by.user
    period.clean_fields(exclude=["household", "changed_by"])
    period.save()
    change = RowChange("period", period.pk, before, snapshot(period), 1)
    last = (period.start, period.end)
    if state == PeriodState.CLOSED:
        kind, summary = "period.close", _("Closed %(from)s to %(before)s")
    else:
        kind, summary = "period.reopen", _("Reopened %(from)s to %(before)s: %(reason)s")
    words = {"from": last[0], "before": last[1], "reason": reason}
    record_change_set(by=by, kind=kind, summary=summary % words, rows=[change])


@contextmanager
def amounts_kept() -> Iterator[None]:
    """Run an atomic block that may touch postings in closed periods without changing the books.

    Only for valuing postings at a rate that arrived late: amounts, values, accounts and dates stay
    as they were closed. The database's lock is lifted for this block alone.
    """
    with db.atomic():
        _set_unlock("rates")
        yield
        # On an error the rollback restores the setting.
        _set_unlock("")


@contextmanager
def books_unlocked() -> Iterator[None]:
    """Run an atomic block that may delete what lies in closed periods.

    Only for erasing a household, or the person named by its rows.
    """
    with db.atomic():
        _set_unlock("erasure")
        yield
        _set_unlock("")


def _set_unlock(reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('finehance.unlock', %s, true)", [reason])
