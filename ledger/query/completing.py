"""What may come next in a query that is being typed: fields, then their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.query import dates
from ledger.query.fields import FIELDS, Field, Kind, find_field
from ledger.query.names import Names, quoted
from ledger.rules.text import fold

MOST = 12
_LAST = re.compile(
    r"""(?:^|(?<=[\s(]))-?
    (?:(?P<field>[A-Za-z][A-Za-z-]*)(?P<op>!=|>=|<=|[:=<>]))?
    (?:(?:"[^"]*"|[^\s(),"]+),)*
    (?P<typed>"[^"]*|[^\s(),"]*)$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Typing:
    """The end of a query that is being typed: what stands before it, its field and its beginning.

    `typed` is the beginning of a field's name when there is no field yet.
    """

    before: str
    field: Field | None
    typed: str


def read_typing(text: str) -> Typing:
    """Return what is being typed at the end of `text`."""
    found = _LAST.search(text)
    is_open = text.count('"') % 2 == 1
    if found is None or (is_open and not found["typed"].startswith('"')):
        return Typing(text, None, "")
    field = find_field(found["field"]) if found["field"] else None
    typed = found["typed"]
    before = text[: len(text) - len(typed)]
    if found["field"] and field is None:
        return Typing(text, None, "")
    return Typing(before, field, typed.lstrip('"'))


def complete(text: str, names: Names, payees: Sequence[str] = ()) -> list[str]:
    """Return whole queries that `text` may become, at most MOST; `payees` are names like typed."""
    typing = read_typing(text)
    if typing.field is None:
        return _begin_fields(typing)
    wanted = fold(typing.typed)
    found = [name for name in _values(typing.field, names, payees) if wanted in fold(name)]
    found.sort(key=lambda name: not fold(name).startswith(wanted))
    ends = [f"{typing.before}{quoted(name)}" for name in dict.fromkeys(found)]
    return [end for end in ends if end != text][:MOST]


def _begin_fields(typing: Typing) -> list[str]:
    typed = typing.typed.lower()
    begins = not typing.before or typing.before[-1] in " (-"
    if not begins:
        return []
    ops = {Kind.SIZE: ">"}
    return [
        f"{typing.before}{field.name}{ops.get(field.kind, ':')}"
        for field in FIELDS
        if field.name.startswith(typed)
    ][:MOST]


def _values(field: Field, names: Names, payees: Sequence[str]) -> Iterable[str]:
    if field.kind is Kind.DATE:
        return dates.WORDS
    if field.name == "payee":
        return payees
    if field.name == "tag":
        return (row.name for row in names.tags)
    if field.kind is Kind.NAME:
        is_place = field.name == "account"
        return (row.name for row in names.accounts if (row.id in names.places) == is_place)
    return field.choices
