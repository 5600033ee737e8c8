"""The messages of an MT940 or MT942 file, put together from their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ledger.imports.readers.balances import balance_warning
from ledger.imports.readers.mt940_details import (
    Details,
    is_account_number,
    is_structured,
    parse_details,
)
from ledger.imports.readers.mt940_entry import Entry, parse_balance, parse_entry
from ledger.imports.readers.mt940_fields import Field
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    Problem,
    Record,
    StatementLine,
    UnknownFormat,
)

_ACCOUNT = re.compile(r"(?P<account>.*?\d)\s?/?(?P<currency>[A-Z]{3})?\s*")
_BALANCE_KINDS = {
    "60": BalanceKind.OPENING,
    "62": BalanceKind.CLOSING,
    "64": BalanceKind.AVAILABLE,
}


@dataclass(slots=True)
class _Statement:
    """One message while it is read, from :20: to :62:."""

    has_reference: bool = False
    account: str = ""
    number: str = ""
    currency: str = ""
    opening: Balance | None = None
    entries: Decimal = Decimal(0)
    count: int = 0
    is_announced: bool = False
    is_closed: bool = False
    is_refused: bool = False


@dataclass(slots=True)
class Messages:
    """The state of reading one file: the statement at hand and the entry that awaits details."""

    name: str
    now: _Statement = field(default_factory=_Statement)
    entry: Field | None = None
    details: list[Field] = field(default_factory=list)
    interim: tuple[str, Balance] | None = None
    settled: set[str] = field(default_factory=set)

    def records(self, fields: Iterator[Field]) -> Iterator[Record]:
        """Yield what the fields amount to; raises UnknownFormat where none is of the format."""
        last: Field | None = None
        is_known = False
        for last in fields:
            is_known = is_known or last.tag != "NS"
            yield from self._field(last)
        if not last or not is_known:
            raise UnknownFormat("no field of an MT940 or MT942 was found", file=self.name)
        is_cut = last.is_cut and last.tag == "61" and bool(self.now.opening)
        yield from self._flushed()
        yield from self._ended()
        if is_cut:
            yield Problem("the file breaks off in this entry, what follows is lost", last.line)
        if self.interim and self.interim[0] not in self.settled:
            yield self.interim[1]

    def _field(self, item: Field) -> Iterator[Record]:
        match item.tag:
            case "61":
                yield from self._flushed()
                self.entry = item
            case "86" | "NS":
                yield from self._described(item)
            case "20":
                yield from self._flushed()
                yield from self._ended()
                self.now = _Statement(has_reference=True)
            case "25" | "25P" | "28" | "28C" | "60" | "60F" | "60M":
                yield from self._header(item)
            case "34F":
                self.now.currency = self.now.currency or item.lines[0].strip()[:3]
            case "62" | "62F" | "62M" | "64":
                yield from self._flushed()
                yield from self._balance(item)
            case _:
                yield from self._flushed()

    def _header(self, item: Field) -> Iterator[Record]:
        yield from self._flushed()
        if self.now.is_closed:
            yield from self._ended()
            self.now = _Statement(account=self.now.account)
        text = item.lines[0].strip()
        if item.tag.startswith("28"):
            self.now.number = text
        elif item.tag.startswith("60"):
            yield from self._balance(item)
        elif self.now.count:
            yield Problem(
                "an account (:25:) stands among the entries: it is passed over", item.line
            )
        else:
            match = _ACCOUNT.fullmatch(text)
            self.now.account = match["account"] if match else text
            self.now.currency = (match["currency"] if match else "") or ""

    def _described(self, item: Field) -> Iterator[Record]:
        if not self.entry:
            return
        first = self.details[0].lines[0] if self.details else ""
        if is_structured(first) and is_structured(item.lines[0]):
            yield Problem("details (:86:) without an entry (:61:): the entry is lost", item.line)
        else:
            self.details.append(item)

    def _balance(self, item: Field) -> Iterator[Record]:
        now = self.now
        try:
            printed = parse_balance(item.lines[0])
        except Unreadable as error:
            yield Problem(
                f"a balance (:{item.tag}:) cannot be read: {error}", item.line, is_warning=True
            )
            now.is_closed = now.is_closed or item.tag.startswith("62")
            return
        now.currency = printed.currency or now.currency
        kind = _BALANCE_KINDS[item.tag[:2]]
        balance = Balance(kind, printed.amount, printed.on, now.currency, item.line)
        if kind is BalanceKind.OPENING:
            yield from self._opened(balance)
        yield from self._announced()
        if now.is_refused:
            return
        if kind is BalanceKind.CLOSING:
            yield from self._closed(balance)
        if item.tag in {"62", "62F"}:
            self.settled.add(now.account)
        if item.tag == "62M":
            self.interim = (now.account, balance)
        elif item.tag != "60M":
            yield balance

    def _opened(self, balance: Balance) -> Iterator[Record]:
        now = self.now
        now.opening = balance
        if now.has_reference and now.number and not now.account:
            now.is_refused = now.is_announced = True
            reason = "the statement names no account (:25: is missing), so it is not read"
            yield Problem(reason, balance.line)

    def _closed(self, balance: Balance) -> Iterator[Record]:
        now = self.now
        now.is_closed = True
        if now.opening:
            warning = balance_warning(
                now.opening.amount,
                now.entries,
                balance.amount,
                statement=now.number,
                line=balance.line,
            )
            if warning:
                yield warning

    def _ended(self) -> Iterator[Record]:
        """Yield what is left to say of the statement at hand when another one or the end comes."""
        now = self.now
        if now.account or now.is_announced:
            yield from self._announced()
        if now.opening and now.count and not now.is_closed:
            reason = "the statement has no closing balance: whether entries are missing is unknown"
            yield Problem(reason, now.opening.line, is_warning=True)

    def _announced(self) -> Iterator[Record]:
        """Yield the section of the statement once, after an interim balance of another account."""
        now = self.now
        if now.is_announced:
            return
        now.is_announced = True
        if self.interim and self.interim[0] != now.account:
            if self.interim[0] not in self.settled:
                yield self.interim[1]
            self.interim = None
        bank, _, number = now.account.rpartition("/")
        yield AccountSection(
            now.account, now.currency, statement=now.number, bank=bank if number else ""
        )

    def _flushed(self) -> Iterator[Record]:
        """Yield the entry that awaited its details."""
        item, details = self.entry, self.details
        if not item:
            return
        self.entry, self.details = None, []
        yield from self._announced()
        if self.now.is_refused:
            return
        self.now.count += 1
        opened = self.now.opening
        try:
            entry = parse_entry(item.lines, opened.on if opened else None)
        except Unreadable as error:
            yield Problem(f"an entry (:61:) cannot be read: {error}", item.line)
            return
        if entry.day_problem:
            yield Problem(entry.day_problem, item.line)
        if not entry.is_expected:
            self.now.entries += entry.amount
        yield _line(entry, _read(details, entry), item.line, self.now.currency)


def _read(details: list[Field], entry: Entry) -> Details:
    lines = [line for item in details for line in item.lines]
    is_coded = bool(details) and details[0].tag == "NS"
    return parse_details(lines, supplement=entry.supplement, coded=is_coded)


def _line(entry: Entry, details: Details, line: int, currency: str) -> StatementLine:
    """Join what the entry and its details say of one transaction."""
    has_account = is_account_number(entry.supplement)
    account = details.account or (entry.supplement if has_account else "")
    own_reference = "" if entry.reference == account else entry.reference
    supplement = "" if has_account else entry.supplement
    return StatementLine(
        date=entry.day,
        amount=entry.amount,
        line=line,
        currency=currency,
        payee=details.payee or entry.name,
        memo=details.memo or supplement or own_reference,
        external_id=entry.external_id,
        value_date=entry.day,
        is_pending=entry.is_expected,
        reference=details.reference or own_reference,
        counterparty_account=account,
    )
