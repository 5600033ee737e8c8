"""Income and spending of a period in the base currency, by category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.enums import AccountKind
from ledger.models import Account
from ledger.money import Money
from ledger.periods import Period
from ledger.reports.balances import shown
from ledger.reports.figures import Figure
from ledger.reports.filters import RegisterFilter
from ledger.reports.tree import AccountTree


@dataclass(frozen=True, slots=True)
class Flow:
    """What was earned or spent: positive as people read it, each posting at its own day's rate."""

    money: Money
    unrated: int
    """Postings left out of the sum because the rate of their day is missing."""
    chosen: RegisterFilter
    """The transactions behind it."""


@dataclass(frozen=True, slots=True)
class SpendingLine:
    """What a category and all below it cost; `children` are those with spending of their own."""

    category: Account
    flow: Flow
    share: Decimal
    """Part of all spending, 0 … 1; 0 where refunds exceed what was spent."""
    children: tuple[SpendingLine, ...]


class FlowReader:
    """Reads flows from the figures of some stretches."""

    def __init__(self, tree: AccountTree, base_currency: str, figures: Iterable[Figure]) -> None:
        self.tree = tree
        self.currency = base_currency
        self._sums: dict[tuple[int, int], tuple[Decimal, int]] = defaultdict(lambda: (Decimal(), 0))
        for figure in figures:
            key = (figure.stretch, figure.account_id)
            base_value, unrated = self._sums[key]
            self._sums[key] = (base_value + figure.base_value, unrated + figure.unrated)

    def income(self, stretch: int, period: Period) -> Flow:
        """Return what was earned in a stretch, positive; `period` is the days it stands for."""
        return self._flow(stretch, period, self._top(AccountKind.INCOME))

    def expense(self, stretch: int, period: Period) -> Flow:
        """Return what was spent in a stretch, positive."""
        return self._flow(stretch, period, self._top(AccountKind.EXPENSE))

    def spending(self, stretch: int, period: Period) -> tuple[SpendingLine, ...]:
        """Return spending by top-level category, largest first, those without any left out."""
        top = self._top(AccountKind.EXPENSE)
        whole = self._flow(stretch, period, top).money.amount
        return self._lines(stretch, period, top, whole)

    def _top(self, kind: AccountKind) -> list[Account]:
        return [account for account in self.tree.children(None) if account.kind == kind]

    def _lines(
        self, stretch: int, period: Period, categories: Iterable[Account], whole: Decimal
    ) -> tuple[SpendingLine, ...]:
        lines = []
        for category in categories:
            flow = self._flow(stretch, period, [category])
            children = self.tree.children(category)
            below = self._lines(stretch, period, children, whole)
            if flow.money or flow.unrated or below:
                amount = flow.money.amount
                share = amount / whole if whole > 0 and amount > 0 else Decimal(0)
                lines.append(SpendingLine(category, flow, min(share, Decimal(1)), below))
        return tuple(sorted(lines, key=lambda line: -line.flow.money.amount))

    def _flow(self, stretch: int, period: Period, categories: Sequence[Account]) -> Flow:
        ids = [category.pk for category in categories]
        total, missing = Decimal(0), 0
        for key in self.tree.with_descendants(ids):
            base_value, unrated = self._sums.get((stretch, key), (Decimal(0), 0))
            total += base_value
            missing += unrated
        money = Money(total, self.currency)
        if categories:
            money = shown(categories[0], money)
        chosen = RegisterFilter(categories=tuple(ids), start=period.start, end=period.end)
        return Flow(money, missing, chosen)
