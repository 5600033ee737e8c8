"""Exchange rates on a date, and conversions that name the rate they used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context

from accounts.models import Household
from ledger.money import Money, RateMissing
from ledger.reports.rate_table import LONGEST_GAP, PIVOT, Rate, RateTable

__all__ = ["LONGEST_GAP", "PIVOT", "Conversion", "Rate", "convert", "find_rate"]

_CONTEXT = Context(prec=34)


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, and the rate that made it."""

    money: Money
    rate: Rate


def find_rate(household: Household, base: str, quote: str, *, on: date) -> Rate:
    """Return the rate from `base` to `quote` on a day, by the rule of `ledger.reports.rate_table`.

    Raises RateMissing when none is known on that day or the seven before: nothing is guessed.
    """
    table = RateTable({})
    if base != quote:
        table = RateTable.load(household, {base, quote}, on, on + timedelta(days=1))
    rate = table.rate(base, quote, on=on)
    if rate is None:
        days = LONGEST_GAP.days
        raise RateMissing(
            f"no rate from {base} to {quote} is known on {on} or the {days} days before"
        )
    return rate


def convert(household: Household, money: Money, currency: str, *, on: date) -> Conversion:
    """Return `money` in `currency` at the day's rate, rounded to its minor unit.

    Raises RateMissing.
    """
    rate = find_rate(household, money.currency, currency, on=on)
    amount = _CONTEXT.multiply(money.amount, rate.value)
    return Conversion(Money(amount, currency).rounded(), rate)
