"""The meaning of a query, row by row in Python: what the SQL of the product must find too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ledger.query.syntax import And, Node, Not, Or, Term, Text

Date = date


@dataclass(frozen=True)
class NaiveLeg:
    """One posting: the name of its account, and what kind of account that is."""

    account: str
    kind: str
    amount: Decimal
    currency: str
    note: str = ""

    @property
    def is_place(self) -> bool:
        return self.kind == "place"


@dataclass(frozen=True)
class NaiveRow:
    """One transaction as a person sees it."""

    id: int
    date: Date
    payee: str
    raw: str
    memo: str
    status: str
    source: str
    created: Date
    legs: tuple[NaiveLeg, ...]
    tags: frozenset[str] = frozenset()
    has_file: bool = False


@dataclass(frozen=True)
class World:
    """What names mean, and which day it is; `below` gives an account and those below it."""

    today: date
    below: dict[str, set[str]]
    uncategorised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scope:
    """Whose postings amounts are about; None is all."""

    names: frozenset[str] | None = field(default=None)


def folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()


def tokens(text: str) -> list[str]:
    return [token for token in re.split(r"[^0-9a-z]+", folded(text)) if token]


def holds(node: Node | None, row: NaiveRow, world: World) -> bool:
    """Say whether a query means a row."""
    return node is None or _group(node, row, world, Scope())


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def _naming(node: Node) -> str:
    if isinstance(node, Or):
        kinds = {_naming(part) for part in node.parts}
        return kinds.pop() if len(kinds) == 1 else ""
    if isinstance(node, Term) and node.op != "!=":
        if node.field in {"account", "category"}:
            return node.field
        if node.field == "is" and {value.text for value in node.values} == {"uncategorised"}:
            return "category"
    return ""


def _named(node: Node, world: World) -> set[str]:
    if isinstance(node, Or):
        return set().union(*(_named(part, world) for part in node.parts))
    assert isinstance(node, Term)
    if node.field == "is":
        return set(world.uncategorised)
    return set().union(*(world.below[value.text] for value in node.values))


def _group(node: Node, row: NaiveRow, world: World, outer: Scope) -> bool:
    parts = _parts(node)
    scope = outer
    for kind in ("account", "category"):
        naming = [part for part in parts if _naming(part) == kind]
        if naming:
            scope = Scope(frozenset().union(*(_named(part, world) for part in naming)))
    on_leg = [
        part
        for part in parts
        if isinstance(part, Term)
        and part.field in {"amount", "signed", "currency"}
        and part.op != "!="
    ]
    others = [part for part in parts if part not in on_leg]
    return all(_one(part, row, world, scope) for part in others) and (
        not on_leg or any(_legs_hold(leg, on_leg, scope) for leg in row.legs)
    )


def _one(node: Node, row: NaiveRow, world: World, scope: Scope) -> bool:
    if isinstance(node, Not):
        return not _group(node.part, row, world, scope)
    if isinstance(node, Or):
        return any(_group(part, row, world, scope) for part in node.parts)
    if isinstance(node, And):
        return _group(node, row, world, scope)
    if isinstance(node, Text):
        return _text(node, row)
    if node.op == "!=":
        equal = Term(node.field, "=", node.values, node.span)
        return not _group(equal, row, world, scope)
    return any(FIELDS[node.field](node.op, value.text, row, world) for value in node.values)


def _legs_hold(leg: NaiveLeg, terms: list[Term], scope: Scope) -> bool:
    if scope.names is not None and leg.account not in scope.names:
        return False
    fields = {term.field for term in terms}
    if scope.names is None and "signed" in fields and not leg.is_place:
        return False
    return all(_leg_holds(leg, term) for term in terms)


def _leg_holds(leg: NaiveLeg, term: Term) -> bool:
    if term.field == "currency":
        return leg.currency in {value.text.upper() for value in term.values}
    signed = leg.amount if leg.is_place else -leg.amount
    number = abs(leg.amount) if term.field == "amount" else signed
    return _compare(number, term.op, term.values[0].text)


def _compare(number: Decimal, op: str, text: str) -> bool:
    if ".." in text:
        low, high = text.split("..")
        return (not low or number >= Decimal(low)) and (not high or number <= Decimal(high))
    bound = Decimal(text)
    return {
        ":": number == bound,
        "=": number == bound,
        ">": number > bound,
        ">=": number >= bound,
        "<": number < bound,
        "<=": number <= bound,
    }[op]


def _begins(words: list[str], text: str) -> bool:
    """Say whether words stand one after the other, the last one perhaps only begun."""
    found = tokens(text)
    for at in range(len(found) - len(words) + 1):
        run = found[at : at + len(words)]
        if run[:-1] == words[:-1] and run[-1].startswith(words[-1]):
            return True
    return False


def _part(words: list[str], text: str) -> bool:
    return re.search("[^0-9a-z]+".join(words), folded(text)) is not None


def _text(node: Text, row: NaiveRow) -> bool:
    words = tokens(node.text)
    runs = [words] if node.is_phrase else [[word] for word in words]
    return bool(words) and all(
        _begins(run, row.raw) or _begins(run, row.memo) or (row.payee and _part(run, row.payee))
        for run in runs
    )


def _in_text(op: str, wanted: str, text: str, *, is_part: bool = False) -> bool:
    if op == "~":
        return re.search(folded(wanted), folded(text)) is not None
    if op == "=":
        return folded(wanted) == folded(text)
    words = tokens(wanted)
    match = _part if is_part else _begins
    # Values with a blank were quoted, so they are phrases.
    runs = [words] if " " in wanted else [[word] for word in words]
    return all(match(run, text) for run in runs)


def _payee(op: str, wanted: str, row: NaiveRow, _world: World) -> bool:
    if row.payee:
        return _in_text(op, wanted, row.payee, is_part=True)
    return _in_text(op, wanted, row.raw)


def _account(_op: str, wanted: str, row: NaiveRow, world: World) -> bool:
    return any(leg.account in world.below[wanted] for leg in row.legs)


MONTHS = {"this-month": (date(2026, 3, 1), date(2026, 4, 1))}
MONTHS |= {"last-month": (date(2026, 2, 1), date(2026, 3, 1))}
MONTHS |= {"last-3-months": (date(2026, 1, 1), date(2026, 4, 1))}


def _first_and_after(text: str, world: World) -> tuple[date, date]:
    day = timedelta(days=1)
    if text in MONTHS:
        return MONTHS[text]
    if text == "today":
        return world.today, world.today + day
    if text == "last-30-days":
        return world.today - 29 * day, world.today + day
    if len(text) == 4:
        return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
    if len(text) == 7:
        first = date.fromisoformat(f"{text}-01")
        return first, (first + 32 * day).replace(day=1)
    first = date.fromisoformat(text)
    return first, first + day


def _dated(op: str, wanted: str, found: date, world: World) -> bool:
    if ".." in wanted:
        low, high = wanted.split("..")
        return (not low or _first_and_after(low, world)[0] <= found) and (
            not high or found < _first_and_after(high, world)[1]
        )
    first, after = _first_and_after(wanted, world)
    return {
        ":": first <= found < after,
        "=": first <= found < after,
        ">": found >= after,
        ">=": found >= first,
        "<": found < first,
        "<=": found < after,
    }[op]


def _has(_op: str, wanted: str, row: NaiveRow, world: World) -> bool:
    found: dict[str, object] = {
        "attachment": row.has_file,
        "tag": row.tags,
        "payee": row.payee,
        "category": any(
            leg.kind in {"income", "expense"} and leg.account not in world.uncategorised
            for leg in row.legs
        ),
        "memo": row.memo,
        "note": any(leg.note for leg in row.legs),
        "text": row.raw,
    }
    return bool(found[wanted])


def _is(_op: str, wanted: str, row: NaiveRow, world: World) -> bool:
    categories = [leg for leg in row.legs if leg.kind in {"income", "expense"}]
    found = {
        "uncategorised": any(leg.account in world.uncategorised for leg in row.legs),
        "split": len(categories) > 1,
        "transfer": all(leg.is_place for leg in row.legs),
        "income": any(leg.kind == "income" for leg in row.legs),
        "expense": any(leg.kind == "expense" for leg in row.legs),
    }
    return found.get(wanted, row.status == wanted)


FIELDS: dict[str, Callable[[str, str, NaiveRow, World], bool]] = {
    "account": _account,
    "category": _account,
    "payee": _payee,
    "tag": lambda op, wanted, row, world: wanted in row.tags,
    "date": lambda op, wanted, row, world: _dated(op, wanted, row.date, world),
    "created": lambda op, wanted, row, world: _dated(op, wanted, row.created, world),
    "status": lambda op, wanted, row, world: row.status == wanted,
    "source": lambda op, wanted, row, world: row.source == wanted,
    "memo": lambda op, wanted, row, world: _in_text(op, wanted, row.memo),
    "text": lambda op, wanted, row, world: _in_text(op, wanted, row.raw),
    "note": lambda op, wanted, row, world: any(_in_text(op, wanted, leg.note) for leg in row.legs),
    "has": _has,
    "is": _is,
}
