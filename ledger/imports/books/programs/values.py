"""Values of databases and JSON, read without trusting their types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ledger.imports.readers.printed import MAX_INTEGER_DIGITS, Unreadable, calendar_day
from ledger.imports.statement import BrokenFile

_DEEPEST = 60


def load_json(data: bytes) -> Any:
    """Return what the JSON says, fractions as Decimal; raises BrokenFile."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise BrokenFile(f"the JSON cannot be read: {error}"[:200]) from error


def items(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects in a list, nothing for anything else."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def walk(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value, outer ones first."""
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value:
        yield from walk(item, depth + 1)


def text_of(value: object) -> str:
    """Return a value as text, "" for nothing."""
    return "" if value is None else str(value).strip()


def number_of(value: object) -> Decimal:
    """Return an exact number; raises Unreadable for anything else, floats of databases too."""
    if isinstance(value, bool) or value is None:
        raise Unreadable(f"{value!r} is not an amount")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise Unreadable(f"“{str(value)[:40]}” is not an amount") from error
    if not number.is_finite() or number.adjusted() >= MAX_INTEGER_DIGITS:
        raise Unreadable(f"“{str(value)[:40]}” has more digits than an amount can have")
    return number


def scaled(value: object, places: int) -> Decimal:
    """Return an amount that is kept as a whole number of its smallest parts."""
    return number_of(value).scaleb(-places)


def iso_day(value: object) -> date:
    """Return the day that begins an ISO 8601 text; raises Unreadable."""
    text = text_of(value)[:10]
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"“{text}” is not a date") from error
    return calendar_day(day.year, day.month, day.day)


def compact_day(value: object) -> date:
    """Return the day that a number such as 20240131 means; raises Unreadable."""
    text = text_of(value)
    if len(text) != len("20240131") or not text.isdecimal():
        raise Unreadable(f"“{text[:40]}” is not a date")
    return calendar_day(int(text[:4]), int(text[4:6]), int(text[6:]))
