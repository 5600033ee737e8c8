"""GnuCash: its XML book, plain or gzipped, read element by element without entities."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from ledger.imports.books.bundle import Bundle
from ledger.imports.books.model import Omissions, ParsedBooks
from ledger.imports.books.programs.gnucash_books import (
    RawAccount,
    RawSplit,
    RawTransaction,
    fraction,
    gnucash_books,
)
from ledger.imports.books.programs.values import iso_day
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import BrokenFile, HostileFile, Problem

Element = etree._Element  # noqa: SLF001 — lxml names its element type so
_HEAD = 4_096
_PARTS = {"account", "transaction", "price", "budget", "schedxaction", "template-transactions"}
LEFT_OUT = {
    "price": ("prices", "rates are kept by the ledger itself"),
    "budget": ("budgets", "budgets are set up anew"),
    "schedxaction": ("scheduled transactions", "schedules are found again from the rows"),
}


def is_gnucash_xml(bundle: Bundle) -> bool:
    """Tell whether the only file is a book of GnuCash."""
    head = bundle.only()[:_HEAD]
    return b"<gnc-v2" in head or b"gnucash.org/XML/gnc" in head


def read_gnucash_xml(bundle: Bundle) -> ParsedBooks:
    """Return the books; raises BrokenFile, or HostileFile for a file that defines entities."""
    reading = _Reading()
    for element in _elements(bundle.only()):
        reading.take(element)
    return gnucash_books(
        "GnuCash XML",
        reading.accounts,
        reading.transactions,
        reading.omissions,
        reading.problems,
    )


def _elements(data: bytes) -> Iterator[Element]:
    """Yield the parts of the book one by one; each is emptied after use."""
    if b"<!DOCTYPE" in data[:_HEAD] or b"<!ENTITY" in data:
        raise HostileFile("the file defines entities of its own")
    events = etree.iterparse(
        io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _event, element in events:
            if _is_part(element):
                yield element
                if _parent(element) != "template-transactions":
                    element.clear()
    except etree.XMLSyntaxError as error:
        raise BrokenFile(f"the XML is damaged: {error.msg}", line=error.lineno) from error


def _is_part(element: Element) -> bool:
    """Tell whether this is a part of the book, not a reference of the same name inside of one."""
    return _name(element) in _PARTS and "gnc" in (element.prefix or "gnc")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _line(element: Element) -> int | None:
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def _parent(element: Element) -> str:
    above = element.getparent()
    return "" if above is None else _name(above)


def _text(element: Element, *path: str) -> str:
    """Return the text at a path of local names, "" where there is none."""
    at: Element | None = element
    for name in path:
        at = next((child for child in at if _name(child) == name), None) if at is not None else None
    return (at.text or "").strip() if at is not None else ""


class _Reading:
    def __init__(self) -> None:
        self.accounts: dict[str, RawAccount] = {}
        self.transactions: list[RawTransaction] = []
        self.omissions = Omissions()
        self.problems: list[Problem] = []

    def take(self, element: Element) -> None:
        name = _name(element)
        if _parent(element) == "template-transactions":
            return
        if name == "account":
            self._account(element)
        elif name == "transaction":
            try:
                self.transactions.append(_transaction(element))
            except Unreadable as error:
                self.problems.append(Problem(str(error), _line(element)))
        elif name in LEFT_OUT and (name != "price" or _parent(element) == "pricedb"):
            self.omissions.add(*LEFT_OUT[name])

    def _account(self, element: Element) -> None:
        key = _text(element, "id")
        self.accounts[key] = RawAccount(
            key=key,
            name=_text(element, "name"),
            type=_text(element, "type"),
            parent=_text(element, "parent"),
            currency=_text(element, "commodity", "id"),
        )


def _transaction(element: Element) -> RawTransaction:
    found = RawTransaction(
        key=_text(element, "id"),
        on=iso_day(_text(element, "date-posted", "date")),
        currency=_text(element, "currency", "id"),
        description=_text(element, "description"),
        number=_text(element, "num"),
    )
    for splits in element:
        if _name(splits) == "splits":
            found.splits = [_split(child) for child in splits if _name(child) == "split"]
    return found


def _split(element: Element) -> RawSplit:
    return RawSplit(
        account=_text(element, "account"),
        value=_fraction(_text(element, "value")),
        quantity=_fraction(_text(element, "quantity")),
        memo=_text(element, "memo"),
        state=_text(element, "reconciled-state"),
    )


def _fraction(text: str) -> Decimal:
    numerator, _slash, denominator = text.partition("/")
    return fraction(numerator, denominator or "1")
