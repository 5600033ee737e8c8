"""Typed cells of a spreadsheet as the text that the same cell would have in a text table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

_MAX_TEXT = 32_767


def cell_text(value: object) -> str:
    """Return a cell as text: dates as ISO 8601, numbers with a point and without rounding noise.

    A spreadsheet keeps 15 significant digits; what lies beyond them is noise of the binary format.
    """
    if isinstance(value, str):
        return value[:_MAX_TEXT]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time | timedelta | int):
        return str(value)
    return ""


def number_text(value: float) -> str:
    """Return a number with the digits that a spreadsheet shows for it."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 -- NaN alone
        return ""
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text else text
