"""Field :61: (one entry) and the balance fields :60:, :62:, :64: of SWIFT MT940 and MT942."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.imports.readers.exact import exact_amount
from ledger.imports.readers.mt940_details import given_reference
from ledger.imports.readers.printed import (
    Unreadable,
    calendar_day,
    shortened,
)

_ENTRY = re.compile(
    r"""\s*(?P<days>\d{6}(?:\d{2}){0,3})\s*
    (?P<mark>[RE]?[CD])(?P<funds>[A-Z])?\s*
    (?P<amount>(?=,?\d)[\d.,]+)\s*
    (?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
_BALANCE = re.compile(
    r"\s*(?P<mark>[CD])\s*(?P<day>\d{6})\s*(?P<currency>[A-Z]{3})?\s*(?P<amount>(?=,?\d)[\d.,]+)"
)
_PARTED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d*")
_KIND = re.compile(r"[A-Z][A-Z0-9 ]{3}")
_CENTURY_BREAK = 80
_REFERENCE_WIDTH = 16
_BANK_ID = re.compile(r"(?=(?:.*\d){5})[A-Z0-9][A-Z0-9/._-]{7,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as printed; the sign is the holder's, a reversal of a credit is money out."""

    day: date
    day_problem: str
    """Why `day` is not what the file prints, empty where it is."""
    amount: Decimal
    is_expected: bool
    reference: str
    external_id: str
    name: str
    """The other side, where it stands behind the sixteen characters of the reference."""
    supplement: str
    """What stands on the lines below."""


@dataclass(frozen=True, slots=True)
class PrintedBalance:
    """A balance as printed, debit negative; `on` is None where its date cannot be."""

    amount: Decimal
    on: date | None
    currency: str


def parse_entry(lines: list[str], otherwise: date | None) -> Entry:
    """Read the lines of field :61:; `otherwise` is the day for a date that cannot be.

    The day is the value date. Raises Unreadable.
    """
    match = _ENTRY.match("\n".join(lines))
    if not match:
        raise Unreadable(f"{shortened(' '.join(lines))} is not date, sign and amount")
    mark = match["mark"]
    is_credit = mark.endswith("C") != mark.startswith("R")
    amount = _amount(match["amount"])
    day, problem = _value_day(match["days"], otherwise)
    head, _, supplement = match["rest"].partition("\n")
    own, _, bank = (head[4:] if _KIND.match(head) else head).partition("//")
    reference, name = _reference_and_name(own)
    return Entry(
        day=day,
        day_problem=problem,
        amount=amount if is_credit else -amount,
        is_expected=mark.startswith("E"),
        reference=given_reference(reference),
        external_id=bank.strip() if _BANK_ID.fullmatch(bank.strip()) else "",
        name=name,
        supplement=" ".join(supplement.split()),
    )


def parse_balance(text: str) -> PrintedBalance:
    """Read a balance field; raises Unreadable."""
    match = _BALANCE.match(text)
    if not match:
        raise Unreadable(f"{shortened(text)} is not sign, date, currency and amount")
    amount = _amount(match["amount"])
    try:
        on: date | None = _short_day(match["day"])
    except Unreadable:
        on = None
    signed = amount if match["mark"] == "C" else -amount
    return PrintedBalance(signed, on, match["currency"] or "")


def _amount(text: str) -> Decimal:
    """Read an amount, whose thousands some banks part by points against the rule."""
    plain = text.replace(".", "") if _PARTED.fullmatch(text) else text
    return exact_amount(plain, mark=",")


def _reference_and_name(text: str) -> tuple[str, str]:
    """Part a reference that is filled up with blanks from the name behind it."""
    edge = text[_REFERENCE_WIDTH - 1 : _REFERENCE_WIDTH + 1]
    if " " not in edge:
        return text.strip(), ""
    return text[:_REFERENCE_WIDTH].strip(), " ".join(text[_REFERENCE_WIDTH:].split())


def _value_day(digits: str, otherwise: date | None) -> tuple[date, str]:
    """Return the value date and why it is not the printed one, if it is not.

    Banks that count interest by months of 30 days print a 30 February: the month's last day.
    """
    printed = digits[:8] if len(digits) in {8, 12} else digits[:6]
    try:
        day = calendar_day(int(printed[:4]), *_pair(printed[4:])) if len(printed) == 8 else None
        day = day or _short_day(printed)
    except Unreadable as error:
        if not otherwise:
            raise
        return otherwise, f"{error}: the statement's own date, {otherwise}, is taken"
    if day.day != int(printed[-2:]):
        return day, f"there is no day {printed[-2:]} in {day:%Y-%m}: its last day is taken"
    return day, ""


def _short_day(digits: str) -> date:
    """Return the day of YYMMDD: 80 … 99 are of the last century, as SWIFT rules."""
    year = int(digits[:2])
    return calendar_day(year + (1900 if year >= _CENTURY_BREAK else 2000), *_pair(digits[2:]))


def _pair(digits: str) -> tuple[int, int]:
    return int(digits[:2]), int(digits[2:4])
