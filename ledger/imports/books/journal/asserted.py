"""Which asserted balances of a journal are those of the end of a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.imports.books.journal.entries import Quantity
from ledger.imports.books.model import BookBalance, Omissions

WHAT = "balance assertions"
BELOW = "they count the accounts below, too"
MIDDLE = "made in the middle of a day"


@dataclass(slots=True)
class Asserted:
    """Balances by account, day and commodity; a later posting of the day outdates one."""

    omissions: Omissions
    _kept: dict[tuple[str, date, str], Decimal] = field(default_factory=dict)

    def add(self, account: str, on: date, quantity: Quantity, *, has_below: bool) -> None:
        """Note what an account is said to hold at the end of a day, as far as is read."""
        if has_below:
            self.omissions.add(WHAT, BELOW)
        else:
            self._kept[account, on, quantity.commodity] = quantity.number

    def outdate(self, account: str, on: date, commodity: str) -> None:
        """Drop what was noted, because more is posted on that day."""
        if self._kept.pop((account, on, commodity), None) is not None:
            self.omissions.add(WHAT, MIDDLE)

    def all(self) -> tuple[BookBalance, ...]:
        """Return what is left, in the order of the journal."""
        return tuple(
            BookBalance(account, on, amount, commodity)
            for (account, on, commodity), amount in self._kept.items()
        )
