"""Amounts and dates as bank files print them, read exactly or refused with the reason."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

LONGEST = 80
"""Characters that a printed amount may have with all its marks and blanks."""
MAX_INTEGER_DIGITS = 14
MAX_FRACTION_DIGITS = 20
FIRST_YEAR, LAST_YEAR = 1900, 2100

_PLAIN = re.compile(r"[+-]?(?=\.?[0-9])[0-9]{0,14}(?:\.[0-9]{0,20})?")
_DECORATION = re.compile(
    r"[\s'\u2019_]|[A-Z]{1,3}\$|[$€£¥₹₽₩₺₴]|^[A-Z]{3}(?=[-+\s0-9.,])|[A-Z]{3}$"
)
_EITHER_MARK = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*|[+-]?[.,][0-9]+")


class Unreadable(ValueError):
    """A printed value that cannot be read; the text says why."""


def printed_amount(text: str, *, usual_mark: str = "") -> Decimal:
    """Return the signed amount that `text` prints.

    The last of point and comma is the decimal mark, unless it repeats; in a number like 1,234,
    which reads both ways, `usual_mark` decides where it is given. Currency marks, spaces and
    apostrophes are passed over; a sign may stand behind, and parentheses mean negative. Raises
    Unreadable for anything else and for more than 14 digits before the decimal mark.
    """
    if usual_mark != "," and _PLAIN.fullmatch(text):
        return Decimal(text)
    if len(text) > LONGEST:
        raise Unreadable(f"{shortened(text)} is not an amount")
    number = _DECORATION.sub("", text.strip().replace("\u2212", "-").replace("\u00a0", ""))
    if number.startswith("(") and number.endswith(")"):
        number = "-" + number[1:-1]
    if number.endswith(("-", "+")):
        number = number[-1] + number[:-1]
    if not _NUMBER.fullmatch(number):
        raise Unreadable(f"{shortened(text)} is not an amount")
    mark = decimal_mark_of(number, usual_mark)
    whole, _, fraction = number.replace("," if mark == "." else ".", "").partition(mark)
    if mark in fraction:
        raise Unreadable(f"{shortened(text)} has more than one decimal mark")
    if len(whole.lstrip("+-0")) > MAX_INTEGER_DIGITS or len(fraction) > MAX_FRACTION_DIGITS:
        raise Unreadable(f"{shortened(text)} has more digits than an amount can have")
    return Decimal(f"{whole}.{fraction or 0}")


def decimal_mark_of(number: str, usual: str = "") -> str:
    """Return the decimal mark of one number: `usual` when it is given and both could be.

    Without evidence in the number itself it is the last mark, or the other one when that repeats.
    """
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return usual or "."
    mark = number[last]
    if number.count(mark) > 1:
        return "," if mark == "." else "."
    return usual if usual and _EITHER_MARK.fullmatch(number) else mark


def calendar_day(year: int, month: int, day: int) -> date:
    """Return the day, the month's last one for the 30 or 31 February that some banks print.

    Raises Unreadable for a month or day that cannot be and for years outside 1900 to 2100.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise Unreadable(f"there is no month {month} with a day {day}")
    return date(year, month, min(day, monthrange(year, month)[1]))


def shortened(text: str, size: int = 40) -> str:
    """Return `text` in quotation marks, cut for a message."""
    shown = " ".join(text.split())
    return f"“{shown[:size]}…”" if len(shown) > size else f"“{shown}”"
