"""Lines of quick entry in parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.quick_line import parse_quick_line

TODAY = date(2026, 3, 11)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "words", "amount", "day"),
    [
        ("coffee 4.50 visa yesterday #work", "coffee visa", "4.50", 10),
        ("4,5 Coffee Bar", "Coffee Bar", "4.5", 11),
        ("+2000 Pay 2026-03-01", "Pay", "2000", 1),
        ("7 Eleven 3.20 today", "7 Eleven", "3.20", 11),
        ("Route 66 12", "Route 66", "12", 11),
        ("€4.50 Bar Monday", "Bar", "4.50", 9),
        ("Bar 4 wed", "Bar", "4", 11),
        ("Friday Bar -4 Fri", "Friday Bar", "4", 6),
        ("Bar 2026-02-31 5", "Bar 2026-02-31", "5", 11),
        ("Bar # 1.2.3", "Bar 1.2.3", None, 11),
        ("", "", None, 11),
    ],
)
def test_line_is_taken_apart(text: str, words: str, amount: str | None, day: int) -> None:
    line = parse_quick_line(text, today=TODAY)

    assert " ".join(line.words) == words
    assert line.amount == (None if amount is None else Decimal(amount))
    assert line.on == date(2026, 3, day)
    assert line.is_income is text.startswith("+")
    assert line.tags == (("work",) if "#work" in text else ())
