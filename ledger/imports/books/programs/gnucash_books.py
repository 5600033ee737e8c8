"""GnuCash: accounts and transactions as both of its formats hold them, made into books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal

from ledger.enums import AccountKind, Status
from ledger.imports.books.kinds import asset_kind, liability_kind
from ledger.imports.books.model import (
    BookAccount,
    BookLeg,
    BookTransaction,
    Figures,
    Omissions,
    ParsedBooks,
)
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import Problem

ROOT = "ROOT"
_PRECISE = Context(prec=40)
_DEEPEST = 60
_CLASSES = {"assets", "liabilities", "equity", "income", "expenses"}
_KINDS = {
    "BANK": AccountKind.CHECKING,
    "CASH": AccountKind.CASH,
    "CREDIT": AccountKind.CREDIT_CARD,
    "STOCK": AccountKind.INVESTMENT,
    "MUTUAL": AccountKind.INVESTMENT,
    "INCOME": AccountKind.INCOME,
    "EXPENSE": AccountKind.EXPENSE,
    "EQUITY": AccountKind.EQUITY,
    "TRADING": AccountKind.EQUITY,
    "RECEIVABLE": AccountKind.OTHER_ASSET,
    "PAYABLE": AccountKind.OTHER_LIABILITY,
}
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class RawAccount:
    """An account as GnuCash keeps it."""

    key: str
    name: str
    type: str
    parent: str
    currency: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class RawSplit:
    """A split: `value` in the transaction's currency, `quantity` in the account's."""

    account: str
    value: Decimal
    quantity: Decimal
    memo: str = ""
    state: str = ""


@dataclass(slots=True)
class RawTransaction:
    """A transaction with its splits."""

    key: str
    on: date
    currency: str
    description: str
    number: str = ""
    notes: str = ""
    splits: list[RawSplit] = field(default_factory=list)


def fraction(numerator: str, denominator: str) -> Decimal:
    """Return a fraction of whole numbers; raises Unreadable."""
    plain = numerator.lstrip("-"), denominator
    if not all(part.isdecimal() and len(part) < _MOST_DIGITS for part in plain):
        raise Unreadable(f"“{numerator[:30]}/{denominator[:30]}” is not an amount")
    if not int(denominator):
        raise Unreadable("an amount is divided by zero")
    return _PRECISE.divide(Decimal(numerator), Decimal(denominator))


def gnucash_books(
    dialect: str,
    raw_accounts: Mapping[str, RawAccount],
    transactions: Iterable[RawTransaction],
    omissions: Omissions,
    problems: list[Problem],
) -> ParsedBooks:
    """Return the books of a GnuCash file; splits without amounts go, so do empty transactions."""
    accounts = {
        key: _account(raw, raw_accounts)
        for key, raw in raw_accounts.items()
        if raw.type != ROOT and _is_rooted(raw, raw_accounts)
    }
    balances: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    booked = []
    for transaction in transactions:
        splits = [s for s in transaction.splits if s.value or s.quantity]
        if not splits or any(split.account not in accounts for split in splits):
            omissions.add("transactions", "without amounts or accounts", 1)
            continue
        for split in splits:
            balances[split.account, raw_accounts[split.account].currency] += split.quantity
        booked.append(_transaction(transaction, splits, raw_accounts))
    days = [each.on for each in booked]
    figures = Figures(len(booked), {}, min(days, default=None), max(days, default=None))
    return ParsedBooks(
        format="gnucash",
        dialect=dialect,
        accounts=accounts,
        transactions=tuple(sorted(booked, key=lambda each: each.on)),
        balances=dict(balances),
        figures=figures,
        not_carried=omissions.all(),
        problems=tuple(problems),
    )


def _line(raw: RawAccount, accounts: Mapping[str, RawAccount]) -> list[RawAccount]:
    """Return the accounts from the root down to `raw`; the root of scheduled ones is none."""
    line = [raw]
    while line[0].parent in accounts and len(line) < _DEEPEST:
        line.insert(0, accounts[line[0].parent])
    return line


def _is_rooted(raw: RawAccount, accounts: Mapping[str, RawAccount]) -> bool:
    return _line(raw, accounts)[0].type == ROOT


def _account(raw: RawAccount, accounts: Mapping[str, RawAccount]) -> BookAccount:
    names = [each.name or "Account" for each in _line(raw, accounts)[1:]]
    if len(names) > 1 and names[0].casefold() in _CLASSES:
        names = names[1:]
    kind = _KINDS.get(raw.type) or (
        liability_kind(raw.name) if raw.type == "LIABILITY" else asset_kind(raw.name)
    )
    if raw.type == "BANK" and asset_kind(raw.name) is AccountKind.SAVINGS:
        kind = AccountKind.SAVINGS
    account = BookAccount(raw.key, tuple(names), kind, "", raw.is_hidden)
    return BookAccount(
        account.key,
        account.path,
        kind,
        raw.currency if account.is_place else "",
        raw.is_hidden,
    )


def _transaction(
    raw: RawTransaction, splits: list[RawSplit], accounts: Mapping[str, RawAccount]
) -> BookTransaction:
    states = {split.state for split in splits}
    status = Status.RECONCILED if "y" in states else Status.CLEARED
    legs = tuple(
        BookLeg(
            split.account,
            split.quantity,
            accounts[split.account].currency,
            split.value,
            raw.currency,
            split.memo,
        )
        for split in splits
    )
    memo = " · ".join(filter(None, [raw.number, raw.notes]))
    return BookTransaction(raw.on, legs, raw.description, memo, status, external_id=raw.key)
