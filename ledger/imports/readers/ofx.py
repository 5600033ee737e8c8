"""OFX 1.x (SGML), OFX 2.x (XML) and QFX: statements of banks, cards and brokers.

Own reader over a stream of tags, because the strict libraries refuse a third of what banks send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from ledger.imports.readers.charset import charset_of, text_chunks, text_head
from ledger.imports.readers.ofx_markup import Aggregate, aggregates, plain_text, tokens
from ledger.imports.readers.printed import (
    Unreadable,
    calendar_day,
    printed_amount,
    shortened,
)
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Detection,
    Problem,
    Record,
    StatementFile,
    StatementLine,
)

_TRANSACTIONS = frozenset(("STMTTRN", "STMTTRNP"))
_INVESTMENTS = frozenset(
    (
        *("BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK", "CLOSUREOPT", "INCOME"),
        *("INVEXPENSE", "JRNLFUND", "JRNLSEC", "MARGININTEREST", "REINVEST", "RETOFCAP"),
        *("SELLDEBT", "SELLMF", "SELLOPT", "SELLOTHER", "SELLSTOCK", "SPLIT", "TRANSFER"),
    )
)
_BALANCES = {"LEDGERBAL": BalanceKind.CLOSING, "AVAILBAL": BalanceKind.AVAILABLE}
_ACCOUNTS = frozenset(("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM", "ACCTFROM", "LOANACCTFROM"))
_STATEMENTS = frozenset(("STMTRS", "CCSTMTRS", "INVSTMTRS", "ACCTSTMT", "LOANSTMTRS"))
_LISTS = frozenset(("BANKTRANLIST", "BANKTRANLISTP", "INVTRANLIST", "LOANTRANLIST"))
_GATHERED = _TRANSACTIONS | _INVESTMENTS | _BALANCES.keys() | _ACCOUNTS | {"STATUS"}
_STRUCTURE = _STATEMENTS | _LISTS | {"INVBANKTRAN", "OFX", "OFC", "SECLIST", "INVPOSLIST"}
_ENDS = frozenset(f"/{tag}" for tag in (*_LISTS, *_STATEMENTS, "OFX", "OFC"))
_BREAKS = (_GATHERED - _ACCOUNTS) | _STRUCTURE | {f"/{tag}" for tag in _STRUCTURE}

_START = re.compile(r"<OF[XC](?:\s[^<>]*)?>|OFXHEADER|<STMTTRN>|<BANKTRANLIST>", re.IGNORECASE)
_VERSION = re.compile(r"VERSION[\s:=>\"']{1,4}([0-9]{3})")
_CHARSET = re.compile(r"(?:CHARSET:|encoding=[\"'])\s{0,4}((?:[A-Za-z]{2,7}-?)?[0-9-]{1,6})")
_DAY = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})")


class OfxReader:
    """Recognises and reads OFX."""

    format = "ofx"

    def detect(self, source: StatementFile) -> Detection | None:
        """Return the version and charset of an OFX file, or None for anything else."""
        head = text_head(source)
        start = _START.search(head)
        if start is None:
            return None
        has_header = "OFXHEADER" in head
        charset = charset_of(source, _declared_charset(head))
        confidence = Decimal(1) if has_header else Decimal("0.9")
        return Detection(self.format, _dialect(head), confidence, {"charset": charset})

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records of every statement in the file, in its order.

        Raises BrokenFile when it holds neither a transaction nor anything that says it is an
        answer of a bank, HostileFile when it would exhaust memory.
        """
        charset = str(detection.options.get("charset") or charset_of(source))
        parts = aggregates(tokens(text_chunks(source, charset)), _GATHERED, _BREAKS)
        return _Statements(has_header=_has_header(source)).records(parts)


def _has_header(source: StatementFile) -> bool:
    return "OFXHEADER" in text_head(source, 4_096)


def _declared_charset(head: str) -> str:
    match = _CHARSET.search(head)
    if match is None:
        return ""
    name = match[1].rstrip("-")
    if name.startswith("8859"):
        return f"iso-{name}"
    return f"cp{name}" if name.isdigit() else name


def _dialect(head: str) -> str:
    if "<OFC>" in head[:4_096].upper():
        return "OFC"
    match = _VERSION.search(head)
    markup = "XML" if "<?xml" in head or "<?OFX" in head else "SGML"
    version = f"{match[1][0]}.{match[1][1:]}" if match else "without version"
    name = "QFX" if "<INTU." in head else "OFX"
    return f"{name} {version} {markup}"


@dataclass(slots=True)
class _Statements:
    """Where in the file the reader is: whose statement it reads and what it has seen so far."""

    has_header: bool
    account: str = ""
    bank: str = ""
    bank_name: str = ""
    kind: str = ""
    currency: str = ""
    is_announced: bool = False
    is_answer: bool = False
    open_list: int = 0
    """Line of the transaction list that is not closed yet."""
    count: int = 0

    def records(self, parts: Iterator[Aggregate]) -> Iterator[Record]:
        """Yield what the aggregates of the file mean."""
        for part in parts:
            tag = part.tag
            if tag in _TRANSACTIONS:
                yield from self._transaction(part)
            elif tag in _INVESTMENTS:
                yield from self._investment(part)
            elif tag in _BALANCES:
                yield from self._balance(part)
            elif tag == "STATUS":
                yield from self._status(part)
            else:
                yield from self._context(part)
        yield from self._end()

    def _context(self, part: Aggregate) -> Iterator[Record]:
        tag = part.tag
        if tag in _STATEMENTS:
            if self.is_announced:
                self.account = self.bank = self.kind = ""
            self.currency, self.is_announced = "", False
        elif tag in _ACCOUNTS:
            fields = part.fields
            self.account = fields.get("ACCTID", "")
            self.bank = fields.get("BANKID") or fields.get("BROKERID", "")
            self.kind = fields.get("ACCTTYPE") or _kind_of(tag)
            self.is_announced = False
        elif tag == "CURDEF":
            self.currency = _currency(plain_text(part.text))
        elif tag == "ORG":
            self.bank_name = plain_text(part.text)
        elif tag in _LISTS:
            self.is_answer, self.open_list = True, part.line
        elif tag in _ENDS:
            self.open_list = 0
            if self.account and tag[1:] in _STATEMENTS:
                yield from self._announced()

    def _announced(self) -> Iterator[Record]:
        if not self.is_announced:
            self.is_announced = True
            yield AccountSection(
                account=self.account,
                currency=self.currency,
                bank=self.bank_name or self.bank,
                kind=self.kind,
            )

    def _transaction(self, part: Aggregate) -> Iterator[Record]:
        yield from self._announced()
        self.count += 1
        fields = part.fields
        if not part.is_complete:
            yield Problem("The file breaks off inside this transaction.", part.line)
            return
        try:
            amount = printed_amount(_needed(fields, "TRNAMT", "amount"))
            day, note = _day(_posted(fields))
        except Unreadable as error:
            yield Problem(f"Transaction left out: {error}.", part.line)
            return
        if note:
            yield Problem(note, part.line, is_warning=True)
        if fields.get("CORRECTACTION"):
            yield _correction(fields, part.line)
        yield _line(part, day, amount, self.currency)

    def _investment(self, part: Aggregate) -> Iterator[Record]:
        yield from self._announced()
        self.count += 1
        fields = part.fields
        try:
            day, _ = _day(fields.get("DTTRADE") or _needed(fields, "DTSETTLE", "trade date"))
            amount = printed_amount(fields.get("TOTAL") or "0")
        except Unreadable as error:
            yield Problem(f"Investment record left out: {error}.", part.line)
            return
        yield StatementLine(
            date=day,
            amount=amount,
            line=part.line,
            currency=_currency(fields.get("CURRENCY.CURSYM", "")) or self.currency,
            memo=fields.get("MEMO", ""),
            external_id=fields.get("FITID", ""),
            category=part.tag,
            reference=fields.get("UNIQUEID", ""),
            is_investment=True,
        )

    def _balance(self, part: Aggregate) -> Iterator[Record]:
        self.is_answer, self.open_list = True, 0
        printed = part.fields.get("BALAMT")
        if not printed:
            return
        yield from self._announced()
        try:
            amount = printed_amount(printed)
        except Unreadable as error:
            yield Problem(f"Balance left out: {error}.", part.line, is_warning=True)
            return
        kind = _BALANCES[part.tag]
        yield Balance(kind, amount, _optional_day(part.fields, "DTASOF"), self.currency, part.line)

    def _status(self, part: Aggregate) -> Iterator[Record]:
        fields = part.fields
        self.is_answer = self.is_answer or fields.get("CODE", "").isdigit()
        if fields.get("SEVERITY", "").upper() == "ERROR":
            reason = fields.get("MESSAGE") or "no reason is given"
            yield Problem(
                f"The bank answered with error {fields.get('CODE', '')}: {reason}.",
                part.line,
                is_warning=True,
            )

    def _end(self) -> Iterator[Record]:
        if self.open_list:
            yield Problem("The file breaks off inside this list of transactions.", self.open_list)
        elif not (self.count or self.is_answer or self.has_header):
            raise BrokenFile(
                "there is OFX markup but no statement in it; download the statement again as OFX"
            )


def _kind_of(account_tag: str) -> str:
    return {"CCACCTFROM": "CREDITCARD", "INVACCTFROM": "INVESTMENT"}.get(account_tag, "")


def _currency(text: str) -> str:
    code = text.strip().upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else ""


def _needed(fields: Mapping[str, str], tag: str, name: str) -> str:
    value = fields.get(tag)
    if not value:
        raise Unreadable(f"it has no {name} ({tag})")
    return value


def _posted(fields: Mapping[str, str]) -> str:
    return fields.get("DTPOSTED") or fields.get("DTTRAN") or _needed(fields, "DTPOSTED", "date")


def _day(printed: str) -> tuple[date, str]:
    """Return the day a date-time names, in the bank's own time zone, and a note about it."""
    return _cached_day(printed[:10])


@lru_cache(maxsize=8_192)
def _cached_day(printed: str) -> tuple[date, str]:
    match = _DAY.match(printed)
    if match is None:
        raise Unreadable(f"{shortened(printed)} is not a date")
    if not int(match[1] + match[3] + match[4]):
        raise Unreadable("its date is all zeros")
    try:
        day = calendar_day(int(match[1]), int(match[3]), int(match[4]))
    except Unreadable as error:
        raise Unreadable(f"{shortened(printed)} is not a date: {error}") from error
    if day.day == int(match[4]):
        return day, ""
    return day, f"{shortened(printed)} does not exist: read as {day.isoformat()}."


def _optional_day(fields: Mapping[str, str], *tags: str) -> date | None:
    printed = next((fields[tag] for tag in tags if fields.get(tag)), "")
    try:
        return _day(printed)[0]
    except Unreadable:
        return None


def _correction(fields: Mapping[str, str], line: int) -> Problem:
    action, corrected = fields["CORRECTACTION"], fields.get("CORRECTFITID", "")
    message = (
        f"The bank corrects its earlier transaction {shortened(corrected)} ({action.lower()})."
    )
    return Problem(message, line, is_warning=True)


def _line(part: Aggregate, day: date, amount: Decimal, currency: str) -> StatementLine:
    get = part.fields.get
    own_currency = get("CURRENCY.CURSYM") or get("CURRENCY")
    has_value_date = "DTAVAIL" in part.fields or "VALUEDATE" in part.fields
    return StatementLine(
        date=day,
        amount=amount,
        line=part.line,
        currency=(_currency(own_currency) if own_currency else "") or currency,
        payee=get("NAME") or get("PAYEE.NAME") or get("PAYEE") or get("EXTDNAME") or "",
        memo=get("MEMO", ""),
        external_id=get("FITID", ""),
        value_date=_optional_day(part.fields, "DTAVAIL", "VALUEDATE") if has_value_date else None,
        is_pending=part.tag == "STMTTRNP",
        category=get("CATEGORY", ""),
        reference=get("CHECKNUM") or get("CHKNUM") or get("REFNUM") or "",
        counterparty_account=get("BANKACCTTO.ACCTID") or get("CCACCTTO.ACCTID") or "",
    )
