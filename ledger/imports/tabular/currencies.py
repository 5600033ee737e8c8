"""Currencies as files name them: ISO codes, symbols and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from babel.core import get_global

_SYMBOLS = {
    "€": "EUR", "£": "GBP", "¥": "", "zł": "PLN", "kč": "CZK", "ft": "HUF", "лв": "BGN",
    "лв.": "BGN", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "rur": "RUB", "₴": "UAH",
    "₹": "INR", "r$": "BRL", "元": "CNY", "人民币": "CNY", "人民币元": "CNY", "美元": "USD", "港币": "HKD", "欧元": "EUR",
    "日元": "JPY", "円": "JPY", "₺": "TRY", "tl": "TRY", "euro": "EUR", "euros": "EUR",
    "us$": "USD", "a$": "AUD", "c$": "CAD", "hk$": "HKD", "s$": "SGD", "nz$": "NZD", "₩": "KRW",
    "원": "KRW", "₪": "ILS", "฿": "THB", "₫": "VND", "lei": "RON", "rp": "IDR", "eu": "EUR", "rmb": "CNY",
}  # fmt: skip
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
        if word.casefold() in _SYMBOLS and (code := _SYMBOLS[word.casefold()]):
            found.add(code)
    return found.pop() if len(found) == 1 else ""


def share_of_codes(cells: Iterable[str]) -> float:
    """Return the share of cells that name a currency and nothing else."""
    listed = list(cells)
    return sum(1 for cell in listed if currency_code(cell)) / len(listed) if listed else 0.0
