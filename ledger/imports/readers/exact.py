"""Amounts of formats that fix how one is written, where nothing is left to a guess."""

from __future__ import annotations

import re
from decimal import Decimal

from ledger.imports.readers.printed import (
    MAX_FRACTION_DIGITS,
    MAX_INTEGER_DIGITS,
    Unreadable,
    shortened,
)

_DIGITS = re.compile(r"([+-]?)(?=[.,]?[0-9])([0-9]*)(?:[.,]([0-9]*))?")


def exact_amount(text: str, *, mark: str) -> Decimal:
    """Return the amount that `text` writes with the decimal mark `mark` and no thousands marks.

    The other one of point and comma is taken for the decimal mark only before one or two digits,
    where it can be nothing else. Raises Unreadable for anything else and for more than 14 digits
    before the mark.
    """
    match = _DIGITS.fullmatch(text)
    if not match or (mark not in text and len(match[3] or "00") not in {1, 2}):
        raise Unreadable(f"{shortened(text)} is not an amount")
    sign, whole, fraction = match[1], match[2].lstrip("0"), match[3] or ""
    if len(whole) > MAX_INTEGER_DIGITS or len(fraction) > MAX_FRACTION_DIGITS:
        raise Unreadable(f"{shortened(text)} has more digits than an amount can have")
    return Decimal(f"{sign}{whole or 0}.{fraction or 0}" if match[3] else f"{sign}{whole or 0}")
