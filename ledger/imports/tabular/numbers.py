"""Amounts as banks print them: marks of decimals, thousands, sign, currency, debit and credit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledger.imports.tabular.folding import DIGITS, fold
from ledger.imports.tabular.phrases import BLANKS

MAX_DIGITS = 14
"""Integer digits beyond which an amount is refused as absurd."""
_MAX_CACHE = 20_000
_MAX_PRINTED = 80
_INVISIBLE = dict.fromkeys(map(ord, '\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"'))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t\r\n", " ")) | DIGITS
_DASHES = str.maketrans(dict.fromkeys("\u2212\u2012\u2013\u2014\ufe63\uff0d", "-"))
_SHAPE = re.compile(
    r"(?P<before>[^\d]*?)(?P<number>[.,]?\d[\d.,'`\u2019 _]*\d|[.,]?\d)(?P<after>[^\d]*)", re.ASCII
)
_NOTE = re.compile(r"\((?=[^)]*[^\W\d_])[^)]*\)$")
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = {
    ".": re.compile(r"-?\d{1,14}(?:\.\d{1,8})?", re.ASCII).fullmatch,
    ",": re.compile(r"-?\d{1,14}(?:,\d{1,8})?", re.ASCII).fullmatch,
}
_GROUPED = re.compile(r"\d{1,3}(?:(?P<mark>[.,'`\u2019 _])\d{2,3})(?:(?P=mark)\d{2,3})*", re.ASCII)
_DEBIT_MARKS = frozenset({"d", "dr", "db", "dt", "debit", "soll", "s"})
_CREDIT_MARKS = frozenset({"c", "cr", "ct", "kr cr", "credit", "haben", "h"})
_CJK_CURRENCIES = frozenset(
    ("元", "圆", "円", "원", "人民币", "美元", "港币", "欧元", "日元", "角", "分")
)
_LONG_CURRENCIES = frozenset(
    map(fold, ("euro", "euros", "eurs", "рублей", "dollars", "złoty", "złotych", "forint"))
)


class NotANumber(ValueError):
    """A cell that holds no amount, or one that is not printed as the mapping says."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A number taken apart: its digits, and what is printed about its sign and currency."""

    digits: str
    """Digits with their marks, without sign and currency."""
    sign: int
    """−1 or 1 where a sign, parentheses or a debit or credit mark says so, else 0."""
    words: tuple[str, ...] = ()
    """Words beside the digits, such as a currency."""


def take_apart(text: str) -> Printed | None:
    """Split a printed number into digits and sign, or return None when it is not one."""
    if len(text) > _MAX_PRINTED:
        return None
    cleaned = text.translate(_INVISIBLE).translate(_SPACES).translate(_DASHES).strip()
    cleaned = _NOTE.sub("", cleaned).strip()
    shape = _SHAPE.fullmatch(cleaned)
    if shape is None:
        return None
    before, digits, after = shape["before"], shape["number"], shape["after"]
    if digits[0] in ".," and before[-1:].isalpha():
        digits = digits[1:]  # the full stop of an abbreviated currency: "Rs.500"
    words = tuple(_WORD.findall(before) + _WORD.findall(after))
    if not all(_may_be_currency(word) for word in words):
        return None
    if len(words) > 3 or set(before + after) & set("/:%@#=*\\;&?!"):
        return None
    return Printed(digits, _printed_sign(before, after, words), words)


def _may_be_currency(word: str) -> bool:
    """Tell whether a word beside digits may be a currency or a mark of debit and credit."""
    if word[0] >= "\u2e80":
        return word in _CJK_CURRENCIES
    return len(word) <= 4 or fold(word) in _LONG_CURRENCIES


def _printed_sign(before: str, after: str, words: tuple[str, ...]) -> int:
    marks = {word.casefold() for word in words}
    if "-" in before or "-" in after or ("(" in before and ")" in after) or marks & _DEBIT_MARKS:
        return -1
    return 1 if "+" in before or "+" in after or marks & _CREDIT_MARKS else 0


def unsigned_value(digits: str, decimal: str) -> Decimal:
    """Return the value of `digits` whose decimal mark is `decimal`; raises NotANumber."""
    whole, mark, fraction = digits.rpartition(decimal)
    if not mark or not (fraction.isdigit() and fraction.isascii()):
        whole, fraction = digits, ""
    if whole and not whole.isdigit():
        whole = _ungrouped(whole, decimal)
    if len(whole.lstrip("0")) > MAX_DIGITS:
        raise NotANumber(f"the amount has more than {MAX_DIGITS} digits before the decimal mark")
    if len(fraction) > 18:
        raise NotANumber("the amount has more than 18 decimal places")
    return Decimal(f"{whole or '0'}.{fraction or '0'}") if fraction else Decimal(whole or "0")


def _ungrouped(whole: str, decimal: str) -> str:
    grouped = _GROUPED.fullmatch(whole)
    if grouped is None or grouped["mark"] == decimal or not re.search(r"\D\d{3}$", whole):
        raise NotANumber(f"{whole!r} is not a number with decimal mark {decimal!r}")
    return re.sub(r"\D", "", whole)


def signed_value(text: str, decimal: str) -> tuple[Decimal, int]:
    """Return the value and the printed sign (0 when none is printed); raises NotANumber."""
    plain = _PLAIN[decimal](text)
    if plain:
        value = Decimal(text if decimal == "." else text.replace(",", "."))
        return value, -1 if text[0] == "-" else 0
    printed = take_apart(text)
    if printed is None:
        raise NotANumber(f"{text.strip()[:40]!r} is not an amount")
    value = unsigned_value(printed.digits, decimal)
    return (-value if printed.sign < 0 else value), printed.sign


class Amounts(dict[str, Decimal | None]):
    """Cells already read, so that a repeated amount is parsed once; raises NotANumber.

    A blank cell, or one that only holds a dash, is None.
    """

    def __init__(self, decimal: str, *, unsigned_is_out: bool = False) -> None:
        super().__init__()
        self._decimal = decimal
        self._unsigned_is_out = unsigned_is_out

    def __missing__(self, text: str) -> Decimal | None:
        value: Decimal | None = None
        if (stripped := text.strip()) not in BLANKS:
            value, sign = signed_value(stripped, self._decimal)
            if self._unsigned_is_out and sign == 0:
                value = -value
        if len(self) >= _MAX_CACHE:
            self.clear()
        if len(text) <= _MAX_PRINTED:
            self[text] = value
        return value


def decimal_votes(texts: Iterable[str]) -> dict[str, int]:
    """Count what speaks for each decimal mark in printed numbers: {".": n, ",": n}."""
    votes = {".": 0, ",": 0}
    for text in texts:
        printed = take_apart(text)
        if printed is not None:
            mark, weight = _decimal_mark(printed.digits)
            if mark:
                votes[mark] += weight
    return votes


def _decimal_mark(digits: str) -> tuple[str, int]:
    """Return which mark the digits show to be the decimal one, and how surely (1 or 4)."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return "", 0
    mark = digits[last]
    other = "," if mark == "." else "."
    places = len(digits) - last - 1
    if other in digits:
        return (mark, 4) if digits.count(mark) == 1 else (other, 4)
    if digits.count(mark) > 1:
        return other, 4
    if places != 3 or digits[:last] in {"", "0"} or last > 3:
        return mark, 4
    return other, 1
