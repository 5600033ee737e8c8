"""Exchange rates that a household enters, and valuing postings whose rate was missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.models.households import currency_code
from accounts.roles import Permission
from ledger.models import ExchangeRate, Posting
from ledger.reports.rate_table import RateTable
from ledger.services.periods import amounts_kept
from ledger.services.posting import convert_values, fill_base_values
from ledger.signals import announce_postings

OWN = "own"
"""Source of the rates that a household entered."""


@db.atomic
def set_rate(*, by: Actor, base: str, quote: str, on: date, rate: Decimal) -> ExchangeRate:
    """Say that one unit of `base` was worth `rate` of `quote` on a day, for this household alone.

    It takes the place of a rate entered before for that day and goes before shared ones. Postings
    that waited for it are valued; those valued before keep what they have. Raises ValidationError,
    PermissionDenied.
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
    return row


def _check_code(name: str, code: str) -> None:
    try:
        currency_code(code)
    except ValidationError as error:
        raise ValidationError({name: error}) from error


@db.atomic
def rerate_postings(household: Household) -> int:
    """Value every posting that waited for a rate which is known now; returns how many.

    Base values of a transaction sum to zero, in closed periods too: only what was unknown is
    filled in, amounts stay. A constant number of statements, whatever the number of postings.
    """
    waiting = Posting.objects.in_household(household).filter(base_value=None)
    rows = list(
        waiting.order_by("transaction_id", "position", "pk").values_list(
            "pk", "transaction_id", "transaction__currency", "date", "value", named=True
        )
    )
    if not rows:
        return 0
    days = [row.date for row in rows]
    currencies = {row.transaction__currency for row in rows} | {household.base_currency}
    table = RateTable.load(household, currencies, min(days), max(days) + timedelta(days=1))
    bases = dict(_valued(rows, table, household.base_currency))
    if bases:
        with amounts_kept():
            fill_base_values(household, bases)
        announce_postings(household.pk)
    return len(bases)


def _valued(rows: Sequence[Any], table: RateTable, base: str) -> Iterator[tuple[int, Decimal]]:
    """Yield the base value of each posting whose rate is known, transaction by transaction."""
    for _key, group in groupby(rows, key=lambda row: row.transaction_id):
        legs = list(group)
        rate = table.find(legs[0].transaction__currency, base, on=legs[0].date)
        if rate is not None:
            values = convert_values([leg.value for leg in legs], rate, base)
            yield from zip((leg.pk for leg in legs), values, strict=True)
