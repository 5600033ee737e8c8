"""Numbers and amounts of hledger and ledger journals, with their many styles.

Which of point and comma is the decimal mark is known for a commodity when it is declared, or when
one of its numbers can be read in one way only; the others of that commodity follow it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ledger.imports.books.journal.entries import Quantity
from ledger.imports.readers.printed import MAX_FRACTION_DIGITS, MAX_INTEGER_DIGITS, Unreadable

_NUMBER = (
    r"(?:[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+(?:[.,][0-9]*)?"
    r"|[0-9][0-9.,'_\u2019]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2}(?![0-9A-Za-z]))?"
)
_COMMODITY = r"\"[^\"\n]*\"|[^\s0-9.,;:+\-{}\[\]()@=*!<>#&/\\\"?^|~'_]+"
_AMOUNT = re.compile(
    rf"\s*(?P<sign>[+\-\u2212])?\s*(?:(?P<before>{_COMMODITY})\s*(?P<inner>[+\-\u2212])?\s*"
    rf"(?P<number>{_NUMBER})|(?P<plain>{_NUMBER})[ \t]*(?P<after>{_COMMODITY})?)"
)
_GROUPS = re.compile(r"[ '\u2019_\u00a0\u202f\u2009]")
_ONE_MARK = re.compile(r"[0-9]*([.,])([0-9]*)")
_MINUS = "-\u2212"
_AMBIGUOUS = 3


@dataclass(slots=True)
class Styles:
    """The decimal mark of each commodity, declared or learned from its numbers."""

    marks: dict[str, str] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)
    default_mark: str = ""
    default_commodity: str = ""

    def learn(self, text: str) -> None:
        """Look at every amount in a line."""
        for found in _AMOUNT.finditer(text):
            number = found["number"] or found["plain"]
            mark = _sure_mark(_GROUPS.sub("", number))
            if mark:
                self.marks.setdefault(_commodity_of(found), mark)

    def declare(self, text: str) -> str:
        """Take the style of a sample amount in a directive; returns its commodity, "" if none."""
        found = _AMOUNT.match(text)
        if not found:
            return ""
        commodity = _commodity_of(found)
        number = _GROUPS.sub("", found["number"] or found["plain"])
        last = max(number.rfind("."), number.rfind(","))
        if last >= 0:
            self.declared[commodity] = number[last]
        return commodity

    def read(self, text: str) -> tuple[Quantity, str]:
        """Return the amount that begins `text` and the rest of it; raises Unreadable."""
        found = _AMOUNT.match(text)
        if not found:
            raise Unreadable(f"“{text.strip()[:40]}” is not an amount")
        commodity = _commodity_of(found)
        mark = self.declared.get(commodity) or self.default_mark or self.marks.get(commodity, "")
        number = _value(found["number"] or found["plain"], mark)
        signs = [found["sign"], found["inner"]]
        if sum(sign in _MINUS for sign in signs if sign) % 2:
            number = -number
        return Quantity(number, commodity or self.default_commodity), text[found.end() :]


def _commodity_of(found: re.Match[str]) -> str:
    return (found["before"] or found["after"] or "").strip('"').strip()


def _sure_mark(number: str) -> str:
    """Return the decimal mark of a number that can be read in one way, else ""."""
    number = re.split("[eE]", number)[0]
    points, commas = number.count("."), number.count(",")
    if points and commas:
        last = max(number.rfind("."), number.rfind(","))
        return number[last]
    if points > 1 or commas > 1:
        return "," if points > 1 else "."
    single = _ONE_MARK.fullmatch(number)
    if single and single[2] and len(single[2]) != _AMBIGUOUS:
        return single[1]
    return ""


def _value(text: str, mark: str) -> Decimal:
    """Return a number; one mark alone is the decimal mark unless the commodity says otherwise."""
    plain = _GROUPS.sub("", text)
    own = _sure_mark(plain)
    single = _ONE_MARK.fullmatch(re.split("[eE]", plain)[0])
    mark = own or mark or (single[1] if single else ".")
    plain = plain.replace("," if mark == "." else ".", "").replace(mark, ".")
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise Unreadable(f"“{text[:40]}” is not an amount") from error
    exponent = number.as_tuple().exponent
    if number.adjusted() >= MAX_INTEGER_DIGITS or (
        isinstance(exponent, int) and -exponent > MAX_FRACTION_DIGITS
    ):
        raise Unreadable(f"“{text[:40]}” has more digits than an amount can have")
    return number
