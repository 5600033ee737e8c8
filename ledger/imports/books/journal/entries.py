"""What the journal parsers yield before anything is balanced: transactions as they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.enums import Status
from ledger.imports.books.model import Omissions
from ledger.imports.statement import Problem


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a commodity; `""` is the commodity of amounts that name none."""

    number: Decimal
    commodity: str = ""


@dataclass(frozen=True, slots=True)
class Assertion:
    """`= amount`: what an account must hold after a posting, or is set to by one."""

    quantity: Quantity
    is_total: bool = False
    """Of all commodities, not only its own (`==`)."""
    is_inclusive: bool = False
    """With the accounts below (`=*`)."""


@dataclass(slots=True)
class Posting:
    """A posting as written; without an amount it takes what is left over."""

    account: str
    amount: Quantity | None = None
    price: Quantity | None = None
    is_total_price: bool = False
    cost: Quantity | None = None
    is_total_cost: bool = False
    lot: str | None = None
    """What braces without a cost say of the lot that is sold, None where there are none."""
    assertion: Assertion | None = None
    is_virtual: bool = False
    """In parentheses: counts for its account alone."""
    is_apart: bool = False
    """In brackets: balances with others of its kind."""
    status: Status | None = None
    memo: str = ""
    line: int = 0


@dataclass(slots=True)
class Entry:
    """A transaction as written."""

    on: date
    line: int
    payee: str = ""
    memo: str = ""
    code: str = ""
    status: Status = Status.CLEARED
    tags: list[str] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pad:
    """From this day the account is filled up from another, as its next balance needs."""

    on: date
    account: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """What an account and those below it hold at the beginning of a day."""

    on: date
    account: str
    quantity: Quantity
    line: int


@dataclass(slots=True)
class Journal:
    """Everything of a journal that has to do with money."""

    dialect: str
    entries: list[Entry] = field(default_factory=list)
    pads: list[Pad] = field(default_factory=list)
    checks: list[BalanceCheck] = field(default_factory=list)
    opened: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Accounts that are declared, with the commodities that they may hold."""
    closed: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)
    """Class letter by account: A L E R X, where declared."""
    roots: dict[str, str] = field(default_factory=dict)
    """Class letter by name of a root account, where an option renames one."""
    undated: int = 0
    """Transactions dated where no calendar reaches."""
    omissions: Omissions = field(default_factory=Omissions)
    problems: list[Problem] = field(default_factory=list)
