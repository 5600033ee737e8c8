"""QIF, the line format of Quicken that banks and finance programs still write.

Own reader, because the format declares neither its date order nor its decimal mark: both are
inferred over the whole file first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.imports.readers.charset import charset_of, text_chunks, text_head
from ledger.imports.readers.printed import Unreadable, printed_amount, shortened
from ledger.imports.readers.qif_dates import ORDERS, DateOrder, order_of, read_date
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Detection,
    HostileFile,
    Problem,
    Record,
    Split,
    StatementFile,
    StatementLine,
)

MAX_LINE = 1_048_576
MAX_ROWS = 20_000
"""Lines of one record after which a file is no QIF."""

_LISTS = frozenset(
    ("cat", "class", "memorized", "security", "prices", "budget", "bill", "tag", "template", "")
)
_KINDS = frozenset(("bank", "cash", "ccard", "oth a", "oth l", "invst"))
_HEADER = re.compile(r"^[ \t]{0,9}!(?:type|account|option|clear)\b", re.IGNORECASE | re.MULTILINE)
_BARE = re.compile(r"\s*D[0-9][^\n]{5,15}\n(?:[A-Z$][^\n]*\n){1,12}\^")
_CENTS = re.compile(r"([.,])[0-9]{1,2}\s*$")


class QifReader:
    """Recognises and reads QIF."""

    format = "qif"

    def detect(self, source: StatementFile) -> Detection | None:
        """Return charset, date order and decimal mark of a QIF file, or None for anything else.

        The confidence is that of the date order; `date_order` and `decimal_mark` in the options
        may be replaced before the file is read.
        """
        head = text_head(source)
        has_header = _HEADER.search(head) is not None
        if not has_header and not _BARE.match(head):
            return None
        charset = charset_of(source)
        seen = _evidence(_records(text_chunks(source, charset)))
        order = seen.date_order()
        options = {
            "charset": charset,
            "date_order": order.order,
            "decimal_mark": seen.decimal_mark(),
        }
        confidence = order.confidence if has_header else order.confidence * Decimal("0.9")
        return Detection(self.format, seen.dialect(order.order), confidence, options)

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records of the transaction sections of `source`; lists are passed over.

        Raises BrokenFile for a date order that does not exist, HostileFile for endless lines.
        """
        options = detection.options
        order = str(options.get("date_order") or "mdy")
        if order not in ORDERS:
            raise BrokenFile(f"the date order {order!r} is none of {', '.join(ORDERS)}")
        charset = str(options.get("charset") or charset_of(source))
        mark = str(options.get("decimal_mark") or ".")
        return _Sections(order, mark).records(_records(text_chunks(source, charset)))


class _Entry(NamedTuple):
    """The rows of one record, up to its `^`, and the section header they stand under."""

    section: str
    """In lower case: "bank", "invst", "account", "option" …; "" before any header."""
    line: int
    rows: list[str]


def _records(chunks: Iterable[str]) -> Iterator[_Entry]:
    section, rows, begun = "bank", [], 0
    for number, printed in enumerate(_lines(chunks), start=1):
        row = printed.lstrip()
        code = row[:1]
        if code not in {"^", "!"}:
            if row and code != "#":
                begun = begun or number
                rows.append(row)
                _check_size(rows)
            continue
        if rows:
            yield _Entry(section, begun, rows)
            rows, begun = [], 0
        if code == "!":
            section, option = _section(row, section)
            yield _Entry("header", number, [option or section])
    if rows:
        yield _Entry(section, begun, rows)


def _check_size(rows: list[str]) -> None:
    if len(rows) > MAX_ROWS:
        raise HostileFile(f"one record has more than {MAX_ROWS:,} lines")


def _section(row: str, current: str) -> tuple[str, str]:
    """Return the section that a header begins, and the option that it sets instead."""
    name, _, value = row[1:].partition(":")
    kind = name.strip().lower()
    if kind == "type":
        return value.strip().lower(), ""
    if kind == "account":
        return "account", ""
    return current, f"{kind}:{value.strip().lower()}"


def _lines(chunks: Iterable[str]) -> Iterator[str]:
    held = ""
    for chunk in chunks:
        *whole, held = (held + chunk).split("\n")
        if len(held) > MAX_LINE:
            raise HostileFile("a line goes on for more than a million characters")
        yield from whole
    yield held


def _is_transaction(entry: _Entry) -> bool:
    """Return whether a record is no list's; under headers unknown here its date and amount tell."""
    if entry.section in _LISTS or entry.section in {"account", "header"}:
        return False
    codes = {row[0] for row in entry.rows}
    return entry.section in _KINDS or ("D" in codes and not codes.isdisjoint("TU"))


@dataclass(slots=True)
class _Evidence:
    """What a first pass over the file saw."""

    dates: list[str] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    sections: dict[str, None] = field(default_factory=dict)
    declared_order: str = ""

    def date_order(self) -> DateOrder:
        """Return the declared order of dates, else the one that their sequence suggests."""
        if self.declared_order:
            return DateOrder(self.declared_order, Decimal(1))
        found = order_of(self.dates)
        if found.confidence <= Decimal("0.5") and self.decimal_mark() == ",":
            return DateOrder("dmy", Decimal("0.6"))
        return found

    def decimal_mark(self) -> str:
        """Return the mark before one or two last digits in most amounts."""
        return "," if self.marks[","] > self.marks["."] else "."

    def dialect(self, order: str) -> str:
        """Return the kinds of sections and the order of dates in words."""
        kinds = "/".join(kind.title() for kind in self.sections) or "lists only"
        return f"{kinds}, dates {'/'.join(order)}"


def _evidence(entries: Iterable[_Entry]) -> _Evidence:
    seen = _Evidence()
    for entry in entries:
        section, _, rows = entry
        if section == "header":
            kind, _, value = rows[0].partition(":")
            if kind == "option" and value in ORDERS:
                seen.declared_order = value
        elif _is_transaction(entry):
            seen.sections[section] = None
            for row in rows:
                if row[0] == "D":
                    seen.dates.append(row[1:])
                    break
            for row in rows:
                if row[0] in "TU$" and (cents := _CENTS.search(row)):
                    seen.marks[cents[1]] += 1
    return seen


@dataclass(slots=True)
class _Sections:
    """The account that the records belong to, and how its dates and amounts are printed."""

    order: str
    mark: str
    account: Mapping[str, str] = field(default_factory=dict)
    announced: tuple[str, str] | None = None
    """Name and kind of the account that the records belong to, as far as they have been told."""

    def records(self, entries: Iterable[_Entry]) -> Iterator[Record]:
        """Yield what the entries mean; those of lists are passed over."""
        for entry in entries:
            if entry.section == "account":
                self.account = _first_values(entry.rows)
            elif _is_transaction(entry):
                yield from self._transaction(entry)

    def _transaction(self, entry: _Entry) -> Iterator[Record]:
        values = _first_values(entry.rows)
        yield from self._announced(entry, values)
        is_investment = entry.section == "invst"
        try:
            day = read_date(_needed(values, "D", "date"), self.order)
            amount = self._amount(values, is_investment=is_investment)
        except Unreadable as error:
            yield Problem(f"Record left out: {error}.", entry.line)
            return
        if is_investment:
            yield _investment(values, day, amount, entry.line)
            return
        splits, note = self._splits(entry.rows, amount)
        if note:
            yield Problem(note, entry.line, is_warning=True)
        yield StatementLine(
            date=day,
            amount=amount,
            line=entry.line,
            payee=values.get("P", ""),
            memo=values.get("M", ""),
            category=values.get("L", ""),
            reference=values.get("N", ""),
            splits=splits,
        )

    def _announced(self, entry: _Entry, first: Mapping[str, str]) -> Iterator[Record]:
        name, target = self.account.get("N", ""), first.get("L", "")
        if self.announced == (name, entry.section):
            return
        self.announced = name, entry.section
        if not name and target.startswith("[") and "opening balance" in first.get("P", "").lower():
            name = target.strip("[]")
        yield AccountSection(name=name, kind=entry.section.title())
        try:
            balance = printed_amount(self.account.get("$", ""), usual_mark=self.mark)
            day = read_date(self.account.get("/", ""), self.order)
        except Unreadable:
            return
        yield Balance(BalanceKind.CLOSING, balance, day)

    def _amount(self, values: Mapping[str, str], *, is_investment: bool) -> Decimal:
        printed = values.get("T") or values.get("U")
        if not printed and is_investment:
            printed = values.get("$") or "0"
        return printed_amount(printed or _needed(values, "T", "amount"), usual_mark=self.mark)

    def _splits(self, rows: list[str], amount: Decimal) -> tuple[tuple[Split, ...], str]:
        """Return the splits where they make up `amount`, else what is wrong with them."""
        printed = _printed_splits(rows)
        if not printed:
            return (), ""
        try:
            splits = tuple(
                Split(printed_amount(part["$"], usual_mark=self.mark), part["S"], part.get("E", ""))
                for part in printed
                if part.get("$")
            )
        except Unreadable as error:
            return (), f"Splits left out: {error}."
        total = sum((split.amount for split in splits), Decimal(0))
        if total != amount:
            return (), f"Splits left out: they come to {total}, the transaction to {amount}."
        return splits, ""


def _first_values(rows: list[str]) -> dict[str, str]:
    """Return the first value of each code before the splits, memo lines joined."""
    values: dict[str, str] = {}
    for row in rows:
        code, value = row[0], row[1:].strip()
        if code == "S" and code in values:
            continue
        if code == "M" and "M" in values and "S" not in values:
            values["M"] = f"{values['M']} {value}".strip()
        elif "S" not in values or code in "DTU":
            values.setdefault(code, value)
    return values


def _printed_splits(rows: list[str]) -> list[dict[str, str]]:
    parts: list[dict[str, str]] = []
    for row in rows:
        code, value = row[0], row[1:].strip()
        if code == "S":
            parts.append({"S": value})
        elif parts and code in "E$":
            parts[-1].setdefault(code, value)
    return parts


def _needed(values: Mapping[str, str], code: str, name: str) -> str:
    value = values.get(code)
    if not value:
        rest = shortened(" ".join(values.values()))
        raise Unreadable(f"{rest} has no {name} ({code})" if rest else f"no {name} ({code})")
    return value


def _investment(values: Mapping[str, str], day: date, amount: Decimal, line: int) -> StatementLine:
    return StatementLine(
        date=day,
        amount=amount,
        line=line,
        payee=values.get("P") or values.get("Y", ""),
        memo=values.get("M", ""),
        category=values.get("N") or values.get("L", ""),
        is_investment=True,
    )
