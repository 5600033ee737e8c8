"""Whole books on their way in: what is in a waiting file, and both sides once it was moved in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledger.enums import PLACE_KINDS, AccountKind
from ledger.imports.books.comparison import MoveReport
from ledger.imports.books.detect import BY_NAME, read_books
from ledger.imports.books.model import NotCarried, ParsedBooks
from ledger.imports.books.planning import plan_books
from ledger.imports.statement import Detection, Problem, StatementFile
from ledger.models import ImportBatch
from ledger.money import Money, MoneyBag

SHOWN = 200


@dataclass(frozen=True, slots=True)
class WaitingPlace:
    """A place of the source, what its rows come to, and what it is taken for."""

    key: str
    name: str
    kind: str
    currency: str
    balance: MoneyBag
    is_closed: bool


@dataclass(frozen=True, slots=True)
class WaitingBooks:
    """What a waiting file of books holds."""

    program: str
    places: tuple[WaitingPlace, ...]
    categories: int
    transactions: int
    not_carried: tuple[NotCarried, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One account on both sides, debit positive."""

    path: str
    account_id: int
    account: str
    source: Money
    ledger: Money
    source_rows: int
    ledger_rows: int
    is_stated: bool

    @property
    def difference(self) -> Money:
        """The source's less the ledger's."""
        return self.source - self.ledger


@dataclass(frozen=True, slots=True)
class Moved:
    """The report of moving books in."""

    places: tuple[Side, ...]
    others: tuple[Side, ...]
    """Categories and equity, where the source books on them."""
    not_carried: tuple[NotCarried, ...]
    problems: tuple[Problem, ...]

    @property
    def differences(self) -> int:
        """How many accounts differ."""
        return sum(bool(side.difference) for side in (*self.places, *self.others))


def waiting_books(source: StatementFile, detection: Detection, base: str) -> WaitingBooks:
    """Return what is in a file of books; raises StatementError when it is refused."""
    books = read_books(source, detection)
    plan = plan_books(books, base)
    found: dict[str, list[Money]] = defaultdict(list)
    for (key, commodity), amount in books.balances.items():
        code = plan.codes.get(commodity)
        if code:
            found[key].append(Money(amount, code))
    places = tuple(
        WaitingPlace(
            key=key,
            name=_name(books, key),
            kind=str(AccountKind(account.kind).label),
            currency=_currency(found[key], plan.codes.get(account.currency) or base),
            balance=MoneyBag.of(found[key]),
            is_closed=account.is_closed,
        )
        for key, account in books.accounts.items()
        if account.is_place
    )
    return WaitingBooks(
        program=BY_NAME[detection.format].title,
        places=places,
        categories=len(books.accounts) - len(places),
        transactions=len(books.transactions),
        not_carried=(*books.not_carried, *plan.not_carried),
        problems=books.problems[:SHOWN],
    )


def _name(books: ParsedBooks, key: str) -> str:
    return " · ".join(reversed(books.accounts[key].path))


def _currency(held: list[Money], otherwise: str) -> str:
    codes = {money.currency for money in held}
    return next(iter(codes)) if len(codes) == 1 else otherwise


def moved(batch: ImportBatch) -> Moved:
    """Return the report that a batch of books keeps; no query."""
    return moved_of(batch.report)


def report_of(report: MoveReport) -> Moved:
    """Return the report of a run that was not kept."""
    return moved_of(report.as_json())


def moved_of(kept: Mapping[str, Any]) -> Moved:
    """Return a report from the JSON that is kept of it."""
    sides = [(AccountKind(each["kind"]), _side(each)) for each in kept.get("accounts", [])]
    return Moved(
        places=tuple(side for kind, side in sides if kind in PLACE_KINDS),
        others=tuple(side for kind, side in sides if kind not in PLACE_KINDS),
        not_carried=tuple(NotCarried(**each) for each in kept.get("not_carried", [])),
        problems=tuple(Problem(**each) for each in kept.get("problems", [])[:SHOWN]),
    )


def _side(each: Mapping[str, Any]) -> Side:
    code = each["currency"]
    return Side(
        path=each["path"],
        account_id=each["account_id"],
        account=each["account"],
        source=Money(Decimal(each["source_balance"]), code),
        ledger=Money(Decimal(each["ledger_balance"]), code),
        source_rows=each["source_rows"],
        ledger_rows=each["ledger_rows"],
        is_stated=each["is_stated"],
    )
