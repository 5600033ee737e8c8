"""Money in words: an amount as people of a locale write it."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency

from ledger.money import Money

MINUS = "\u2212"
_NO_BREAK_SPACE = "\u00a0"
_FALLBACK = Locale("en")
# CLDR sets a currency's letters apart from its digits, which Babel leaves to its caller.
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")


@lru_cache(maxsize=64)
def locale_for(language: str) -> Locale:
    """Return the locale of a language tag ("de", "pt-br"), English for one that CLDR lacks."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _FALLBACK


def format_money(money: Money, locale: Locale, *, signed: bool = False) -> str:
    """Return `money` with its currency, rounded half-even to the currency's minor unit.

    The minus is the true minus sign; `signed` puts a plus before what is above zero. An amount that
    rounds to zero has no sign.
    """
    rounded = money.rounded()
    size = format_currency(abs(rounded.amount), rounded.currency, locale=locale)
    size = _LETTER_BEFORE_DIGIT.sub(_NO_BREAK_SPACE, size)
    if rounded.amount < 0:
        return MINUS + size
    return f"+{size}" if signed and rounded else size


def format_rate(value: Decimal) -> str:
    """Return a rate with six digits that matter, more before the point where it has more."""
    digits = max(6, value.adjusted() + 3)
    return f"{Context(prec=digits).plus(value).normalize():f}"
