"""One line of quick entry in parts: `coffee 4.50 visa yesterday #work`. Without the database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

LONGEST_LINE = 200
"""Letters of a line that are read."""
_AMOUNT = re.compile(r"[+-]?[€$£¥]?\d{1,12}(?:[.,]\d{1,4})?[€$£¥]?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": 0, "yesterday": 1}


@dataclass(frozen=True, slots=True)
class QuickLine:
    """What a line says: words that name payee and account, an amount without sign, a day, tags."""

    words: tuple[str, ...]
    amount: Decimal | None
    is_income: bool
    on: date
    tags: tuple[str, ...]


def parse_quick_line(text: str, *, today: date) -> QuickLine:
    """Return the parts of a line; what is no amount, day or tag stays a word.

    The amount is the first number with decimals, else the last number; a plus before it makes it
    income. A day is ISO, `today`, `yesterday`, or a weekday (behind the first word), which is the
    latest such day. Without one it is `today`.
    """
    parts = text.split()
    tags = tuple(part[1:] for part in parts if part.startswith("#") and len(part) > 1)
    rest = [part for part in parts if not part.startswith("#")]
    on = today
    for place, part in enumerate(rest):
        found = _day(part, today, is_first=place == 0)
        if found is not None:
            on = found
            del rest[place]
            break
    at = _place_of_amount(rest)
    if at is None:
        return QuickLine(tuple(rest), None, is_income=False, on=on, tags=tags)
    written = rest.pop(at)
    amount = Decimal(written.strip("+-€$£¥").replace(",", "."))
    return QuickLine(tuple(rest), amount, written.startswith("+"), on, tags)


def _day(part: str, today: date, *, is_first: bool) -> date | None:
    word = part.casefold()
    if word in _NEAR:
        return today - timedelta(days=_NEAR[word])
    if _ISO.fullmatch(part):
        try:
            return date.fromisoformat(part)
        except ValueError:
            return None
    for number, name in enumerate(_DAYS):
        if not is_first and word in {name, name[:3]}:
            return today - timedelta(days=(today.weekday() - number) % 7)
    return None


def _place_of_amount(parts: list[str]) -> int | None:
    """Return where the amount stands, None where nothing is one."""
    found = [at for at, part in enumerate(parts) if _AMOUNT.fullmatch(part)]
    exact = [at for at in found if "." in parts[at] or "," in parts[at]]
    return exact[0] if exact else (found[-1] if found else None)
