"""ISO 20022 bank messages: camt.052 reports, camt.053 statements, camt.054 notifications.

Elements are told by their local names alone, so every version, any namespace prefix and a file
without a namespace are read alike. The file is streamed; an entry is dropped once it is read.
Source of the format: the ISO 20022 message definition reports of the camt.05x family.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from lxml import etree

from ledger.imports.readers.balances import balance_warning, refused_when_useless
from ledger.imports.readers.camt_entry import (
    Element,
    Entry,
    amount_at,
    describe,
    iso_day,
    line_of,
    local_name,
    text_at,
)
from ledger.imports.readers.charset import charset_of
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Detection,
    HostileFile,
    Problem,
    Record,
    StatementFile,
    StatementLine,
)

MAX_BYTES = 256 * 1024 * 1024

_CONTAINERS = {
    "Stmt": "BkToCstmrStmt",
    "Rpt": "BkToCstmrAcctRpt",
    "Ntfctn": "BkToCstmrDbtCdtNtfctn",
}
_CHILDREN = ("GrpHdr", "Acct", "Bal", "Ntry")
_NAMESPACE = re.compile(rb"camt\.05[234](?:\.\d{3}\.\d{2})?")
_MESSAGE = re.compile(rb"<(?:[\w.-]+:)?(BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn))")
_DECLARATION = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)""")
_KINDS = {
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
}
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
class _Statement:
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
            self.created = _day_or_none(text_at(parent, "CreDtTm")) or self.created
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
            on = _day_or_none(text_at(element, "Dt/Dt", "Dt/DtTm", "Dt"))
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


class CamtReader:
    """Reads camt.052, camt.053 and camt.054 of every version."""

    format = "camt"

    def detect(self, source: StatementFile) -> Detection | None:
        """Return the message and version that the first bytes name, or None."""
        head = source.head().replace(b"\0", b"")
        message = _MESSAGE.search(head)
        namespace = _NAMESPACE.search(head)
        if not message and not (namespace and b"<Document" in head):
            return None
        if namespace:
            return Detection(self.format, namespace[0].decode("ascii"), Decimal("0.99"))
        kind = _KINDS[message[1].decode("ascii")] if message else "camt"
        return Detection(self.format, f"{kind} without namespace", Decimal("0.9"))

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records of `source`.

        A batch booking is one line, its payments are the splits. Pending and announced entries
        are lines with `is_pending`. What stands before a break in the file is kept. Raises
        HostileFile for a document type or too large a file, BrokenFile where nothing can be read.
        The option `charset` overrules the encoding that the file declares.
        """
        if source.size > MAX_BYTES:
            raise HostileFile(
                f"{source.size:,} bytes are more than the {MAX_BYTES:,} that are read",
                file=source.name,
            )
        with source.opener() as stream:
            _skip_to_markup(stream)
            message = _Message(source.name)
            records = message.records(stream, _codec(source, detection.options.get("charset")))
            yield from refused_when_useless(records, source.name)


@dataclass(slots=True)
class _Message:
    """The state of reading one file: the message's date and the statement at hand."""

    file: str
    created: date | None = None
    statement: _Statement | None = None
    has_statement: bool = False

    def records(self, stream: BinaryIO, codec: str | None) -> Iterator[Record]:
        """Yield what the stream holds up to its end or to the first break."""
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in (*_CONTAINERS, *_CHILDREN)],
            encoding=codec,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        try:
            for event, element in events:
                if event == "start":
                    self._started(element)
                else:
                    yield from self._ended(element)
        except etree.XMLSyntaxError as error:
            yield from self._broken(error)
        if not self.has_statement:
            raise BrokenFile(
                "the message holds no statement, report or notification", file=self.file
            )

    def _broken(self, error: etree.XMLSyntaxError) -> Iterator[Record]:
        reason = f"the file is damaged or ends early, what follows is lost: {_wording(error)}"
        if not self.has_statement:
            raise BrokenFile(reason, line=error.lineno, file=self.file) from error
        if self.statement:
            yield from self.statement.balance_records()
        yield Problem(reason, line=error.lineno)

    def _started(self, element: Element) -> None:
        if element.getroottree().docinfo.internalDTD is not None:
            raise HostileFile("a bank message carries no document type", line=1, file=self.file)
        if _is_statement(element):
            self.statement = _Statement(created=self.created)
            self.has_statement = True

    def _ended(self, element: Element) -> Iterator[Record]:
        name, parent = local_name(element), element.getparent()
        if name == "GrpHdr":
            self.created = _day_or_none(text_at(element, "CreDtTm"))
        elif self.statement and _is_statement(element):
            yield from self.statement.finished(line_of(element))
            self.statement = None
            _forget(element)
        elif self.statement and parent is not None and _is_statement(parent):
            yield from self.statement.child(name, element, parent)
            if name == "Ntry":
                _forget(element)


def _is_statement(element: Element) -> bool:
    message = _CONTAINERS.get(local_name(element))
    parent = element.getparent()
    return bool(message) and parent is not None and local_name(parent).startswith(message or "")


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


def _day_or_none(text: str | None) -> date | None:
    try:
        return iso_day(text or "")
    except Unreadable:
        return None


def _forget(element: Element) -> None:
    """Free `element` and what stands before it; both have been read."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _wording(error: etree.XMLSyntaxError) -> str:
    return re.sub(r"\s*,? line \d+(, column \d+)?", "", str(error.msg)).strip()


def _skip_to_markup(stream: BinaryIO) -> None:
    """Move to the first byte of the markup, past blank lines that some banks put before it."""
    head = stream.read(1024)
    stream.seek(len(head) - len(head.lstrip()))


def _codec(source: StatementFile, wanted: object) -> str | None:
    """Return the encoding to read in: the `wanted` one, what the bytes prove, or None for UTF-16.

    lxml reads the latter by its byte order mark.
    """
    if isinstance(wanted, str) and wanted:
        return wanted
    declared = _DECLARATION.search(source.head(1024))
    charset = charset_of(source, declared[1].decode("ascii") if declared else "")
    if charset.startswith(("utf-16", "utf-32")):
        return None
    return charset.removesuffix("-sig")
