"""The dates of a QIF file: their order is nowhere declared and has to be seen over all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from ledger.imports.readers.printed import Unreadable, calendar_day, shortened

ORDERS = ("mdy", "dmy", "ymd", "ydm")
"""Orders of month, day and year; the first is what Quicken itself writes."""

LONGEST = 40
"""Characters of a date that are looked at."""

_PARTS = re.compile(
    r"([0-9]{1,4})\s*[/.'\s-]\s*([0-9]{1,2}|[A-Za-z]{3,9})\.?\s*([/.'\s-])\s*([0-9]{1,4})(?![0-9])"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY_TURN = 70
"""Two-digit years from here on are of the twentieth century."""
_CLEARLY = Decimal("0.67")
"""One reading is better when its dates jump less than this share of what the other's do."""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """An order and how sure it is, 0 … 1."""

    order: str
    confidence: Decimal


def read_date(text: str, order: str) -> date:
    """Return the date that `text` prints in `order`.

    Years of four digits and month names are recognised in any order; after an apostrophe stands
    a year of this century. Raises Unreadable for what is no date between 1900 and 2100.
    """
    day = _read(text.strip()[:LONGEST], order)
    if day is None:
        raise Unreadable(f"{shortened(text)} is not a date in the order {'/'.join(order)}")
    return day


def order_of(printed: Sequence[str]) -> DateOrder:
    """Return the order in which the dates of a file, in the order of the file, make most sense.

    First the order that reads most of them; then, between month first and day first, the one in
    which neighbours lie closer together; then what the separator suggests.
    """
    readings = {
        order: [_read(text.strip()[:LONGEST], order) for text in printed] for order in ORDERS
    }
    unread = {order: days.count(None) for order, days in readings.items()}
    has_year_first = bool(printed) and all(text.strip()[:4].isdigit() for text in printed)
    best = min(ORDERS[2:] if has_year_first else ORDERS, key=unread.__getitem__)
    month_first, day_first = readings["mdy"], readings["dmy"]
    if best not in {"mdy", "dmy"} or unread["mdy"] != unread["dmy"]:
        certain = Decimal(1) if not unread[best] else Decimal("0.9")
        return DateOrder(best, certain)
    if month_first == day_first:
        return DateOrder(best, Decimal(1))
    return _closer(_jumps(month_first), _jumps(day_first), "".join(printed[:50]))


def _closer(month_first: int, day_first: int, sample: str) -> DateOrder:
    if month_first < day_first * _CLEARLY:
        return DateOrder("mdy", Decimal("0.8"))
    if day_first < month_first * _CLEARLY:
        return DateOrder("dmy", Decimal("0.8"))
    if "." in sample:
        return DateOrder("dmy", Decimal("0.8"))
    return DateOrder("mdy", Decimal("0.5"))


def _jumps(days: Sequence[date | None]) -> int:
    known = [day.toordinal() for day in days if day]
    return sum(abs(second - first) for first, second in pairwise(known))


@lru_cache(maxsize=16_384)
def _read(text: str, order: str) -> date | None:
    compact = _COMPACT.match(text)
    parts = _PARTS.match(text)
    try:
        if compact:
            return calendar_day(int(compact[1]), int(compact[2]), int(compact[3]))
        if not parts:
            return None
        first, middle, mark, last = parts.groups()
        if middle.isalpha():
            return _named_month(first, middle, last)
        return _ORDERED[_certain_order(first, last, mark, order)](first, middle, last, mark)
    except Unreadable:
        return None


def _certain_order(first: str, last: str, mark: str, order: str) -> str:
    if len(first) == 4:
        return order if order in {"ymd", "ydm"} else "ymd"
    if (len(last) == 4 or mark == "'") and order in {"ymd", "ydm"}:
        raise Unreadable("the year stands last")
    return order


def _named_month(first: str, name: str, last: str) -> date:
    month = name[:3].lower()
    if month not in _MONTHS:
        raise Unreadable(f"{shortened(name)} is no month")
    year, day = (first, last) if len(first) == 4 else (last, first)
    return calendar_day(_year(year), _MONTHS.index(month) + 1, int(day))


def _year(text: str, mark: str = "") -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if mark == "'" or year < _CENTURY_TURN else 1900)


_ORDERED: dict[str, Callable[[str, str, str, str], date]] = {
    "mdy": lambda m, d, y, mark: _real_day(_year(y, mark), m, d),
    "dmy": lambda d, m, y, mark: _real_day(_year(y, mark), m, d),
    "ymd": lambda y, m, d, _: _real_day(_year(y), m, d),
    "ydm": lambda y, d, m, _: _real_day(_year(y), m, d),
}


def _real_day(year: int, month: str, day: str) -> date:
    return calendar_day(year, int(month), int(day))
