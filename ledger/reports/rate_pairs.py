"""The exchange rates that a household needs: the latest of each pair, its age, and its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Household
from ledger.models import Account, ExchangeRate, VisibleTotal
from ledger.periods import DAY, Period
from ledger.reports.rate_table import LONGEST_GAP, Rate, RateTable

LOOK_BACK = timedelta(days=730)
"""How far back the list looks for a rate that is too old to be used."""
MOST_POINTS = 120


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair of currencies and its latest rate; None where none is known within two years."""

    base: str
    quote: str
    rate: Rate | None
    age: int
    """Days since the rate was made; 0 without one."""

    @property
    def is_stale(self) -> bool:
        """Whether it is too old to value anything at today, or is missing."""
        return self.rate is None or self.age > LONGEST_GAP.days


@dataclass(frozen=True, slots=True)
class RatePoint:
    """What one unit of the base was worth on a day; None where no rate is known."""

    on: date
    value: Decimal | None


def currencies_in_use(household: Household) -> frozenset[str]:
    """Return the base currency and those of accounts and transactions that the person sees."""
    accounts = Account.objects.in_household(household).live().places()
    booked = VisibleTotal.objects.in_household(household).order_by()
    return frozenset(
        {
            household.base_currency,
            *accounts.values_list("currency", flat=True).order_by().distinct(),
            *booked.values_list("currency", flat=True).distinct(),
        }
    )


def needed_pairs(household: Household, *, today: date) -> tuple[PairLine, ...]:
    """Return each currency in use or priced by the household against the base currency.

    By code, in four queries however many there are.
    """
    base = household.base_currency
    own = ExchangeRate.objects.in_household(household).live().order_by()
    priced = {code for pair in own.values_list("base", "quote").distinct() for code in pair}
    codes = sorted((currencies_in_use(household) | priced) - {base})
    if not codes:
        return ()
    table = RateTable.load(household, [*codes, base], today - LOOK_BACK, today + DAY)
    lines = []
    for code in codes:
        rate = latest_rate(table, code, base, today=today)
        lines.append(PairLine(code, base, rate, (today - rate.on).days if rate else 0))
    return tuple(lines)


def latest_rate(table: RateTable, base: str, quote: str, *, today: date) -> Rate | None:
    """Return the newest rate of a table until today, however old it is."""
    found = table.rate(base, quote, on=today)
    if found is not None:
        return found
    days = {entry.on for entries in table.pairs.values() for entry in entries if entry.on <= today}
    later = (table.rate(base, quote, on=day) for day in sorted(days, reverse=True))
    return next((rate for rate in later if rate is not None), None)


def rate_on(household: Household, base: str, quote: str, *, on: date) -> Rate | None:
    """Return the rate of a day by the rule of `ledger.reports.rate_table`, None without one."""
    table = RateTable.load(household, {base, quote}, on, on + min(DAY, date.max - on))
    return table.rate(base, quote, on=on)


def rate_history(
    household: Household, base: str, quote: str, *, days: Period, most: int = MOST_POINTS
) -> tuple[RatePoint, ...]:
    """Return the rate on at most `most` days, evenly apart, the last one the period's last."""
    table = RateTable.load(household, {base, quote}, days.start, days.end)
    step = max(1, -(-days.days // most))
    picked = sorted(days.last_day - n * DAY for n in range(0, days.days, step))
    return tuple(RatePoint(day, table.find(base, quote, on=day)) for day in picked)


def made_rates(household: Household, base: str, quote: str, *, days: Period) -> tuple[Rate, ...]:
    """Return each rate that came about in a period, oldest first; a day without a new one has none.

    One query; as many look-ups as there are days.
    """
    table = RateTable.load(household, {base, quote}, days.start, days.end)
    found: list[Rate] = []
    for day in days.dates():
        rate = table.rate(base, quote, on=day)
        if rate is not None and rate.on >= days.start and (not found or found[-1].on < rate.on):
            found.append(rate)
    return tuple(found)


def own_rates(household: Household, base: str, quote: str, *, most: int) -> list[ExchangeRate]:
    """Return the rates that the household entered for a pair, either way round, newest first."""
    rows = ExchangeRate.objects.in_household(household).live()
    pair = rows.filter(base__in=[base, quote], quote__in=[base, quote])
    return list(pair.order_by("-date", "-pk")[:most])
