"""What an import did, or would do: counts, sums, dates and the tie-out against the bank."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.imports.statement import Problem


@dataclass(frozen=True, slots=True)
class TieOut:
    """The bank's balance of the account against the ledger's, at the end of `on`.

    Pending rows are in neither, unless the bank counts them. Signed from the holder's view;
    `difference` is the bank's less the ledger's.
    """

    account_id: int
    currency: str
    on: date
    statement: Decimal
    ledger: Decimal

    @property
    def difference(self) -> Decimal:
        return self.statement - self.ledger


@dataclass(frozen=True, slots=True)
class RowReport:
    """A row of the file that is not simply added, and why."""

    line: int
    outcome: str
    reason: str
    date: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    description: str = ""
    transaction_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The result of one import; every row of the file is in one of the four counts."""

    batch_id: int | None
    added: int
    matched: int
    skipped: int
    failed: int
    sums: dict[str, Decimal]
    """Sum of the file's rows by currency, money out negative."""
    first_date: date | None
    last_date: date | None
    tie_out: TieOut | None
    closings: tuple[TieOut, ...]
    """The closing balance that the file states of each account."""
    opening_balance: Decimal | None
    """The opening balance that was booked because the account was empty."""
    rows: tuple[RowReport, ...]
    """The first rows that were matched, skipped or failed."""
    problems: tuple[Problem, ...]
    accounts_made: tuple[str, ...]
    seconds: float

    @property
    def total(self) -> int:
        return self.added + self.matched + self.skipped + self.failed

    @property
    def rows_per_second(self) -> int:
        return round(self.total / self.seconds) if self.seconds else 0


@dataclass(slots=True)
class Tally:
    """What is counted while the rows of a file stream by."""

    rows: int = 0
    investments: int = 0
    sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    first_date: date | None = None
    last_date: date | None = None
    problems: list[Problem] = field(default_factory=list)
    failed: int = 0

    def add(self, on: date, amount: Decimal, currency: str) -> None:
        """Count one row."""
        self.rows += 1
        self.sums[currency] += amount
        if self.first_date is None or on < self.first_date:
            self.first_date = on
        if self.last_date is None or on > self.last_date:
            self.last_date = on
