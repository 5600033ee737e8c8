"""The running balance as proof: it settles which column is the amount, its sign and its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Figures = Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class BalanceProof:
    """How many steps of a running balance the amounts explain."""

    matched: int
    tested: int
    order: str
    """"ascending" when the oldest row stands first, "descending" when the newest does."""

    @property
    def share(self) -> float:
        """Share of tested steps that fit, 0 when there was nothing to test."""
        return self.matched / self.tested if self.tested else 0.0

    @property
    def holds(self) -> bool:
        """Whether the balance can be taken as proof of the amounts."""
        return self.matched >= 1 and self.share >= 0.6


def prove(amounts: Figures, balances: Figures) -> BalanceProof:
    """Compare each step of `balances` with the amount of its row, in both orders of time.

    A step without an amount, with an amount of zero, or after a row without a balance is left out.
    """
    up = down = tested_up = tested_down = 0
    for index in range(1, min(len(amounts), len(balances))):
        before, after = balances[index - 1], balances[index]
        if before is None or after is None:
            continue
        upper, lower = amounts[index - 1], amounts[index]
        if lower:
            tested_up += 1
            up += after - before == lower
        if upper:
            tested_down += 1
            down += before - after == upper
    if down > up or (down == up and tested_down < tested_up):
        return BalanceProof(down, tested_down, "descending")
    return BalanceProof(up, tested_up, "ascending")
