"""Exchange rates on a date, and conversions that name the rate they used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal

from django.db.models import F, Q

from accounts.models import Household
from ledger.models import ExchangeRate
from ledger.money import Money, RateMissing

PIVOT = "EUR"
"""Shared rates are the European Central Bank's, all against the euro."""
LONGEST_GAP = timedelta(days=10)
"""A rate stands for the days after it until the next one, over weekends and holidays, no longer."""
_CONTEXT = Context(prec=34)


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `base` was worth `value` units of `quote` on the day `on` (the oldest used)."""

    base: str
    quote: str
    value: Decimal
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, and the rate that made it."""

    money: Money
    rate: Rate


def find_rate(household: Household, base: str, quote: str, *, on: date) -> Rate:
    """Return the rate from `base` to `quote` on a day: direct, inverse, or through the euro.

    The newest rate of at most ten days before is used; a household's own goes before a shared one
    of the same day. Raises RateMissing when there is none: nothing is guessed.
    """
    if base == quote:
        return Rate(base, quote, Decimal(1), on, "same currency")
    found = _pair(household, base, quote, on)
    if found is None and PIVOT not in {base, quote}:
        first, second = _pair(household, base, PIVOT, on), _pair(household, PIVOT, quote, on)
        if first and second:
            value = _CONTEXT.multiply(first.value, second.value)
            found = Rate(base, quote, value, min(first.on, second.on), f"{first.source} via EUR")
    if found is None:
        raise RateMissing(f"no rate from {base} to {quote} is known on {on} or ten days before")
    return found


def _pair(household: Household, base: str, quote: str, on: date) -> Rate | None:
    rows = ExchangeRate.objects.filter(
        Q(household=household) | Q(household=None),
        Q(base=base, quote=quote) | Q(base=quote, quote=base),
        date__lte=on,
        date__gte=on - LONGEST_GAP,
    )
    row = rows.order_by("-date", F("household").asc(nulls_last=True)).first()
    if row is None:
        return None
    value = row.rate if row.base == base else _CONTEXT.divide(Decimal(1), row.rate)
    return Rate(base, quote, value, row.date, row.source)


def convert(household: Household, money: Money, currency: str, *, on: date) -> Conversion:
    """Return `money` in `currency` at the day's rate, rounded to its minor unit.

    Raises RateMissing.
    """
    rate = find_rate(household, money.currency, currency, on=on)
    amount = _CONTEXT.multiply(money.amount, rate.value)
    return Conversion(Money(amount, currency).rounded(), rate)
