"""Accounts and tags by the names that people write for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from django.utils.translation import gettext as _

from ledger.enums import PLACE_KINDS, UNCATEGORISED_ROLES
from ledger.query.errors import QueryError
from ledger.query.regex import read_pattern
from ledger.query.syntax import And, Node, Not, Or, Term, Value
from ledger.rules.text import fold


@dataclass(frozen=True, slots=True)
class Name:
    """Something that has a name; of accounts also what they are and what they lie under."""

    id: int
    name: str
    parent: int | None = None
    kind: str = ""
    role: str = ""


@dataclass(frozen=True)
class Names:
    """The accounts and tags of a household that the person may see."""

    accounts: Sequence[Name] = ()
    tags: Sequence[Name] = field(default=())

    @cached_property
    def places(self) -> frozenset[int]:
        """The ids of the accounts that hold money."""
        return frozenset(row.id for row in self.accounts if row.kind in PLACE_KINDS)

    @cached_property
    def uncategorised(self) -> frozenset[int]:
        """The ids of the categories of what has none, and of all below them."""
        return self.below(row.id for row in self.accounts if row.role in UNCATEGORISED_ROLES)

    def of_kinds(self, *kinds: str) -> frozenset[int]:
        """Return the ids of the accounts of some kinds."""
        return frozenset(row.id for row in self.accounts if row.kind in kinds)

    def below(self, ids: Iterable[int]) -> frozenset[int]:
        """Return `ids` and every account below them."""
        found: set[int] = set()
        waiting = list(ids)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(row.id for row in self.accounts if row.parent == key)
        return frozenset(found)

    def meant(self, term: Term) -> frozenset[int]:
        """Return the ids that a term of account, category or tag means.

        `:` takes a whole name, else a beginning, else a part; `=` only a whole name; accounts come
        with all below them. Raises QueryError for a name that means nothing.
        """
        rows = self._rows(term.field)
        if term.op == "~":
            search = read_pattern(term.values[0]).search
            found = [row.id for row in rows if search(fold(row.name))]
        else:
            found = [key for value in term.values for key in self._named(term, value, rows)]
        return frozenset(found) if term.field == "tag" else self.below(found)

    def named_in(self, node: Node) -> frozenset[int]:
        """Return the ids of the accounts and categories that a query names anywhere in it."""
        if isinstance(node, And | Or):
            return frozenset[int]().union(*(self.named_in(part) for part in node.parts))
        if isinstance(node, Not):
            return self.named_in(node.part)
        is_named = isinstance(node, Term) and node.field in {"account", "category"}
        return self.meant(node) if isinstance(node, Term) and is_named else frozenset()

    def _rows(self, name: str) -> list[Name]:
        if name == "tag":
            return list(self.tags)
        is_place = name == "account"
        return [row for row in self.accounts if (row.kind in PLACE_KINDS) == is_place]

    def _named(self, term: Term, value: Value, rows: list[Name]) -> list[int]:
        found = _matching(value.text, rows, is_whole=term.op != ":")
        if not found and term.field != "tag":
            found = self._by_path(value.text, rows)
        if not found:
            raise _unknown(term.field, value, rows)
        return found

    def _by_path(self, path: str, rows: list[Name]) -> list[int]:
        """Return what `food:groceries` means: each part is looked for below the one before."""
        steps = path.split(":")
        found = _matching(steps[0], rows)
        for step in steps[1:]:
            below = self.below(found) - set(found)
            found = _matching(step, [row for row in rows if row.id in below])
        return found if len(steps) > 1 else []


def _matching(text: str, rows: Iterable[Name], *, is_whole: bool = False) -> list[int]:
    wanted = fold(text)
    folded = [(row.id, fold(row.name)) for row in rows]
    whole = [key for key, name in folded if name == wanted]
    if whole or is_whole or not wanted:
        return whole
    begun = [key for key, name in folded if name.startswith(wanted)]
    return begun or [key for key, name in folded if wanted in name]


def _unknown(name: str, value: Value, rows: Iterable[Name]) -> QueryError:
    known = {fold(row.name): row.name for row in rows}
    near = get_close_matches(fold(value.text), known, n=3, cutoff=0.5)
    problem = _("there is no %(field)s “%(name)s”") % {"field": name, "name": value.text}
    if not near:
        return QueryError(value.span, problem, _("write a name that there is, or part of it"))
    likely = _(" or ").join(quoted(known[each]) for each in near)
    return QueryError(value.span, problem, _("perhaps you mean %s") % likely)


def quoted(name: str) -> str:
    """Return a name as a query takes it: in quotation marks where it needs them."""
    plain = name and not any(char.isspace() or char in "(),\"'/" for char in name)
    if plain and ".." not in name:
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
