"""What a bag of several currencies is worth in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Context

from ledger.money import Money, MoneyBag
from ledger.reports.rate_table import Rate, RateTable

_CONTEXT = Context(prec=34)


@dataclass(frozen=True, slots=True)
class Worth:
    """The part of a bag whose rates are known, in one currency, and what had to be left out."""

    money: Money
    unrated: MoneyBag
    rates: tuple[Rate, ...] = ()
    """Those that it was made with, by currency."""


def worth_of(bag: MoneyBag, currency: str, rates: RateTable, *, on: date) -> Worth:
    """Return a bag's worth at the rates of a day, each part rounded to the minor unit."""
    known, unrated, used = Money.zero(currency), [], []
    for money in bag:
        if money.currency == currency:
            known += money
            continue
        rate = rates.rate(money.currency, currency, on=on)
        if rate is None:
            unrated.append(money)
        else:
            known += Money(_CONTEXT.multiply(money.amount, rate.value), currency).rounded()
            used.append(rate)
    return Worth(known, MoneyBag.of(unrated), tuple(used))
