"""Currencies as files name them: ISO codes, symbols and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from babel.core import get_global

_WORDS = {
    "AUD": ("a$",),
    "BGN": ("лв", "лв."),
    "BRL": ("r$",),
    "CAD": ("c$",),
    "CNY": ("元", "人民币", "人民币元", "rmb"),
    "CZK": ("kč",),
    "EUR": ("€", "欧元", "euro", "euros", "eu"),
    "GBP": ("£",),
    "HKD": ("港币", "hk$"),
    "HUF": ("ft",),
    "IDR": ("rp",),
    "ILS": ("₪",),
    "INR": ("₹",),
    "JPY": ("日元", "円"),
    "KRW": ("₩", "원"),
    "NZD": ("nz$",),
    "PLN": ("zł",),
    "RON": ("lei",),
    "RUB": ("₽", "руб", "руб.", "rur"),
    "SGD": ("s$",),
    "THB": ("฿",),
    "TRY": ("₺", "tl"),
    "UAH": ("₴",),
    "USD": ("美元", "us$"),
    "VND": ("₫",),
}
_SYMBOLS = {word: code for code, words in _WORDS.items() for word in words}
_CODE = re.compile(r"\b[A-Z]{3}\b")
_MARK = re.compile(r"[€£₽₴₹₺₩₪฿₫]|R\$")


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    territories = get_global("territory_currencies").values()
    return frozenset(entry[0] for currencies in territories for entry in currencies)


@lru_cache(maxsize=2048)
def currency_code(text: str) -> str:
    """Return the ISO 4217 code that a cell names by code, symbol or word, or an empty string."""
    word = text.strip()
    if (upper := word.upper()) in _codes() and upper != "RUR":
        return upper
    return _SYMBOLS.get(word.casefold(), "")


def currency_in(heading: str) -> str:
    """Return the only currency that a heading such as "Betrag (€)" names, or an empty string."""
    found = {code for code in _CODE.findall(heading) if code in _codes()}
    found |= {_SYMBOLS[mark.casefold()] for mark in _MARK.findall(heading)}
    for word in re.split(r"[\s()\[\]/]+", heading):
        if word.casefold() in _SYMBOLS:
            found.add(_SYMBOLS[word.casefold()])
    return found.pop() if len(found) == 1 else ""


def share_of_codes(cells: Iterable[str]) -> float:
    """Return the share of cells that name a currency and nothing else."""
    listed = list(cells)
    return sum(1 for cell in listed if currency_code(cell)) / len(listed) if listed else 0.0
