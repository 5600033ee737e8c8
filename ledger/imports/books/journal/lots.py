"""What the lots of a commodity cost, for sales that name a lot but not its cost."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.imports.books.journal.entries import Posting, Quantity

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class _Lot:
    left: Decimal
    unit_cost: Decimal
    currency: str
    on: date


class Lots:
    """Lots by account and commodity, oldest first."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], list[_Lot]] = defaultdict(list)

    def add(self, posting: Posting, on: date, unit_cost: Decimal) -> None:
        """Note what a posting with a cost adds or takes away."""
        if posting.amount is None or posting.cost is None:
            return
        key, number = (posting.account, posting.amount.commodity), posting.amount.number
        held = self._held[key]
        if held and (held[0].left > 0) != (number > 0):
            same = [lot for lot in held if lot.unit_cost == unit_cost]
            self._take(key, abs(number), same)
        else:
            held.append(_Lot(number, unit_cost, posting.cost.commodity, on))

    def sell(self, posting: Posting) -> Quantity | None:
        """Return what the lots cost that a posting takes, signed as it is; None for unknown ones.

        A date in the braces picks lots; otherwise the oldest go first.
        """
        if posting.amount is None:
            return None
        key, number = (posting.account, posting.amount.commodity), posting.amount.number
        picked = self._held[key]
        if found := _DAY.search(posting.lot or ""):
            picked = [lot for lot in picked if lot.on.isoformat() == found[0]]
        if not picked or abs(sum((lot.left for lot in picked), Decimal(0))) < abs(number):
            return None
        currency = picked[0].currency
        cost = self._take(key, abs(number), picked)
        return Quantity(cost if number > 0 else -cost, currency)

    def _take(self, key: tuple[str, str], wanted: Decimal, lots: list[_Lot]) -> Decimal:
        cost = Decimal(0)
        for lot in lots:
            part = min(abs(lot.left), wanted)
            cost += part * lot.unit_cost
            lot.left -= part.copy_sign(lot.left)
            wanted -= part
        self._held[key] = [lot for lot in self._held[key] if lot.left]
        return cost
