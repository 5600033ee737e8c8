"""Exchange rates of many days at once, for reports that convert a series of balances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any

from django.db import connection

from accounts.models import Household
from ledger.money import Money, MoneyBag, RateMissing
from ledger.reports.rates import LONGEST_GAP, PIVOT

_CONTEXT = Context(prec=34)
_RATES = """
select w.base, w.quote, w.day, r.base = w.base, r.rate
from unnest(%(bases)s::text[], %(quotes)s::text[], %(days)s::date[]) as w(base, quote, day)
cross join lateral (
  select x.base, x.rate from ledger_exchangerate x
  where (x.household_id = %(household)s or x.household_id is null)
    and ((x.base = w.base and x.quote = w.quote) or (x.base = w.quote and x.quote = w.base))
    and x.date <= w.day and x.date >= w.day - %(gap)s
  order by x.date desc, x.household_id nulls last limit 1
) r
"""


@dataclass(frozen=True, slots=True)
class Converted:
    """A bag in one currency: the part whose rates are known, and what had to be left out."""

    money: Money
    unrated: MoneyBag


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates to one currency on some days, found as `reports.rates.find_rate` finds them."""

    currency: str
    rates: dict[tuple[str, str, date], Decimal]

    def convert(self, bag: MoneyBag, on: date) -> Converted:
        """Return a bag's worth on a day the table was read for, each part to the minor unit."""
        known, unrated = Money.zero(self.currency), []
        for money in bag:
            try:
                known += money if money.currency == self.currency else self._one(money, on)
            except RateMissing:
                unrated.append(money)
        return Converted(known, MoneyBag.of(unrated))

    def _one(self, money: Money, on: date) -> Money:
        rate = self.rates.get((money.currency, self.currency, on))
        if rate is None and PIVOT not in {money.currency, self.currency}:
            first = self.rates.get((money.currency, PIVOT, on))
            second = self.rates.get((PIVOT, self.currency, on))
            rate = _CONTEXT.multiply(first, second) if first and second else None
        if rate is None:
            raise RateMissing(f"no rate from {money.currency} to {self.currency} on {on}")
        return Money(_CONTEXT.multiply(money.amount, rate), self.currency).rounded()


def rate_table(
    household: Household, currencies: Iterable[str], to: str, days: Iterable[date]
) -> RateTable:
    """Read the rates of `currencies` to another one on some days, in one query or none."""
    foreign = sorted(set(currencies) - {to})
    pairs = {(base, to) for base in foreign}
    pairs |= {(base, PIVOT) for base in foreign if PIVOT not in {base, to}}
    if pairs and to != PIVOT:
        pairs.add((PIVOT, to))
    wanted = [(base, quote, day) for base, quote in sorted(pairs) for day in sorted(set(days))]
    if not wanted:
        return RateTable(to, {})
    values: dict[str, Any] = {
        "household": household.pk,
        "gap": LONGEST_GAP.days,
        "bases": [row[0] for row in wanted],
        "quotes": [row[1] for row in wanted],
        "days": [row[2] for row in wanted],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RATES, values)
        found = {
            (base, quote, day): rate if is_direct else _CONTEXT.divide(Decimal(1), rate)
            for base, quote, day, is_direct, rate in cursor.fetchall()
        }
    return RateTable(to, found)
