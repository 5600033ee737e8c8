"""Queries as people type them: `account:visa amount>50 2026-03 "city park"`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from accounts.models import Household
from ledger.enums import PLACE_KINDS, Status
from ledger.models import Account, Payee, Tag
from ledger.periods import DAY, Period, add_months
from ledger.reports.filters import FilterError, RegisterFilter

_TERM = re.compile(r"(?P<name>[a-z]+)(?P<sign>:|>=|<=|>|<|=)(?P<value>.*)", re.DOTALL)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_AMOUNT = re.compile(r"\d+(\.\d{1,8})?")
_LEAST = Decimal("0.00000001")
"""The smallest difference of two amounts, which are stored to eight places."""


def read_query(household: Household, text: str) -> RegisterFilter:
    """Return the filter that a query means; words that are no term are looked for as text.

    Terms: `account:` `category:` `payee:` `tag:` (a name, or its beginning where that is clear),
    `status:`, `is:uncategorised`, `in:trash`, `amount` and `date` with `:` `>` `>=` `<` `<=`; a
    date is a year, month or day. Quotes keep spaces. Raises FilterError naming what is unknown.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise FilterError("query", "a quotation mark is never closed") from error
    chosen, rest = RegisterFilter(), []
    for word in words:
        term = _TERM.fullmatch(word)
        if term and term["name"] in _TERMS:
            chosen = _TERMS[term["name"]](
                household, chosen, term["name"], term["sign"], term["value"]
            )
        elif _DATE.fullmatch(word) and "-" in word:
            chosen = _dated(household, chosen, "date", ":", word)
        else:
            rest.append(word)
    return replace(chosen, text=" ".join(rest))


def _named(
    household: Household, chosen: RegisterFilter, name: str, _sign: str, value: str
) -> RegisterFilter:
    accounts = Account.objects.in_household(household).live().values_list("pk", "name", "kind")
    if name == "account":
        rows = [(key, label) for key, label, kind in accounts if kind in PLACE_KINDS]
        return replace(chosen, accounts=(*chosen.accounts, _one(name, value, rows)))
    if name == "category":
        rows = [(key, label) for key, label, kind in accounts if kind not in PLACE_KINDS]
        return replace(chosen, categories=(*chosen.categories, _one(name, value, rows)))
    if name == "payee":
        payees = Payee.objects.in_household(household).live().filter(merged_into=None)
        found = _one(name, value, payees.values_list("pk", "name"))
        return replace(chosen, payees=(*chosen.payees, found))
    tags = Tag.objects.in_household(household).live().values_list("pk", "name")
    return replace(chosen, tags=(*chosen.tags, _one(name, value, tags)))


def _one(name: str, value: str, rows: Iterable[tuple[int, str]]) -> int:
    wanted = value.casefold()
    exact, begun, within = [], [], []
    for key, label in rows:
        folded = label.casefold()
        if folded == wanted:
            exact.append(key)
        elif folded.startswith(wanted):
            begun.append(key)
        elif wanted in folded:
            within.append(key)
    found = exact or begun or within
    if not value or not found:
        raise FilterError(name, f"there is no {name} {value!r}")
    if len(found) > 1:
        raise FilterError(name, f"{value!r} means several: write the {name}'s whole name")
    return found[0]


def _status(
    _household: Household, chosen: RegisterFilter, _name: str, _sign: str, value: str
) -> RegisterFilter:
    if value not in Status.values:
        raise FilterError("status", f"status is one of {', '.join(Status.values)}")
    return replace(chosen, statuses=(*chosen.statuses, value))


def _flag(
    _household: Household, chosen: RegisterFilter, _name: str, _sign: str, value: str
) -> RegisterFilter:
    if value == "trash":
        return replace(chosen, in_trash=True)
    if value == "uncategorised":
        return replace(chosen, is_uncategorised=True)
    raise FilterError("is", f"{value!r} is unknown: write is:uncategorised or in:trash")


def _sized(
    _household: Household, chosen: RegisterFilter, _name: str, sign: str, value: str
) -> RegisterFilter:
    if not _AMOUNT.fullmatch(value):
        raise FilterError("amount", f"{value!r} is no amount such as 12.50")
    amount = Decimal(value)
    if sign in {">", ">="}:
        return replace(chosen, amount_min=amount + (_LEAST if sign == ">" else 0))
    if sign in {"<", "<="}:
        return replace(chosen, amount_max=amount - (_LEAST if sign == "<" else 0))
    return replace(chosen, amount_min=amount, amount_max=amount)


def _dated(
    _household: Household, chosen: RegisterFilter, _name: str, sign: str, value: str
) -> RegisterFilter:
    days = _days(value)
    match sign:
        case ">":
            return replace(chosen, start=days.end)
        case ">=":
            return replace(chosen, start=days.start)
        case "<":
            return replace(chosen, end=days.start)
        case "<=":
            return replace(chosen, end=days.end)
    return replace(chosen, start=days.start, end=days.end)


def _days(value: str) -> Period:
    found = _DATE.fullmatch(value)
    year, month, day = found.groups() if found else ("0", None, None)
    try:
        start = date(int(year), int(month or 1), int(day or 1))
        if day:
            return Period(start, start + DAY)
        return Period(start, add_months(start, 1 if month else 12))
    except (ValueError, OverflowError) as error:
        message = f"{value!r} is no date: write 2026, 2026-03 or 2026-03-31"
        raise FilterError("date", message) from error


_TERMS = {
    **dict.fromkeys(("account", "category", "payee", "tag"), _named),
    "status": _status,
    "is": _flag,
    "in": _flag,
    "amount": _sized,
    "date": _dated,
}
