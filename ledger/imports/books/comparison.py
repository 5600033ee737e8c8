"""The report of moving in: both sides of every account, and what was not carried over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.imports.books.model import NotCarried
from ledger.imports.statement import Problem


@dataclass(frozen=True, slots=True)
class Comparison:
    """One account in one currency on both sides; debit positive, so a debt is negative."""

    path: str
    """What the source calls it; several of the source's that became one are joined."""
    kind: str
    account_id: int
    account: str
    currency: str
    source_balance: Decimal
    ledger_balance: Decimal
    source_rows: int
    ledger_rows: int
    is_stated: bool
    """The file itself states the balance; otherwise it is the sum of the file's rows."""

    @property
    def difference(self) -> Decimal:
        """The source's less the ledger's."""
        return self.source_balance - self.ledger_balance


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReport:
    """The result of moving books in; every transaction of the source is in one of the counts."""

    batch_id: int | None
    format: str
    dialect: str
    added: int
    matched: int
    """Known already from an earlier move of the same books."""
    skipped: int
    failed: int
    sums: dict[str, Decimal]
    first_date: date | None
    last_date: date | None
    accounts: tuple[Comparison, ...]
    not_carried: tuple[NotCarried, ...]
    problems: tuple[Problem, ...]
    accounts_made: tuple[str, ...]
    made_ids: tuple[int, ...]
    placed: tuple[tuple[str, str, int], ...]
    """Key of the source, currency and id of the account there, for the next copy of the books."""
    seconds: float

    @property
    def differences(self) -> tuple[Comparison, ...]:
        """The accounts whose two sides differ."""
        return tuple(each for each in self.accounts if each.difference)

    @property
    def rows_per_second(self) -> int:
        total = self.added + self.matched + self.skipped + self.failed
        return round(total / self.seconds) if self.seconds else 0

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the batch: amounts as strings."""
        return {
            "accounts": [
                asdict(each)
                | {
                    "source_balance": f"{each.source_balance:f}",
                    "ledger_balance": f"{each.ledger_balance:f}",
                    "difference": f"{each.difference:f}",
                }
                for each in self.accounts
            ],
            "not_carried": [asdict(each) for each in self.not_carried],
            "problems": [asdict(each) for each in self.problems[:MOST_PROBLEMS]],
            "made": list(self.made_ids),
            "placed": [list(each) for each in self.placed],
        }


MOST_PROBLEMS = 500
