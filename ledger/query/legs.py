"""Conditions on one posting: those that stand side by side are about the same one.

Beside `account:` or `category:` they are about postings there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.query.amounts import read_bounds
from ledger.query.syntax import And, Node, Or, Term

LEG_FIELDS = frozenset({"amount", "signed", "currency"})


@dataclass(frozen=True, slots=True)
class Legs:
    """The accounts whose postings are meant; None is any."""

    ids: frozenset[int] | None = None


def is_about_leg(node: Node) -> bool:
    """Return whether a condition is about one posting's amount or currency."""
    return isinstance(node, Term) and node.field in LEG_FIELDS and node.op != "!="


def asked_of_legs(parts: Sequence[Node]) -> Iterator[Term]:
    """Yield the conditions on amount or currency, but for those that are turned round."""
    for part in parts:
        if isinstance(part, And | Or):
            yield from asked_of_legs(part.parts)
        elif isinstance(part, Term) and is_about_leg(part):
            yield part


def names_accounts(node: Node) -> str:
    """Return "account" or "category" when a condition says just where, else nothing.

    An `or` of nothing but accounts says where too.
    """
    if isinstance(node, Or):
        kinds = {names_accounts(part) for part in node.parts}
        return kinds.pop() if len(kinds) == 1 else ""
    if not isinstance(node, Term) or node.op == "!=":
        return ""
    if node.field in {"account", "category"}:
        return node.field
    values = {value.text.lower() for value in node.values}
    is_uncategorised = node.field == "is" and values <= {"uncategorised", "uncategorized"}
    return "category" if is_uncategorised else ""


def least_and_most(terms: Sequence[Term]) -> tuple[Decimal | None, Decimal | None]:
    """Return between which sizes, both included, what is asked of amounts lies at most."""
    spans = [_sizes(term) for term in terms if term.field in {"amount", "signed"}]
    least = [first for first, _last in spans if first is not None]
    most = [last for _first, last in spans if last is not None]
    return max(least, default=None), min(most, default=None)


def _sizes(term: Term) -> tuple[Decimal | None, Decimal | None]:
    """Return the smallest and the largest size that a term may mean, None where it is open."""
    bounds = read_bounds(term)
    low = max((number for sign, number in bounds if sign in {"=", ">=", ">"}), default=None)
    high = min((number for sign, number in bounds if sign in {"=", "<=", "<"}), default=None)
    if term.field == "amount" or (low is not None and low >= 0):
        return low, high
    if high is not None and high <= 0:
        return -high, None if low is None else -low
    return None, None if low is None or high is None else max(-low, high)
