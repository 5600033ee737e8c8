"""Exchange rates that a household enters, for itself alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models.households import currency_code
from accounts.roles import Permission
from ledger.imports.rate_files import read_rates
from ledger.imports.statement import StatementFile
from ledger.models import ExchangeRate
from ledger.services.errors import LedgerError
from ledger.services.rerating import queue_rerating, rerate_postings

OWN = "own"
"""Source of the rates that a household entered."""
MOST_ROWS = 100_000


@db.atomic
def set_rate(*, by: Actor, base: str, quote: str, on: date, rate: Decimal) -> ExchangeRate:
    """Say that one unit of `base` was worth `rate` of `quote` on a day, for this household alone.

    It takes the place of a rate entered before for that day and goes before shared ones. Postings
    that waited for it are valued at once; a job values anew those that were valued otherwise.
    Raises ValidationError, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    for name, code in (("base", base), ("quote", quote)):
        _check_code(name, code)
    if base == quote:
        raise ValidationError({"quote": _("Choose two different currencies.")})
    if not rate.is_finite() or rate <= 0:
        raise ValidationError({"rate": _("A rate is more than zero.")})
    key: dict[str, Any] = {"household": by.household, "base": base, "quote": quote, "date": on}
    ExchangeRate(**key, rate=rate, source=OWN).clean_fields(exclude=["household"])
    values = {"rate": rate, "source": OWN}
    row, _is_new = ExchangeRate.objects.update_or_create(**key, defaults=values)
    rerate_postings(by.household)
    queue_rerating(by.household, on, on)
    return row


def _check_code(name: str, code: str) -> None:
    try:
        currency_code(code)
    except ValidationError as error:
        raise ValidationError({name: error}) from error


@db.atomic
def delete_rate(*, by: Actor, rate: ExchangeRate) -> None:
    """Take back a rate that the household entered; shared ones count again, where there are any.

    A job values anew what it had valued; what then has no rate keeps the value it has. Raises
    LedgerError for a shared rate, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    if rate.household_id != by.household.pk:
        raise LedgerError(_("This rate is shared by all households."))
    rate.delete()
    queue_rerating(by.household, rate.date, rate.date)


@db.atomic
def import_rates(*, by: Actor, source: StatementFile) -> int:
    """Enter every rate of a file for this household alone, in place of those entered before.

    Returns how many rates are new or other than before. Postings are valued as by `set_rate`.
    Raises StatementError, LedgerError when the file is too long, PermissionDenied; nothing is
    entered then.
    """
    by.must(Permission.MANAGE)
    rates = read_rates(source)
    if len(rates) > MOST_ROWS:
        limit = {"limit": MOST_ROWS}
        raise LedgerError(_("A household can enter %(limit)d rates at a time.") % limit)
    own = ExchangeRate.objects.filter(household=by.household)
    kept = {(row.date, row.base, row.quote): row.rate for row in own}
    changed = {key: rate for key, rate in rates.items() if kept.get(key) != rate}
    ExchangeRate.objects.bulk_create(
        [
            ExchangeRate(
                household=by.household, date=on, base=base, quote=quote, rate=rate, source=OWN
            )
            for (on, base, quote), rate in changed.items()
        ],
        batch_size=5_000,
        update_conflicts=True,
        unique_fields=["household", "base", "quote", "date"],
        update_fields=["rate", "source"],
    )
    if changed:
        days = [key[0] for key in changed]
        rerate_postings(by.household)
        queue_rerating(by.household, min(days), max(days))
    return len(changed)
