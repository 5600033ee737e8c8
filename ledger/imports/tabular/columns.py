"""The columns of a sample of rows: which hold dates, numbers, words, and how well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ledger.imports.tabular.dates import Parts, date_parts
from ledger.imports.tabular.headings import Role, heading_role
from ledger.imports.tabular.numbers import MAX_DIGITS, Printed, take_apart
from ledger.imports.tabular.phrases import BLANKS

Row = Sequence[str]
# Single letters that stand beside amounts: debit and credit in some languages, the rand.
_MARKS = frozenset("dcshkrDCSHKR")


@lru_cache(maxsize=16_384)
def likely_date(text: str) -> Parts | None:
    """Return the parts of a cell that can be nothing but a date with its year, else None.

    Bare digits count only as yyyymmdd of a plausible year, with a time or without.
    """
    parts = date_parts(text)
    if parts is None or parts.kind in {"no-year", "named"}:
        return None
    if parts.kind == "ymd":
        if re.fullmatch(r"\d{10}|\d{13}", text.strip()):
            return None
        year_ok = len(text.strip()) >= 6 and (parts.first >= 1970 or not text.strip().isdigit())
        return parts if year_ok and parts.second <= 12 and parts.third <= 31 else None
    if text.strip().isdigit() or max(parts.first, parts.second) > 31:
        return None
    return parts if min(parts.first, parts.second) <= 12 else None


@lru_cache(maxsize=16_384)
def likely_number(text: str) -> Printed | None:
    """Return a cell taken apart when it reads as an amount, not as an account number or code."""
    printed = take_apart(text)
    if printed is None:
        return None
    digits = printed.digits
    if (digits.isdigit() and len(digits) > MAX_DIGITS) or re.match(r"0\d", digits):
        return None
    if any(len(word) == 1 and word.isascii() and word not in _MARKS for word in printed.words):
        return None
    return printed


@dataclass(frozen=True)
class Column:
    """One column of the sample: its heading and its cells, one per data row."""

    index: int
    heading: str
    cells: tuple[str, ...]
    kind_override: str = field(default="")

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell.strip() not in BLANKS)

    @cached_property
    def fill(self) -> float:
        """Share of rows in which the column holds something."""
        return len(self.filled) / len(self.cells) if self.cells else 0.0

    @cached_property
    def kind(self) -> str:
        """What the cells are: "date", "number", "text", or "empty" where no row holds anything."""
        if not self.filled:
            return "empty"
        named_date = heading_role(self.heading, "date") == Role.DATE
        test = date_parts if named_date else likely_date
        if self._share(test) >= 0.6 and not self._named_money():
            return "date"
        return "number" if self._share(likely_number) >= 0.75 else "text"

    def _named_money(self) -> bool:
        digits = all(cell.strip().isdigit() for cell in self.filled)
        role = heading_role(self.heading, "number")
        return digits and role in {Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.BALANCE}

    def _share(self, test: object) -> float:
        if not callable(test):
            return 0.0
        return sum(1 for cell in self.filled if test(cell)) / len(self.filled)

    @cached_property
    def role(self) -> Role | None:
        """What the heading says of a column of this kind, or None."""
        if self.kind == "empty":
            roles = (heading_role(self.heading, kind) for kind in ("number", "date", "text"))
            return next((role for role in roles if role), None)
        return heading_role(self.heading, self.kind)

    @cached_property
    def distinct(self) -> Counter[str]:
        """How often each cell text stands in the column."""
        return Counter(cell.strip() for cell in self.filled)

    def printed(self, row: int) -> Printed | None:
        """Return the cell of a row taken apart as a number, or None."""
        return take_apart(self.cells[row]) if self.cells[row].strip() not in BLANKS else None


def columns_of(headings: Row, rows: Sequence[Row]) -> tuple[Column, ...]:
    """Turn data rows into columns; short rows count as blank in the columns they lack."""
    width = max([len(headings), *(len(row) for row in rows)], default=0)
    return tuple(
        Column(
            index,
            headings[index].strip() if index < len(headings) else "",
            tuple(row[index] if index < len(row) else "" for row in rows),
        )
        for index in range(width)
    )


def is_data(row: Row) -> bool:
    """Tell whether a row holds both a date and a number of its own, as a transaction does."""
    dated = {index for index, cell in enumerate(row) if likely_date(cell)}
    return bool(dated) and any(
        index not in dated and cell.strip() not in BLANKS and likely_number(cell)
        for index, cell in enumerate(row)
    )
