"""Queries that show the language, made of the names that a household has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.enums import CATEGORY_KINDS
from ledger.query.fields import FIELDS, Field
from ledger.query.names import Name, Names, quoted


@dataclass(frozen=True, slots=True)
class Example:
    """A query and what it finds, in words."""

    text: str
    about: Any


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field with queries that can be run; there are none where nothing has a name yet."""

    field: Field
    examples: tuple[str, ...]


def field_help(names: Names, payees: Sequence[str], currency: str) -> tuple[FieldHelp, ...]:
    """Return every field with examples made of the names that there are."""
    own = {
        "account": _named("account:", _places(names)),
        "category": _named("category:", _categories(names)),
        "tag": _named("tag:", [row.name for row in names.tags]),
        "payee": (*_named("payee=", payees[:1]), "payee~/^a/"),
        "currency": (f"currency:{currency}",),
    }
    return tuple(FieldHelp(field, own.get(field.name, field.examples[:2])) for field in FIELDS)


def joined_examples(names: Names, currency: str) -> tuple[Example, ...]:
    """Return queries that join conditions, made of the names that there are."""
    place, category = _places(names)[:1], _categories(names)[:1]
    account = _named("account:", place)[0] if place else f"currency:{currency}"
    food = _named("category:", category)[0] if category else "is:expense"
    return (
        Example("market", _("a word that begins so, in payee, memo or the bank's text")),
        Example('"city park"', _("words one after the other")),
        Example(f"{account} amount>50", _("both hold: side by side, or with and")),
        Example(f"{food} or amount>500", _("one of them holds, or both")),
        Example(f"-{food} date:this-month", _("a dash, or not, turns a condition round")),
        Example(f"{account} (is:income or amount>100)", _("parentheses keep together")),
        Example("date:last-90-days -has:tag", _("dates that move with today")),
        Example("is:uncategorised amount:20..100", _("what waits for a category")),
    )


def _named(term: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{term}{quoted(name)}" for name in names[:1])


def _places(names: Names) -> list[str]:
    return [row.name for row in names.accounts if row.id in names.places]


def _categories(names: Names) -> list[str]:
    found: list[Name] = [row for row in names.accounts if row.kind in CATEGORY_KINDS]
    return [row.name for row in found if not row.role]
