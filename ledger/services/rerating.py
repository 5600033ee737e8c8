"""Valuing postings in the base currency once rates have arrived, or were corrected.

Whatever reads, the household's whole transactions are valued: a leg that is kept from the person
who entered a rate belongs to the sum of zero as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction as db
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household, Job
from accounts.scope import everything_shown, household_scope
from accounts.services.jobs import queue_job
from ledger.enums import PeriodState
from ledger.models import Period, Posting
from ledger.reports.rate_table import LONGEST_GAP, RateTable
from ledger.services.periods import amounts_kept
from ledger.services.posting import convert_values, fill_base_values
from ledger.signals import announce_postings

RERATE_JOB = "ledger.rerate"
PIECE = 10_000
"""Postings that are written at a time."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rerated:
    """How many postings got a value, got another one, and kept one in a closed period."""

    filled: int = 0
    corrected: int = 0
    kept: int = 0


def queue_rerating(household: Household, first: date, last: date) -> Job:
    """Queue the job that values postings anew after rates of the days [first, last] changed.

    It runs as the system: rates are nobody's secret, and a transaction is valued as a whole.
    """
    with household_scope(household.pk):
        return queue_job(
            by=Actor.system(household),
            kind=RERATE_JOB,
            title=_("Value transactions at new exchange rates"),
            payload={"first": first.isoformat(), "last": (last + LONGEST_GAP).isoformat()},
        )


def queue_revaluation(household: Household) -> Job:
    """Queue the job that values everything anew after the base currency changed.

    It reaches what was written in the old one while the change was under way.
    """
    with household_scope(household.pk):
        return queue_job(
            by=Actor.system(household),
            kind=RERATE_JOB,
            title=_("Value what was written meanwhile in %(currency)s")
            % {"currency": household.base_currency},
            payload={"is_new_base": True},
        )


@db.atomic
def rerate_postings(household: Household) -> int:
    """Value every posting that waited for a rate which is known now; returns how many.

    Base values of a transaction sum to zero, in closed periods too: only what was unknown is
    filled in, amounts stay. A constant number of statements, whatever the number of postings.
    """
    with everything_shown():
        waiting = Posting.objects.in_household(household).filter(base_value=None)
        bases: dict[int, Decimal] = {}
        for legs, values in _valued(household, waiting):
            if values is not None:
                bases.update(zip((leg.pk for leg in legs), values, strict=True))
        if bases:
            with amounts_kept():
                fill_base_values(household, bases)
            announce_postings(household.pk)
    return len(bases)


@db.atomic
def revalue_postings(
    household: Household,
    *,
    first: date | None = None,
    last: date | None = None,
    is_new_base: bool = False,
    advance: Callable[[int, int], None] = lambda _done, _total: None,
) -> Rerated:
    """Value postings of the days [first, last] at the rates that are known now.

    What waited is filled in, what was valued at other rates is corrected; without a rate a posting
    keeps what it has. A closed period keeps the values it was closed with, which are counted: its
    reports do not change behind anybody's back. With `is_new_base` the base currency is another
    than it was: then closed periods follow too, and without a rate a posting waits for one.
    Postings are read and written piece by piece; `advance` hears how many are done.
    """
    with everything_shown():
        rows = Posting.objects.in_household(household)
        if not is_new_base:
            rows = rows.exclude(transaction__currency=household.base_currency)
        if first:
            rows = rows.filter(date__gte=first)
        if last:
            rows = rows.filter(date__lte=last)
        worker = _Revaluing(household, is_new_base=is_new_base, advance=advance)
        worker.run(rows)
    if worker.found.filled or worker.found.corrected:
        announce_postings(household.pk)
    return worker.found


class _Revaluing:
    """Compares each transaction's values with those at today's rates, and writes what differs."""

    def __init__(
        self, household: Household, *, is_new_base: bool, advance: Callable[[int, int], None]
    ) -> None:
        self.household = household
        self.is_new_base = is_new_base
        self.advance = advance
        self.found = Rerated()
        self.bases: dict[int, Decimal | None] = {}
        closed = Period.objects.in_household(household).filter(state=PeriodState.CLOSED)
        self.closed = list(closed.values_list("start", "end"))

    def run(self, rows: QuerySet[Posting]) -> None:
        total = rows.count()
        done = 0
        for legs, values in _valued(self.household, rows):
            self.take(legs, values)
            done += len(legs)
            if len(self.bases) >= PIECE:
                self.write()
                self.advance(done, total)
        self.write()
        self.advance(done, total)

    def take(self, legs: Sequence[Any], values: Sequence[Decimal] | None) -> None:
        before = [leg.base_value for leg in legs]
        after = [None] * len(legs) if values is None else list(values)
        if before == after or (values is None and not self.is_new_base):
            return
        filled, corrected, kept = 0, 0, 0
        if None in before:
            filled = len(legs)
        elif not self.is_new_base and self.is_closed(legs[0].date):
            kept = len(legs)
        else:
            corrected = len(legs)
        if not kept:
            self.bases.update(zip((leg.pk for leg in legs), after, strict=True))
        now = self.found
        self.found = Rerated(now.filled + filled, now.corrected + corrected, now.kept + kept)

    def is_closed(self, on: date) -> bool:
        return any(start <= on < end for start, end in self.closed)

    def write(self) -> None:
        if self.bases:
            # What is not to change in closed periods was left out above.
            with amounts_kept():
                fill_base_values(self.household, self.bases)
        self.bases = {}


def _valued(
    household: Household, rows: QuerySet[Posting]
) -> Iterator[tuple[Sequence[Any], Sequence[Decimal] | None]]:
    """Yield the legs of each transaction among `rows`, with base values where a rate is known."""
    base = household.base_currency
    extent = rows.aggregate(
        first=Min("date"),
        last=Max("date"),
        currencies=ArrayAgg("transaction__currency", distinct=True),
    )
    if extent["first"] is None:
        return
    currencies = {*extent["currencies"], base}
    table = RateTable.load(household, currencies, extent["first"], extent["last"] + ONE_DAY)
    columns = ("pk", "transaction_id", "transaction__currency", "date", "value", "base_value")
    found = rows.order_by("transaction_id", "position", "pk").values_list(*columns, named=True)
    for _key, group in groupby(found.iterator(PIECE), key=lambda row: row.transaction_id):
        legs = list(group)
        currency = legs[0].transaction__currency
        values = [leg.value for leg in legs]
        if currency == base:
            yield legs, values
            continue
        rate = table.find(currency, base, on=legs[0].date)
        yield legs, None if rate is None else convert_values(values, rate, base)
