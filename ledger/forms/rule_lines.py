"""Tests of a rule as lines of a form: a field, a comparison and a value in words."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.forms.choices import AccountChoices
from ledger.models import Account
from ledger.rules.comparisons import MAKERS

JSON = dict[str, Any]
FIELDS = [
    ("description", gettext_lazy("Text from the bank")),
    ("imported", gettext_lazy("All of the bank's row")),
    ("payee", gettext_lazy("Payee's name")),
    ("raw_payee", gettext_lazy("Payee as the bank wrote it")),
    ("memo", gettext_lazy("Memo")),
    ("account", gettext_lazy("Account")),
    ("category", gettext_lazy("Category")),
    ("tags", gettext_lazy("Tags")),
    ("amount", gettext_lazy("Amount, money out negative")),
    ("size", gettext_lazy("Amount without sign")),
    ("balance_before", gettext_lazy("Balance before")),
    ("currency", gettext_lazy("Currency")),
    ("date", gettext_lazy("Date")),
    ("day", gettext_lazy("Day of the month")),
    ("weekday", gettext_lazy("Weekday")),
    ("status", gettext_lazy("Status")),
    ("source", gettext_lazy("Source")),
    ("attachments", gettext_lazy("Attachments")),
    ("query", gettext_lazy("Query")),
]
OPERATORS = [
    ("contains", gettext_lazy("contains")),
    ("starts_with", gettext_lazy("starts with")),
    ("equals", gettext_lazy("is exactly")),
    ("one_of", gettext_lazy("is one of")),
    ("includes", gettext_lazy("has")),
    ("includes_any", gettext_lazy("has one of")),
    ("greater", gettext_lazy("is more than")),
    ("less", gettext_lazy("is less than")),
    ("between", gettext_lazy("is between")),
    ("matches", gettext_lazy("matches the pattern")),
    ("is_empty", gettext_lazy("is empty")),
    ("holds", gettext_lazy("finds it")),
]
_LISTS = {"one_of", "includes_any", "between"}
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class LineNames:
    """The names that lines are written with: accounts and tags by id, and as people write them."""

    accounts: Mapping[int, str]
    tags: Mapping[int, str]

    @classmethod
    def of(cls, accounts: AccountChoices, tags: Mapping[int, str]) -> LineNames:
        rows = (row for row in accounts.tree.accounts if row.deleted_at is None)
        return cls({row.pk: _path(accounts, row) for row in rows}, tags)

    def account(self, text: str) -> int:
        """Return the account of a name or path (`Food:Groceries`); raises ValidationError."""
        wanted = _plain(text)
        found = [key for key, path in self.accounts.items() if _plain(path) == wanted]
        found = found or [
            key for key, path in self.accounts.items() if _plain(path.split(":")[-1]) == wanted
        ]
        if len(found) != 1:
            raise ValidationError(_("“%(name)s” is no account, or several.") % {"name": text})
        return found[0]

    def tag(self, text: str) -> int:
        """Return the tag of a name; raises ValidationError."""
        found = [key for key, name in self.tags.items() if _plain(name) == _plain(text)]
        if not found:
            raise ValidationError(_("“%(name)s” is no tag.") % {"name": text})
        return found[0]


def tag_names(tags: Any) -> dict[int, str]:
    """Return the names of live tags, by id; one query."""
    rows: Any = tags
    return dict(rows.live().values_list("pk", "name"))


def _path(accounts: AccountChoices, row: Account) -> str:
    return ":".join(above.name for above in accounts.tree.ancestry(row))


def _plain(text: str) -> str:
    return ":".join(" ".join(part.split()) for part in text.split(":")).casefold()


def line_test(field: str, op: str, text: str, names: LineNames) -> JSON:
    """Return the test that a line means; raises ValidationError for a value that means nothing.

    Whether the comparison fits the field is the rule's own to say.
    """
    if op == "is_empty":
        return {"field": field, "op": op, "value": text.strip().casefold() not in {_NO, "false"}}
    read = _reader(field, names)
    if op not in _LISTS:
        return {"field": field, "op": op, "value": read(text.strip())}
    parts = text.split("..") if op == "between" and ".." in text else text.split(",")
    return {"field": field, "op": op, "value": [read(part.strip()) for part in parts]}


def _reader(field: str, names: LineNames) -> Callable[[str], Any]:
    readers: dict[str, Callable[[str], Any]] = {
        "account": names.account,
        "category": names.account,
        "tags": names.tag,
        "day": _whole,
        "weekday": _weekday,
        "status": str.lower,
        "source": str.lower,
    }
    return readers.get(field, str)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ValidationError(_("“%(text)s” is no whole number.") % {"text": text})
    return int(text)


def _weekday(text: str) -> int:
    """Return a weekday's number, Monday 1, by number or English name."""
    days = [name.casefold() for name in calendar.day_name]
    found = [i for i, name in enumerate(days, 1) if text and name.startswith(text.casefold())]
    return found[0] if len(found) == 1 else _whole(text)


def line_text(test: JSON, names: LineNames) -> str | None:
    """Return the value of a test as a line writes it, None when a line cannot."""
    field, op, value = test.get("field"), test.get("op"), test.get("value")
    if field not in MAKERS or op not in MAKERS[field]:
        return None
    if isinstance(value, bool):
        return _YES if value else _NO
    parts = value if isinstance(value, list) else [value]
    words = [_word(field, part, names) for part in parts]
    if op in _LISTS and any("," in word for word in words):
        return None
    return ", ".join(words)


def _word(field: str, value: Any, names: LineNames) -> str:
    if field in {"account", "category"}:
        return names.accounts.get(value, "?")
    if field == "tags":
        return names.tags.get(value, "?")
    if field == "weekday":
        return str(calendar.day_name[value - 1])
    return str(value)
