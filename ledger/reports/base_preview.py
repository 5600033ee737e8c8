"""What another base currency would change, before anything is changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from accounts.models import Household
from ledger.enums import PeriodState
from ledger.models import Period as ClosedPeriod
from ledger.models import Transaction
from ledger.money import MoneyBag
from ledger.periods import DAY, Period
from ledger.reports.figures import BEGINNING, sum_stretches
from ledger.reports.rate_table import RateTable
from ledger.reports.tree import account_tree
from ledger.reports.worth import Worth, worth_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """Transactions of a currency that would wait for a rate, and their first and last day."""

    currency: str
    count: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BasePreview:
    """What summing in `currency` would come to, beside what is summed now."""

    currency: str
    transactions: int
    """How many are valued anew, those in the trash and in closed periods among them."""
    waiting: tuple[Waiting, ...]
    closed_periods: int
    worth: Worth
    """Net worth today as it is summed now."""
    new_worth: Worth
    """The same in the new currency."""


def preview_base(household: Household, currency: str, *, today: date) -> BasePreview:
    """Return what another base currency would change; writes nothing.

    Six queries, whose answers grow with the days on which something was booked.
    """
    days = list(
        Transaction.objects.in_household(household)
        .order_by()
        .values_list("currency", "date")
        .annotate(count=Count("pk"))
    )
    balances = _net_worth(household, today)
    codes = {household.base_currency, currency, *(code for code, _day, _count in days)}
    first = min((day for _code, day, _count in days), default=today)
    last = max((day for _code, day, _count in days), default=today)
    span = min(first, today), max(last, today) + DAY
    rates = RateTable.load(household, {*codes, *balances.amounts}, *span)
    closed = ClosedPeriod.objects.in_household(household).filter(state=PeriodState.CLOSED)
    return BasePreview(
        currency=currency,
        transactions=sum(count for _code, _day, count in days),
        waiting=_waiting(days, currency, rates),
        closed_periods=closed.count(),
        worth=worth_of(balances, household.base_currency, rates, on=today),
        new_worth=worth_of(balances, currency, rates, on=today),
    )


def _net_worth(household: Household, today: date) -> MoneyBag:
    tree = account_tree(household)
    counted = [each.pk for each in tree.accounts if each.is_place and each.is_in_net_worth]
    figures = sum_stretches(household, [Period(BEGINNING, today + DAY)], accounts=counted)
    return MoneyBag.of(figure.amount for figure in figures)


def _waiting(
    days: list[tuple[str, date, int]], currency: str, rates: RateTable
) -> tuple[Waiting, ...]:
    missing: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for code, day, count in days:
        if rates.find(code, currency, on=day) is None:
            missing[code].append((day, count))
    return tuple(
        Waiting(
            code,
            sum(count for _day, count in found),
            min(day for day, _count in found),
            max(day for day, _count in found),
        )
        for code, found in sorted(missing.items())
    )
