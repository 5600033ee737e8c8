"""Currency codes for the commodities of a source: symbols, lower case, shares, loyalty points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_CODE = re.compile(r"[A-Z][A-Z0-9]{2,7}")
_KEPT = re.compile(r"[^A-Z0-9]")
_SHORTEST, _LONGEST = 3, 8
_DOLLARS = {"AUD", "CAD", "CLP", "COP", "HKD", "MXN", "NZD", "SGD", "TWD", "USD"}
_CROWNS = {"CZK", "DKK", "ISK", "NOK", "SEK"}
_SYMBOLS = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "MX$": "MXN",
    "NT$": "TWD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "円": "JPY",
    "元": "CNY",
    "CN¥": "CNY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "руб": "RUB",
    "руб.": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₦": "NGN",
    "₱": "PHP",
    "₿": "BTC",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "Fr.": "CHF",
    "Fr": "CHF",
}


def currency_codes(names: Iterable[str], base: str) -> dict[str, str]:
    """Return a currency code for each commodity; one that no code can stand for is left out.

    No name and a symbol that several countries use are the `base` currency where it fits. Names
    that are no code become one: `GE` is GEX, `HOOL.UNVEST` HOOLUNVE; no two share a code.
    """
    wanted = sorted(set(names), key=lambda name: (not _CODE.fullmatch(name), name))
    codes: dict[str, str] = {}
    taken: set[str] = set()
    for name in wanted:
        known = _known(name, base)
        code = known or _made(name)
        if code and (known or code not in taken):
            codes[name] = code
            taken.add(code)
    return codes


def _known(name: str, base: str) -> str:
    if not name:
        return base
    if _CODE.fullmatch(name):
        return name
    if name == "$":
        return base if base in _DOLLARS else "USD"
    if name.casefold() == "kr":
        return base if base in _CROWNS else "SEK"
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    return name.upper() if len(name) == _SHORTEST and _CODE.fullmatch(name.upper()) else ""


def _made(name: str) -> str:
    code = _KEPT.sub("", name.upper()).lstrip("0123456789")[:_LONGEST]
    return code.ljust(_SHORTEST, "X") if code else ""


def renamed(codes: Mapping[str, str]) -> dict[str, str]:
    """Return the commodities whose code is another word than their name."""
    return {name: code for name, code in codes.items() if name and name != code}
