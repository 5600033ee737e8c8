"""What a reader of whole books yields: accounts, categories, transactions with all their legs.

A reader is a pure function from files to `ParsedBooks`. It raises a `StatementError` when the file
as a whole is refused, and names everything that it leaves out in `not_carried`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.enums import PLACE_KINDS, AccountKind, Status
from ledger.imports.statement import Problem

OPENING, ADJUSTMENT, UNCATEGORISED = "@opening", "@adjustment", "@uncategorised"
"""Keys of accounts that the ledger itself has: opening balances, adjustments, no category."""
OWN_KEYS = (OPENING, ADJUSTMENT, UNCATEGORISED)
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""The days that a transaction can have."""


@dataclass(frozen=True, slots=True)
class BookAccount:
    """A place, category or equity account of the source."""

    key: str
    """What the source calls it: an id or a path; unique in the file."""
    path: tuple[str, ...]
    """Its names from the top down, without the class of account."""
    kind: AccountKind
    currency: str = ""
    """A place's currency; "" where the file names none or its rows say it."""
    is_closed: bool = False
    stated: Decimal | None = None
    """The balance that the file itself states for a place, money owed negative."""

    @property
    def is_place(self) -> bool:
        return self.kind in PLACE_KINDS


@dataclass(frozen=True, slots=True)
class BookLeg:
    """One leg, debit positive. Its weight is what it counts in the balance of its transaction."""

    account: str
    amount: Decimal
    currency: str = ""
    weight: Decimal | None = None
    """Amount at the source's own price or cost; None where it is the amount itself."""
    weight_currency: str = ""
    memo: str = ""

    @property
    def weighed(self) -> tuple[Decimal, str]:
        """The weight and its currency."""
        if self.weight is None:
            return self.amount, self.currency
        return self.weight, self.weight_currency


@dataclass(frozen=True, slots=True)
class BookTransaction:
    """One event with all its legs; the weights of each currency should sum to zero."""

    on: date
    legs: tuple[BookLeg, ...]
    payee: str = ""
    memo: str = ""
    status: Status = Status.CLEARED
    tags: tuple[str, ...] = ()
    external_id: str = ""
    """The source's own id, "" where it has none."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class BookBalance:
    """What the source says that an account held of a currency at the end of a day."""

    account: str
    on: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class NotCarried:
    """Something of the source that has no place here, why, and how much of it there is."""

    what: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the file holds as its own program counts it: before anything was made of it."""

    rows: int = 0
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    """Sum of the rows of registers by currency; empty for double-entry books."""
    first_date: date | None = None
    last_date: date | None = None


@dataclass(frozen=True, slots=True)
class ParsedBooks:
    """All that was read of a file of books."""

    format: str
    dialect: str
    accounts: Mapping[str, BookAccount]
    transactions: tuple[BookTransaction, ...]
    balances: Mapping[tuple[str, str], Decimal]
    """Per account key and currency what the source's rows sum to, summed on their own."""
    figures: Figures
    not_carried: tuple[NotCarried, ...] = ()
    problems: tuple[Problem, ...] = ()
    asserted: tuple[BookBalance, ...] = ()


class Omissions:
    """Counts what is left out, by kind and reason."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, what: str, reason: str, count: int = 1) -> None:
        """Count `count` things of one kind that are left out for one reason."""
        if count:
            self._counts[what, reason] += count

    def all(self) -> tuple[NotCarried, ...]:
        """Return them in the order in which their kinds were first met."""
        return tuple(NotCarried(*key, count) for key, count in self._counts.items())


class RowTally:
    """Figures of a register, added row by row straight from the file."""

    def __init__(self) -> None:
        self.rows = 0
        self.sums: dict[str, Decimal] = defaultdict(Decimal)
        self.balances: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.days: list[date] = []

    def add(self, account: str, on: date, amount: Decimal, currency: str = "") -> None:
        """Count one row of an account; money out negative."""
        self.rows += 1
        self.sums[currency] += amount
        self.balances[account, currency] += amount
        self.days = [min([*self.days, on]), max([*self.days, on])]

    def figures(self) -> Figures:
        """Return what was counted."""
        first, last = self.days or (None, None)
        return Figures(self.rows, dict(self.sums), first, last)
