"""Exchange rates that a household enters, for itself alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.models import Household
from accounts.models.households import currency_code
from accounts.roles import Permission
from ledger.imports.rate_files import LARGEST, STEP, Rates, read_rates
from ledger.imports.statement import StatementFile
from ledger.models import ExchangeRate
from ledger.services.errors import LedgerError
from ledger.services.history import RowChange, record_change_set
from ledger.services.rerating import queue_rerating, rerate_postings
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row
from ledger.services.snapshots import JSON, NAMES, snapshot

OWN = "own"
"""Source of the rates that a household entered."""
MOST_ROWS = 100_000
PIECE = 5_000
"""Rates that are written at a time."""


@db.atomic
def set_rate(*, by: Actor, base: str, quote: str, on: date, rate: Decimal) -> ExchangeRate:
    """Say that one unit of `base` was worth `rate` of `quote` on a day, for this household alone.

    It takes the place of a rate entered before for that day and goes before shared ones. Postings
    that waited for it are valued at once; a job values anew those that were valued otherwise.
    Raises ValidationError, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    check_pair(base, quote)
    rate = _checked(rate)
    own = ExchangeRate.objects.in_household(by.household).select_for_update(no_key=True)
    row = own.filter(base=base, quote=quote, date=on).first()
    if row is None:
        row = ExchangeRate(
            household=by.household, base=base, quote=quote, date=on, rate=rate, source=OWN
        )
        change = insert_row(row)
    else:
        change = edit_row(row, rate=rate, source=OWN, deleted_at=None)
    _record(by, "rate.set", _("Entered rate %(what)s"), row, change)
    return row


@db.atomic
def update_rate(
    *, by: Actor, rate: ExchangeRate, value: Decimal, version: int | None = None
) -> ExchangeRate:
    """Correct a rate that the household entered; postings are valued anew as by `set_rate`.

    Raises ValidationError, StaleEdit, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    _check_own(by, rate)
    row = lock_row(by, rate, version)
    change = edit_row(row, rate=_checked(value))
    _record(by, "rate.update", _("Corrected rate %(what)s"), row, change)
    return row


@db.atomic
def delete_rate(*, by: Actor, rate: ExchangeRate) -> None:
    """Take back a rate that the household entered; shared ones count again, where there are any.

    A job values anew what it had valued; what then has no rate keeps the value it has. Raises
    LedgerError for a shared rate, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    _check_own(by, rate)
    row = lock_row(by, rate)
    _record(by, "rate.delete", _("Took back rate %(what)s"), row, trash_row(row))


@db.atomic
def restore_rate(*, by: Actor, rate: ExchangeRate) -> ExchangeRate:
    """Let a rate count again that was taken back; raises PermissionDenied."""
    by.must(Permission.MANAGE)
    row = lock_row(by, rate)
    _record(by, "rate.restore", _("Brought back rate %(what)s"), row, untrash_row(row))
    return row


@db.atomic
def import_rates(
    *, by: Actor, source: StatementFile, currencies: Collection[str] | None = None
) -> int:
    """Enter every rate of a file for this household alone, in place of those entered before.

    With `currencies` only rates between two of them are. Returns how many rates are new or other
    than before. Postings are valued as by `set_rate`. One act, which can be undone. Raises
    StatementError, LedgerError when the file is too long, PermissionDenied; nothing is entered
    then.
    """
    by.must(Permission.MANAGE)
    rates = read_rates(source)
    if currencies is not None:
        known = frozenset(currencies)
        rates = {key: rate for key, rate in rates.items() if {key[1], key[2]} <= known}
    if len(rates) > MOST_ROWS:
        limit = {"limit": MOST_ROWS}
        raise LedgerError(_("A household can enter %(limit)d rates at a time.") % limit)
    changes, days = _store(by, rates)
    if changes:
        count = len(changes)
        text = ngettext("Entered %(n)d rate of %(file)s", "Entered %(n)d rates of %(file)s", count)
        summary = text % {"n": count, "file": source.name or _("a file")}
        record_change_set(by=by, kind="rate.import", summary=summary, rows=changes)
        value_anew(by.household, days)
    return len(changes)


def value_anew(household: Household, days: Collection[date]) -> None:
    """Fill in what waited for rates of some days now, and have a job correct the rest."""
    rerate_postings(household)
    queue_rerating(household, min(days), max(days))


def check_pair(base: str, quote: str) -> None:
    """Raise ValidationError, by field, unless these are the codes of two currencies."""
    for name, code in (("base", base), ("quote", quote)):
        try:
            currency_code(code)
        except ValidationError as error:
            raise ValidationError({name: error}) from error
    if base == quote:
        raise ValidationError({"quote": _("Choose two different currencies.")})


def _checked(rate: Decimal) -> Decimal:
    if not rate.is_finite() or rate <= 0:
        raise ValidationError({"rate": _("A rate is more than zero.")})
    if rate >= LARGEST or rate != rate.quantize(STEP):
        raise ValidationError({"rate": _("A rate has at most 14 digits and 12 decimals.")})
    return rate.quantize(STEP)


def _check_own(by: Actor, rate: ExchangeRate) -> None:
    if rate.household_id != by.household.pk:
        raise LedgerError(_("This rate is shared by all households."))


def _record(by: Actor, kind: str, words: str, row: ExchangeRate, change: RowChange) -> None:
    record_change_set(by=by, kind=kind, summary=words % {"what": row}, rows=[change])
    value_anew(by.household, [row.date])


def _store(by: Actor, rates: Rates) -> tuple[list[RowChange], list[date]]:
    """Write what is new or other than before, a few statements however many there are."""
    own = ExchangeRate.objects.in_household(by.household).select_for_update(no_key=True)
    kept = {(row.date, row.base, row.quote): row for row in own}
    fresh: list[ExchangeRate] = []
    edited: list[ExchangeRate] = []
    before: list[JSON] = []
    for key, rate in rates.items():
        row = kept.get(key)
        if row is None:
            on, base, quote = key
            made = ExchangeRate(household=by.household, date=on, base=base, quote=quote, source=OWN)
            made.rate = rate
            fresh.append(made)
        elif row.rate != rate or row.deleted_at is not None:
            before.append(snapshot(row))
            row.rate, row.source, row.deleted_at, row.version = rate, OWN, None, row.version + 1
            edited.append(row)
    ExchangeRate.objects.bulk_create(fresh, batch_size=PIECE)
    write_rates(edited)
    changes = [rate_change(row, None) for row in fresh]
    changes += [rate_change(row, was) for row, was in zip(edited, before, strict=True)]
    return changes, [row.date for row in (*fresh, *edited)]


def write_rates(rows: Sequence[ExchangeRate]) -> None:
    """Store locked rates as they are now, a statement for thousands."""
    columns = ["rate", "source", "deleted_at", "version"]
    ExchangeRate.objects.bulk_update(rows, columns, batch_size=PIECE)


def rate_change(row: ExchangeRate, before: JSON | None) -> RowChange:
    """Return what the history keeps of a rate that was written; `before` is None of a new one."""
    return RowChange(NAMES[ExchangeRate], row.pk, before, snapshot(row), row.version)
