"""Putting back the rates of an act: a whole file of them costs a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.models import Change, ExchangeRate
from ledger.services.history import RowChange
from ledger.services.rates import rate_change, value_anew, write_rates
from ledger.services.snapshots import snapshot


def put_back_rates(
    by: Actor, changes: Sequence[Change]
) -> tuple[list[RowChange], Mapping[int, str]]:
    """Undo changes of rates, and have postings valued anew.

    Returns what was put back, and of each rate that was left as it is, why.
    """
    if not changes:
        return [], {}
    own = ExchangeRate.objects.in_household(by.household).select_for_update(no_key=True)
    rows = own.in_bulk([change.object_id for change in changes])
    done: list[RowChange] = []
    written: list[ExchangeRate] = []
    refused: dict[int, str] = {}
    for change in changes:
        row = rows.get(change.object_id)
        if row is None:
            refused[change.object_id] = _("It no longer exists.")
            continue
        before = snapshot(row)
        if before != change.after:
            refused[change.object_id] = _("It was changed again later.")
            continue
        _put_back(row, change)
        written.append(row)
        done.append(rate_change(row, before))
    if written:
        write_rates(written)
        days: list[date] = [row.date for row in written]
        value_anew(by.household, days)
    return done, refused


def _put_back(row: ExchangeRate, change: Change) -> None:
    """Make a rate what it was; one that the act created is taken back."""
    row.version += 1
    if change.before is None:
        row.deleted_at = timezone.now()
        return
    deleted = change.before["deleted_at"]
    row.rate = Decimal(change.before["rate"])
    row.source = change.before["source"]
    row.deleted_at = parse_datetime(deleted) if deleted else None
