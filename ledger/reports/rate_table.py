"""Exchange rates of many days at once: one query, then look-ups in memory.

The rule, in this order. The rate is the newest one of the day or of the seven days before it, so
that it stands over weekends and holidays and no longer. A household's own rate goes before a shared
one of the same day. Of each pair the rate written either way round is taken. Where a currency is
priced under another name only (the euro that it became, the lira before zeros were struck off),
that name counts at its fixed factor. Where two currencies have no rate of their own, they meet in
the euro, else in whatever currency both have a rate to, the one with the newer rates first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from django.db import connection

from accounts.models import Household
from ledger.currencies import EURO, Name, all_names, names_of

PIVOT = EURO
"""Shared rates are the European Central Bank's, all against the euro."""
LONGEST_GAP = timedelta(days=7)
"""A rate stands for the days after it until the next one, over weekends and holidays, no longer."""
FIXED = "fixed"
"""Source of factors that no market makes: the euro's conversion rates and redenominations."""
_CONTEXT = Context(prec=34)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The rate of a pair that was written down for a day."""

    on: date
    value: Decimal
    source: str
    written: Decimal | None = None
    """The rate as it was written, where that was the other way round."""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A rate as somebody wrote it down, and which way round it was used.

    One unit of `base` was worth `value` units of `quote`; of an inverse one its reciprocal counts.
    """

    base: str
    quote: str
    value: Decimal
    on: date
    source: str
    is_inverse: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `base` was worth `value` units of `quote` on the day `on` (the oldest used)."""

    base: str
    quote: str
    value: Decimal
    on: date
    source: str
    """Who said so: `ECB`, `own`, `fixed`; `ECB via EUR` for two rates that meet there."""
    steps: tuple[Step, ...] = field(default=(), compare=False)
    """What it was made of: one rate, or the two that meet; none between a money and itself."""

    @property
    def is_made(self) -> bool:
        """Whether it is no rate as it was written: turned round, or crossed."""
        return [(step.base, step.quote) for step in self.steps] != [(self.base, self.quote)]


# Currencies that only the household prices are reached by what it prices them in.
_ROWS = """
with known as (
  select unnest(%(codes)s::text[]) as code
  union
  select unnest(array[base, quote])::text from ledger_exchangerate
  where household_id = %(household)s and (base = any(%(codes)s) or quote = any(%(codes)s))
    and deleted_at is null
)
select base, quote, date, rate, source from ledger_exchangerate
where (household_id = %(household)s or household_id is null) and deleted_at is null
  and base = any((select array_agg(code) from known)::text[])
  and quote = any((select array_agg(code) from known)::text[])
  and date >= %(start)s and date < %(end)s
order by date, household_id nulls first, base, quote
"""


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates between some currencies, each pair's by day, the one that counts on that day last."""

    pairs: dict[tuple[str, str], list[Quoted]]

    @classmethod
    def load(
        cls, household: Household, currencies: Iterable[str], start: date, end: date
    ) -> RateTable:
        """Read what is needed to convert between `currencies` on the days [start, end)."""
        codes = {PIVOT}.union(*(all_names(code) for code in currencies))
        values: dict[str, Any] = {
            "household": household.pk,
            "codes": sorted(codes),
            "start": start - min(LONGEST_GAP, start - date.min),
            "end": end,
        }
        pairs: dict[tuple[str, str], list[Quoted]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, values)
            for base, quote, on, rate, source in cursor:
                pairs[base, quote].append(Quoted(on, rate, source))
                inverse = _CONTEXT.divide(Decimal(1), rate)
                pairs[quote, base].append(Quoted(on, inverse, source, rate))
        return cls(dict(pairs))

    def find(self, base: str, quote: str, *, on: date) -> Decimal | None:
        """Return what one `base` was worth in `quote` on a day, None where that is not known."""
        rate = self.rate(base, quote, on=on)
        return None if rate is None else rate.value

    def rate(self, base: str, quote: str, *, on: date) -> Rate | None:
        """Return the rate from `base` to `quote` on a day, None where none is known."""
        if base == quote:
            return Rate(base, quote, Decimal(1), on, "same currency")
        bases, quotes = names_of(base, on=on), names_of(quote, on=on)
        found = self._meet(bases, quotes, on) or self._cross(bases, quotes, PIVOT, on)
        found = found or self._by_any_pivot(bases, quotes, on)
        if found is None:
            return None
        return Rate(base, quote, found.value, found.on, found.source, found.steps)

    def _by_any_pivot(
        self, bases: tuple[Name, ...], quotes: tuple[Name, ...], on: date
    ) -> Quoted | None:
        pivots = sorted({code for pair in self.pairs for code in pair})
        crossed = (self._cross(bases, quotes, pivot, on) for pivot in pivots)
        # Of equally new ones the first in the alphabet, so that the answer is always the same.
        return max((each for each in crossed if each), key=lambda each: each.on, default=None)

    def _cross(
        self, bases: tuple[Name, ...], quotes: tuple[Name, ...], pivot: str, on: date
    ) -> Quoted | None:
        middle = (Name(pivot, Fraction(1)),)
        first, second = self._meet(bases, middle, on), self._meet(middle, quotes, on)
        if first is None or second is None:
            return None
        sources = dict.fromkeys((first.source, second.source))
        words = f"{' and '.join(sources)} via {pivot}"
        value = _times(first.value, second.value)
        steps = first.steps + second.steps
        return Quoted(min(first.on, second.on), value, words, steps=steps)

    def _meet(self, bases: tuple[Name, ...], quotes: tuple[Name, ...], on: date) -> Quoted | None:
        """Return the newest rate between two moneys under any of their names, the surest first."""
        newest: Quoted | None = None
        for base in bases:
            for quote in quotes:
                factor = base.units / quote.units
                if base.code == quote.code:
                    value = _times(Decimal(1), factor)
                    return Quoted(on, value, FIXED, steps=_renamed(bases, quotes, factor, on))
                found = self._pair(base.code, quote.code, on)
                if found is not None and (newest is None or found.on > newest.on):
                    steps = (
                        *_renamed(bases, (base,), base.units, on),
                        _step(base.code, quote.code, found),
                        *_renamed((quote,), quotes, 1 / quote.units, on),
                    )
                    value = _times(found.value, factor)
                    newest = Quoted(found.on, value, found.source, steps=steps)
        return newest

    def _pair(self, base: str, quote: str, on: date) -> Quoted | None:
        quoted = self.pairs.get((base, quote), [])
        at = bisect_right(quoted, on, key=lambda entry: entry.on)
        if at == 0 or on - quoted[at - 1].on > LONGEST_GAP:
            return None
        return quoted[at - 1]


def _step(base: str, quote: str, found: Quoted) -> Step:
    if found.written is None:
        return Step(base, quote, found.value, found.on, found.source, is_inverse=False)
    return Step(quote, base, found.written, found.on, found.source, is_inverse=True)


def _renamed(
    bases: tuple[Name, ...], quotes: tuple[Name, ...], factor: Fraction, on: date
) -> tuple[Step, ...]:
    """Return the step from a money to another name of it, none where it keeps its own."""
    base, quote = _plain(bases), _plain(quotes)
    if base == quote:
        return ()
    return (Step(base, quote, _times(Decimal(1), factor), on, FIXED, is_inverse=False),)


def _plain(names: tuple[Name, ...]) -> str:
    """Return the code that was asked for among the names of a money: all others have a factor."""
    return next((name.code for name in names if name.units == 1), names[0].code)


def _times(value: Decimal, factor: Decimal | Fraction) -> Decimal:
    if isinstance(factor, Decimal):
        return _CONTEXT.multiply(value, factor)
    if factor == 1:
        return value
    grown = _CONTEXT.multiply(value, Decimal(factor.numerator))
    return _CONTEXT.divide(grown, Decimal(factor.denominator))
