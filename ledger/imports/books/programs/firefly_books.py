"""Firefly III: journals of its CSV export and of its API, made into books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.enums import AccountKind, Status
from ledger.imports.books.kinds import asset_kind
from ledger.imports.books.model import (
    ADJUSTMENT,
    OPENING,
    UNCATEGORISED,
    BookAccount,
    BookLeg,
    BookTransaction,
    Omissions,
    ParsedBooks,
    RowTally,
)
from ledger.imports.statement import Problem

_PLACES = {
    "asset account": None,
    "asset": None,
    "default account": None,
    "cash account": AccountKind.CASH,
    "loan": AccountKind.LOAN,
    "debt": AccountKind.OTHER_LIABILITY,
    "mortgage": AccountKind.MORTGAGE,
    "credit card": AccountKind.CREDIT_CARD,
}
_OWN = {"initial balance account": OPENING, "reconciliation account": ADJUSTMENT}
_OWN |= {"liability credit account": OPENING}


@dataclass(frozen=True, slots=True)
class Journal:
    """One journal: money from a source to a destination, with what it was where it arrived."""

    group: str
    on: date
    amount: Decimal
    currency: str
    source: tuple[str, str]
    """Name and type of the account."""
    destination: tuple[str, str]
    foreign: tuple[Decimal, str] | None = None
    type: str = ""
    description: str = ""
    group_title: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    is_reconciled: bool = False
    line: int = 0


@dataclass(slots=True)
class FireflyBooks:
    """Gathers journals; those of one group become one transaction."""

    dialect: str
    accounts: dict[str, BookAccount] = field(default_factory=dict)
    stated: dict[str, Decimal] = field(default_factory=dict)
    groups: dict[str, list[Journal]] = field(default_factory=lambda: defaultdict(list))
    tally: RowTally = field(default_factory=RowTally)
    omissions: Omissions = field(default_factory=Omissions)
    problems: list[Problem] = field(default_factory=list)

    def add(self, journal: Journal) -> None:
        """Take a journal, and count it for the accounts at both of its ends."""
        self.groups[journal.group].append(journal)
        for leg in self._legs(journal):
            if self._is_place(leg.account):
                self.tally.balances[leg.account, leg.currency] += leg.amount
        self.tally.rows += 1
        self.tally.sums[journal.currency] += _register_amount(journal)
        self.tally.days = [min([*self.tally.days, journal.on]), max([*self.tally.days, journal.on])]

    def place(self, name: str, kind: AccountKind | None, **more: object) -> str:
        """Note an account of the person's own; returns its key."""
        key = f"place:{name}"
        self.accounts.setdefault(
            key,
            BookAccount(key, (name or "Account",), kind or asset_kind(name), **more),  # type: ignore[arg-type]
        )
        return key

    def books(self) -> ParsedBooks:
        """Return the books of all journals."""
        booked = [self._transaction(key, journals) for key, journals in self.groups.items()]
        return ParsedBooks(
            format="firefly",
            dialect=self.dialect,
            accounts=self.accounts,
            transactions=tuple(sorted(booked, key=lambda each: each.on)),
            balances=dict(self.tally.balances),
            figures=self.tally.figures(),
            not_carried=self.omissions.all(),
            problems=tuple(self.problems),
        )

    def _legs(self, journal: Journal) -> tuple[BookLeg, BookLeg]:
        """Return what leaves the source and what reaches the destination."""
        source = self._end(journal, journal.source, is_income=True)
        target = self._end(journal, journal.destination, is_income=False)
        leaving = BookLeg(source, -journal.amount, journal.currency)
        both = all(self._is_place(key) for key in (source, target))
        if journal.foreign and both and journal.foreign[1] != journal.currency:
            amount, currency = journal.foreign
            return leaving, BookLeg(target, amount, currency, journal.amount, journal.currency)
        return leaving, BookLeg(target, journal.amount, journal.currency)

    def _is_place(self, key: str) -> bool:
        account = self.accounts.get(key)
        return account is not None and account.is_place

    def _end(self, journal: Journal, end: tuple[str, str], *, is_income: bool) -> str:
        name, kind = end[0], end[1].casefold()
        if kind in _OWN:
            return _OWN[kind]
        if kind in _PLACES:
            return self.place(name, _PLACES[kind])
        if not journal.category:
            return UNCATEGORISED
        chosen = AccountKind.INCOME if is_income else AccountKind.EXPENSE
        key = f"{chosen.value}:{journal.category}"
        self.accounts.setdefault(key, BookAccount(key, (journal.category,), chosen))
        return key

    def _transaction(self, key: str, journals: list[Journal]) -> BookTransaction:
        first = journals[0]
        payee = first.destination if _is_own(first.source) else first.source
        is_shop = not _is_own(payee) and payee[1].casefold() not in _OWN
        return BookTransaction(
            on=first.on,
            legs=tuple(leg for journal in journals for leg in self._legs(journal)),
            payee=payee[0] if is_shop else "",
            memo=" · ".join(filter(None, [first.group_title or first.description, first.notes])),
            status=Status.RECONCILED if first.is_reconciled else Status.CLEARED,
            tags=tuple(dict.fromkeys(tag for each in journals for tag in each.tags)),
            external_id=key,
            line=first.line,
        )


def _is_own(end: tuple[str, str]) -> bool:
    return end[1].casefold() in _PLACES


def _register_amount(journal: Journal) -> Decimal:
    """Return the amount as Firefly prints it: money spent negative, all else positive."""
    return -journal.amount if journal.type.casefold() == "withdrawal" else journal.amount


def leave_out(books: FireflyBooks, journals: Iterable[tuple[str, str]]) -> None:
    """Count budgets and bills that journals name; pairs of (budget, bill)."""
    for budget, bill in journals:
        books.omissions.add("budgets of journals", "budgets are set up anew", bool(budget))
        books.omissions.add("bills of journals", "schedules are found from the rows", bool(bill))
