"""Exchange rates of many days at once: one query, then look-ups by `rates.find_rate`'s rule."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from django.db.models import Q

from accounts.models import Household
from ledger.models import ExchangeRate
from ledger.reports.rates import LONGEST_GAP, PIVOT

_CONTEXT = Context(prec=34)
Quoted = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates between some currencies, each pair's by day, the one that counts on that day last."""

    pairs: dict[tuple[str, str], list[Quoted]]

    @classmethod
    def load(
        cls, household: Household, currencies: Iterable[str], start: date, end: date
    ) -> RateTable:
        """Read what is needed to convert between `currencies` on the days [start, end)."""
        known = {*currencies, PIVOT}
        rows = ExchangeRate.objects.filter(
            Q(household=household) | Q(household=None),
            base__in=known,
            quote__in=known,
            date__gte=start - LONGEST_GAP,
            date__lt=end,
        )
        # Shared rates first, so that a household's own of the same day comes after them.
        found: dict[tuple[str, str], list[tuple[date, bool, Decimal]]] = defaultdict(list)
        for row in rows:
            own = row.household_id is not None
            inverse = _CONTEXT.divide(Decimal(1), row.rate)
            found[row.base, row.quote].append((row.date, own, row.rate))
            found[row.quote, row.base].append((row.date, own, inverse))
        pairs = {
            pair: [(day, rate) for day, _own, rate in sorted(quoted, key=lambda q: q[:2])]
            for pair, quoted in found.items()
        }
        return cls(pairs)

    def find(self, base: str, quote: str, *, on: date) -> Decimal | None:
        """Return what one `base` was worth in `quote` on a day, None where that is not known."""
        if base == quote:
            return Decimal(1)
        direct = self._pair(base, quote, on)
        if direct is not None or PIVOT in {base, quote}:
            return direct
        first, second = self._pair(base, PIVOT, on), self._pair(PIVOT, quote, on)
        if first is None or second is None:
            return None
        return _CONTEXT.multiply(first, second)

    def _pair(self, base: str, quote: str, on: date) -> Decimal | None:
        quoted = self.pairs.get((base, quote), [])
        at = bisect_right(quoted, on, key=lambda entry: entry[0])
        if at == 0 or quoted[at - 1][0] < on - LONGEST_GAP:
            return None
        return quoted[at - 1][1]
