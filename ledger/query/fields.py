"""The fields of the query language: their names, what they are compared by, and examples."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.enums import Status, TransactionSource


class Kind(StrEnum):
    """How the values of a field are read and compared."""

    NAME = "name"
    TEXT = "text"
    SIZE = "size"
    DATE = "date"
    CHOICE = "choice"
    KEY = "key"


EQUAL = (":", "=", "!=")
ORDERED = (*EQUAL, ">", ">=", "<", "<=")
TEXTUAL = (*EQUAL, "~")
OPS = {
    Kind.NAME: TEXTUAL,
    Kind.TEXT: TEXTUAL,
    Kind.SIZE: ORDERED,
    Kind.DATE: ORDERED,
    Kind.CHOICE: EQUAL,
    Kind.KEY: EQUAL,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it is about, in words, and queries that show it."""

    name: str
    kind: Kind
    about: Any
    examples: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def ops(self) -> tuple[str, ...]:
        return OPS[self.kind]


HAS_WORDS = ("attachment", "tag", "payee", "category", "memo", "note", "text", "import")
IS_WORDS = (
    "uncategorised",
    "split",
    "transfer",
    "income",
    "expense",
    "pending",
    "cleared",
    "reconciled",
    "trash",
)
SYNONYMS = {
    "uncategorized": "uncategorised",
    "attachments": "attachment",
    "file": "attachment",
    "files": "attachment",
    "receipt": "attachment",
    "tags": "tag",
    "notes": "note",
}

FIELDS = (
    Field(
        "account",
        Kind.NAME,
        _("An account by its name, with all accounts below it."),
        ("account:checking", 'account:"Credit card"', "account:cash,checking"),
    ),
    Field(
        "category",
        Kind.NAME,
        _("A category by its name, with all categories below it."),
        ("category:groceries", "category:food,transport", "-category:rent"),
        aliases=("cat",),
    ),
    Field(
        "payee",
        Kind.TEXT,
        _("The payee's name; where there is none, what the bank wrote."),
        ("payee:market", 'payee="Corner shop"', "payee~/^am(a)?z/"),
    ),
    Field("tag", Kind.NAME, _("A tag by its name."), ("tag:holiday", "-tag:work")),
    Field(
        "date",
        Kind.DATE,
        _("The day of the transaction: a day, month, quarter or year, or a span in words."),
        ("date:2025-03..2025-06", "date:this-month", "date:last-90-days", "date>=2025"),
        aliases=("on",),
    ),
    Field(
        "amount",
        Kind.SIZE,
        _("The size of a posting, without its sign."),
        ("amount>50", "amount:10..20", "amount=9.99"),
    ),
    Field(
        "signed",
        Kind.SIZE,
        _("What a posting changed: money out is negative, money in positive."),
        ("signed<0", "signed:-50..-20"),
    ),
    Field("currency", Kind.CHOICE, _("The currency of a posting."), ("currency:USD",)),
    Field(
        "status",
        Kind.CHOICE,
        _("How far the transaction has come."),
        ("status:pending", "status:cleared,reconciled"),
        choices=tuple(Status.values),
    ),
    Field("memo", Kind.TEXT, _("The transaction's memo."), ("memo:invoice", 'memo:"city park"')),
    Field("note", Kind.TEXT, _("The note of a posting."), ("note:deposit",)),
    Field(
        "text",
        Kind.TEXT,
        _("The counterparty as the bank wrote it."),
        ("text:sepa", r"text~/\d{6}/"),
        aliases=("raw",),
    ),
    Field(
        "source",
        Kind.CHOICE,
        _("Where the transaction came from."),
        ("source:import", "source:manual,api"),
        choices=tuple(TransactionSource.values),
    ),
    Field(
        "import",
        Kind.TEXT,
        _("The file it came with: part of its name, or the import's number."),
        ("import:bank",),
        aliases=("batch",),
    ),
    Field(
        "created",
        Kind.DATE,
        _("The day on which it was entered or imported."),
        ("created:today", "created>=last-week"),
    ),
    Field("id", Kind.KEY, _("The transaction's number."), ("id:1",)),
    Field(
        "has",
        Kind.CHOICE,
        _("What it has: attachment, tag, payee, category, memo, note, text or import."),
        ("has:attachment", "-has:payee"),
        choices=HAS_WORDS,
    ),
    Field(
        "is",
        Kind.CHOICE,
        _("What it is: uncategorised, split, transfer, income, expense, or a status."),
        ("is:uncategorised", "is:split", "is:transfer"),
        aliases=("in",),
        choices=IS_WORDS,
    ),
)
BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.aliases)}


def find_field(name: str) -> Field | None:
    """Return the field of that name or alias, in capitals or not."""
    return BY_NAME.get(name.lower())


def similar_field(name: str) -> str:
    """Return the field that a name nearly spells, empty for none: words may hold colons too."""
    if len(name) < 4:
        return ""
    return next(iter(get_close_matches(name.lower(), BY_NAME, n=1, cutoff=0.8)), "")
