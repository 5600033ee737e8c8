"""One posting of a beancount file, and the small arithmetic that its numbers may contain."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from ledger.enums import Status
from ledger.imports.books.journal.entries import Posting, Quantity
from ledger.imports.readers.printed import MAX_INTEGER_DIGITS, Unreadable

_PRECISE = Context(prec=40)
_POSTING = re.compile(
    r"(?:(?P<flag>[!*&#?%A-Z])\s+)?(?P<account>[^\s\";{}@]+)(?P<rest>.*)", re.DOTALL
)
_TOKEN = re.compile(r"\s*(?:([0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)|([-+*/()~]))")
_COMMODITY = re.compile(r"\s*([A-Z][A-Z0-9'._\-]*)")
_COST = re.compile(r"\s*(\{\{|\{)([^}]*)(\}\}|\})")
_PRICE = re.compile(r"\s*(@@?)")
_COMMA = re.compile(r",(?![0-9])")
"""Between parts of a cost; one before a digit groups thousands."""
_DEEPEST = 30
_MOST_TOKENS = 100
_SIGNS = {"+", "-"}


def read_posting(text: str, line: int) -> Posting:
    """Return the posting that a line writes; raises Unreadable."""
    found = _POSTING.match(_uncommented(text))
    if not found or ":" not in found["account"]:
        raise Unreadable(f"“{text[:40]}” is no posting")
    posting = Posting(found["account"], line=line)
    if found["flag"] == "!":
        posting.status = Status.PENDING
    number, commodity, rest = number_and_commodity(found["rest"])
    if number is not None and commodity:
        posting.amount = Quantity(number, commodity)
    elif number is not None or commodity:
        raise Unreadable("an amount without its number or commodity is not read")
    if cost := _COST.match(rest):
        _read_cost(posting, cost[2], is_total=cost[1] == "{{")
        rest = rest[cost.end() :]
    if price := _PRICE.match(rest):
        number, commodity, rest = number_and_commodity(rest[price.end() :])
        if number is not None and commodity:
            posting.price = Quantity(number, commodity)
            posting.is_total_price = price[1] == "@@"
    if rest.strip():
        raise Unreadable(f"“{rest.strip()[:40]}” behind an amount is not understood")
    return posting


def _uncommented(text: str) -> str:
    return text.partition(";")[0].rstrip()


def _read_cost(posting: Posting, text: str, *, is_total: bool) -> None:
    """Read `cost, date, "label"` in any order; what names only the lot is kept as it stands."""
    lot = []
    for part in _COMMA.split(text):
        plain = part.strip()
        if not plain:
            continue
        number, commodity, rest = number_and_commodity(plain)
        if "#" in plain:
            raise Unreadable("a cost of two parts is not read")
        if number is not None and commodity and not rest.strip():
            posting.cost, posting.is_total_cost = Quantity(number, commodity), is_total
        else:
            lot.append(plain)
    if posting.cost is None:
        posting.lot = ",".join(lot)


def number_and_commodity(text: str) -> tuple[Decimal | None, str, str]:
    """Return the number that begins `text`, its commodity, and the rest; None and "" for absent.

    Raises Unreadable for arithmetic that cannot be done.
    """
    words = _tokens(text)
    number, rest = None, text
    if words:
        calculation = _Calculation([word for word, _end in words])
        number = calculation.total(0)
        if calculation.at:
            rest = text[words[calculation.at - 1][1] :]
        if rest.lstrip().startswith("~"):
            _value, _name, rest = number_and_commodity(rest.lstrip()[1:])
            return number, _name, rest
    found = _COMMODITY.match(rest)
    if not found:
        return number, "", rest
    return number, found[1], rest[found.end() :]


def _tokens(text: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    at = 0
    while (match := _TOKEN.match(text, at)) and len(found) < _MOST_TOKENS and match[2] != "~":
        found.append(((match[1] or match[2]).replace(",", ""), match.end()))
        at = match.end()
    return found


class _Calculation:
    """Sums, products and parentheses, evaluated as they are read."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0

    def _next(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def total(self, depth: int) -> Decimal:
        value = self._product(depth)
        while self._next() in _SIGNS:
            sign = self._take()
            other = self._product(depth)
            value = _PRECISE.add(value, other if sign == "+" else -other)
        return value

    def _product(self, depth: int) -> Decimal:
        value = self._single(depth)
        while self._next() in {"*", "/"}:
            operator = self._take()
            other = self._single(depth)
            if operator == "*":
                value = _PRECISE.multiply(value, other)
            elif other:
                value = _PRECISE.divide(value, other)
            else:
                raise Unreadable("an amount is divided by zero")
        return value

    def _single(self, depth: int) -> Decimal:
        if depth > _DEEPEST:
            raise Unreadable("parentheses are nested too deep")
        word = self._take()
        if word in _SIGNS:
            value = self._single(depth + 1)
            return -value if word == "-" else value
        if word == "(":
            value = self.total(depth + 1)
            if self._take() != ")":
                raise Unreadable("a parenthesis is not closed")
            return value
        if not word or not (word[0].isdigit() or word[0] == "."):
            raise Unreadable("an amount is not understood")
        value = Decimal(word)
        if value.adjusted() >= MAX_INTEGER_DIGITS:
            raise Unreadable("an amount has more digits than one can have")
        return value

    def _take(self) -> str:
        word = self._next()
        self.at += 1
        return word
