"""One statement, report or notification of an ISO 20022 bank message while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.imports.readers.balances import balance_warning
from ledger.imports.readers.camt_entry import (
    Element,
    Entry,
    amount_at,
    describe,
    iso_day,
    line_of,
    text_at,
)
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    Problem,
    Record,
    StatementLine,
)

_OPENING, _CLOSING, _AVAILABLE = ("OPBD", "PRCD"), ("CLBD", "ITBD"), ("CLAV", "ITAV")
_BALANCE_CODES = {
    _OPENING: BalanceKind.OPENING,
    _CLOSING: BalanceKind.CLOSING,
    _AVAILABLE: BalanceKind.AVAILABLE,
}
_BALANCE_KINDS = {code: kind for codes, kind in _BALANCE_CODES.items() for code in codes}
_ACCOUNT_IDS = ("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC")
_BANKS = tuple(f"Svcr/FinInstnId/{path}" for path in ("BICFI", "BIC", "Nm", "NmAndAdr/Nm"))


@dataclass(slots=True)
class Statement:
    """What has been read of the statement, report or notification at hand."""

    created: date | None = None
    number: str = ""
    section: AccountSection | None = None
    balances: dict[str, Balance] = field(default_factory=dict)
    booked: Decimal = Decimal(0)

    def child(self, name: str, element: Element, parent: Element) -> Iterator[Record]:
        """Take in one direct child of the statement `parent`, yielding what it amounts to."""
        if not self.section:
            self.number = text_at(parent, "Id")
            self.created = day_or_none(text_at(parent, "CreDtTm")) or self.created
            account = element if name == "Acct" else None
            self.section = _section(account, self.number)
            yield self.section
        if name == "Bal":
            yield from self._balance(element)
        elif name == "Ntry":
            yield from self._entry(element, self.section.account)

    def finished(self, line: int) -> Iterator[Record]:
        """Yield the balances, and a warning when the entries do not lead from one to the other."""
        yield from self.balance_records()
        opening, closing = self._chosen(_OPENING), self.balances.get("CLBD")
        if opening and closing:
            warning = balance_warning(
                opening.amount, self.booked, closing.amount, statement=self.number, line=line
            )
            if warning:
                yield warning

    def balance_records(self) -> Iterator[Record]:
        """Yield the opening, closing and available balance, each where one is stated."""
        yield from filter(None, (self._chosen(kind) for kind in _BALANCE_CODES))

    def _chosen(self, codes: tuple[str, ...]) -> Balance | None:
        return next((self.balances[code] for code in codes if code in self.balances), None)

    def _balance(self, element: Element) -> Iterator[Record]:
        code = text_at(element, "Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry")
        kind = _BALANCE_KINDS.get(code)
        if not kind:
            return
        try:
            amount, currency = amount_at(element)
            on = day_or_none(text_at(element, "Dt/Dt", "Dt/DtTm", "Dt"))
        except Unreadable as error:
            line = line_of(element)
            yield Problem(f"a balance ({code}) cannot be read: {error}", line, is_warning=True)
        else:
            self.balances[code] = Balance(kind, amount, on, currency, line_of(element))

    def _entry(self, element: Element, account: str) -> Iterator[Record]:
        line = line_of(element)
        try:
            entry = describe(element, account)
        except Unreadable as error:
            yield Problem(f"an entry cannot be read: {error}", line)
            return
        day = entry.day or entry.value_day or self.created
        if not day:
            yield Problem("an entry carries no date, nor does its statement", line)
            return
        if not (entry.day or entry.value_day):
            message = f"an entry carries no date: the message's own, {day}, is taken"
            yield Problem(message, line, is_warning=True)
        if not entry.is_pending:
            self.booked += entry.amount
        yield _line(entry, day, line)


def _line(entry: Entry, day: date, line: int) -> StatementLine:
    return StatementLine(
        date=day,
        amount=entry.amount,
        line=line,
        currency=entry.currency,
        payee=entry.payee,
        memo=entry.memo,
        external_id=entry.external_id,
        value_date=entry.value_day,
        is_pending=entry.is_pending,
        reference=entry.reference,
        counterparty_account=entry.counterparty_account,
        splits=entry.splits,
    )


def _section(account: Element | None, number: str) -> AccountSection:
    if account is None:
        return AccountSection(statement=number)
    return AccountSection(
        account=text_at(account, *_ACCOUNT_IDS),
        currency=text_at(account, "Ccy").upper(),
        name=text_at(account, "Nm", "Ownr/Nm", "Ownr/Pty/Nm"),
        statement=number,
        bank=text_at(account, *_BANKS),
        kind=text_at(account, "Tp/Cd", "Tp/Prtry"),
    )


def day_or_none(text: str | None) -> date | None:
    try:
        return iso_day(text or "")
    except Unreadable:
        return None
