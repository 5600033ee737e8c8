"""Dates as banks print them: numeric in any order, with month names, compact, CJK, timestamps."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from ledger.imports.tabular.folding import DIGITS, fold
from ledger.imports.tabular.months import MONTHS

FIRST_YEAR = 1900
OLDEST_YEAR = 1000
"""The earliest year of an anonymised file, all of whose dates lie before `FIRST_YEAR`."""
LAST_YEAR = 2100
ORDERS = ("ymd", "dmy", "mdy")
_MAX_CACHE = 20_000
_INVISIBLE_OR_DIGITS = {**dict.fromkeys((0x200E, 0x200F, 0x202A, 0x202B, 0x202C)), **DIGITS}
_MAX_PRINTED = 60
# What is added to, or taken from, the years of other calendars.
_REIWA, _REPUBLIC_OF_CHINA, _BUDDHIST = 2018, 1911, 543

_YEAR_FIRST = re.compile(
    r"(\d{4})\s?[-/.:年 ]\s?(\d{1,2})\s?[-/.:月 ]\s?(\d{1,2})(?:\D.*)?", re.DOTALL
)
_YEAR_LAST = re.compile(
    r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?['’]?(\d{4}|\d{1,2})\.?(?:[ T,(].*)?", re.DOTALL
)
_SPACED = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{4})(?: .*)?", re.DOTALL)
_COMPACT = re.compile(r"(\d{8}|\d{6})(?:[T ]?\d{4,6}(?:\.\d+)?)?(?:\[.*\]|[T ].*|Z)?", re.DOTALL)
_DAY_MONTH_NAME = re.compile(
    r"(?:[^\W\d_]+[.,]?\s+)?(\d{1,2})(?:st|nd|rd|th|er|º|°)?[\s./-]*(?:de\s+|d')?([^\W\d_]{3,})\.?"
    r"(?:[\s.,/-]*(?:de\s+|del\s+|г)?['’]?(\d{4}|\d{1,2})(?!\d))?\.?(?:[\s,T].*)?",
    re.DOTALL | re.IGNORECASE,
)
_MONTH_NAME_DAY = re.compile(
    r"(?:[^\W\d_]+[.,]?\s+)?([^\W\d_]{3,})\.?[\s/-]*(\d{1,2})(?:st|nd|rd|th)?"
    r"(?:,?[\s/-]+(\d{4}|\d{2})(?!\d))?(?:[\s,T].*)?",
    re.DOTALL | re.IGNORECASE,
)
_YEAR_MONTH_NAME = re.compile(r"(\d{4})[\s/-]([^\W\d_]{3,})\.?[\s/-](\d{1,2})(?:\D.*)?", re.DOTALL)
_ERA = re.compile(
    r"((?:令和|[Rr])\d{1,2}|1\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: .*)?", re.DOTALL
)
_NO_YEAR = re.compile(r"(\d{1,2})\s?[-/.月]\s?(\d{1,2})[.日]?(?: \d{1,2}:\d\d.*)?")
# A time of day as a fraction has many places: with one or two, the figure is an amount.
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.(?:0+|\d{3,}))?")
_ONE_DIGIT_YEAR = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[^\W\d_]{3,})[-/. ]['’]?\d")
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")


def plausible_year(year: int) -> bool:
    """Tell whether a transaction may be dated in `year`."""
    return FIRST_YEAR <= year <= LAST_YEAR


class NotADate(ValueError):
    """A cell that holds no date, or one that is impossible or absurd."""


class Parts(NamedTuple):
    """The figures of a printed date before it is known which is the day and which the month."""

    first: int
    second: int
    third: int
    kind: str
    """"ymd" is certain; "year-last" leaves day and month open; "short" leaves all three open;
    "no-year" has day and month in an open order (third is 0); "named" lacks the year only."""


@lru_cache(maxsize=4096)
def month_number(name: str) -> int | None:
    """Return 1 … 12 for a month's name or abbreviation in a European language, else None."""
    word = fold(name)
    if word in MONTHS:
        return MONTHS[word]
    longer = {number for known, number in MONTHS.items() if known.startswith(word)}
    return longer.pop() if len(word) > 2 and len(longer) == 1 else None


def _full_year(text: str) -> int:
    """Return the year of our era: of two digits 1970 to 2069, of other calendars converted."""
    year = int(text.lstrip("Rr令和"))
    if text[0] in "Rr令":
        return year + _REIWA
    if len(text) == 3:
        return year + _REPUBLIC_OF_CHINA
    if len(text) > 3:
        return year - _BUDDHIST if 2_443 <= year <= 2_643 else year
    return year + (1900 if year >= 70 else 2000)


def date_parts(text: str) -> Parts | None:
    """Return the figures of a printed date, or None when the text is not one."""
    cleaned = text.strip().strip("'\"").strip()
    if not cleaned.isascii():
        cleaned = cleaned.translate(_INVISIBLE_OR_DIGITS)
    if not cleaned or len(cleaned) > _MAX_PRINTED:
        return None
    if found := _YEAR_FIRST.fullmatch(cleaned) or _ERA.fullmatch(cleaned):
        return Parts(_full_year(found[1]), int(found[2]), int(found[3]), "ymd")
    if found := _YEAR_LAST.fullmatch(cleaned) or _SPACED.fullmatch(cleaned):
        kind = "year-last" if len(found[3]) == 4 else "short"
        return Parts(int(found[1]), int(found[2]), _full_year(found[3]), kind)
    if moment := _epoch_parts(cleaned) or _serial_parts(cleaned):
        return moment
    if found := _COMPACT.fullmatch(cleaned):
        return _compact_parts(found[1])
    return _named_parts(cleaned) or _yearless_parts(cleaned)


def _compact_parts(digits: str) -> Parts:
    if len(digits) == 8 and plausible_year(int(digits[:4])):
        return Parts(int(digits[:4]), int(digits[4:6]), int(digits[6:]), "ymd")
    if len(digits) == 8:
        return Parts(int(digits[:2]), int(digits[2:4]), int(digits[4:]), "year-last")
    return Parts(int(digits[:2]), int(digits[2:4]), _full_year(digits[4:]), "short")


def _epoch_parts(text: str) -> Parts | None:
    found = _EPOCH.fullmatch(text)
    if found is None or not 600_000_000 <= int(found[1]) <= 4_102_444_800:
        return None
    moment = datetime.fromtimestamp(int(found[1]), UTC)
    return Parts(moment.year, moment.month, moment.day, "ymd")


def _serial_parts(text: str) -> Parts | None:
    """Return the date of a spreadsheet's day number, of the years 1954 to 2091."""
    if not _SERIAL.fullmatch(text):
        return None
    day = date(1899, 12, 30) + timedelta(days=int(text[:5]))
    return Parts(day.year, day.month, day.day, "ymd")


def _named_parts(text: str) -> Parts | None:
    if not any(char.isalpha() for char in text):
        return None
    for pattern, groups in (
        (_YEAR_MONTH_NAME, (3, 2, 1)),
        (_DAY_MONTH_NAME, (1, 2, 3)),
        (_MONTH_NAME_DAY, (2, 1, 3)),
    ):
        found = pattern.fullmatch(text)
        month = found and month_number(found[groups[1]])
        if found and month:
            day, year = int(found[groups[0]]), found[groups[2]]
            return (
                Parts(_full_year(year), month, day, "ymd")
                if year
                else Parts(day, month, 0, "named")
            )
    return None


def _yearless_parts(text: str) -> Parts | None:
    found = _NO_YEAR.fullmatch(text)
    return Parts(int(found[1]), int(found[2]), 0, "no-year") if found else None


def ordered(parts: Parts, order: str) -> tuple[int, int, int]:
    """Return (year, month, day) of `parts` read in `order`; the year is 0 where none is printed.

    An order of "ymd" applies to short dates ("23/01/05"); dates that begin with a full year need
    no order.
    """
    first, second, third, kind = parts
    if kind == "ymd":
        return first, second, third
    if kind == "named":
        return 0, second, first
    if kind == "short" and order == "ymd":
        return _full_year(f"{first:02}"), second, third % 100
    return (third, first, second) if order in {"mdy", "ymd"} else (third, second, first)


class Dates(dict[str, date]):
    """Cells already read as dates, so that a repeated date is parsed once; raises NotADate.

    Dates without a year get `year`, or the year before where their month lies after `last_month`.
    """

    def __init__(
        self,
        order: str,
        year: int | None = None,
        last_month: int | None = None,
        first_year: int = FIRST_YEAR,
    ) -> None:
        super().__init__()
        self._order = order
        self._year = year
        self._last_month = last_month or 12
        self._first_year = first_year
        self.remarks: dict[str, str] = {}
        """What was assumed about dates that are not printed in full, by the kind of assumption."""

    def __missing__(self, text: str) -> date:
        value = self._parse(text)
        if len(self) >= _MAX_CACHE:
            self.clear()
        if len(text) <= _MAX_PRINTED:
            self[text] = value
        return value

    def _parse(self, text: str) -> date:
        parts = date_parts(text)
        if parts is None:
            raise NotADate(f"{text.strip()[:40]!r} is not a date")
        year, month, day = ordered(parts, self._order)
        if not year:
            if self._year is None:
                raise NotADate(f"{text.strip()[:40]!r} has no year and the file states none")
            year = self._year - (month > self._last_month)
            self._remark("year", f"{text.strip()[:40]!r} has no year: read as {year}")
        elif _ONE_DIGIT_YEAR.fullmatch(text.strip()):
            self._remark("digit", f"{text.strip()[:40]!r} has a year of one digit: read as {year}")
        try:
            value = date(year, month, day)
        except ValueError:
            raise NotADate(f"{text.strip()[:40]!r} is not a date of the calendar") from None
        if not self._first_year <= year <= LAST_YEAR:
            raise NotADate(f"the year {year} is not between {self._first_year} and {LAST_YEAR}")
        return value

    def _remark(self, kind: str, text: str) -> None:
        self.remarks.setdefault(kind, f"{text}, and so are all dates like it; check them")
