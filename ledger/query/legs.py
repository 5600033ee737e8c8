"""Conditions on one posting: those that stand side by side are about the same one.

Beside `account:` or `category:` they are about postings there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.query.amounts import read_bounds
from ledger.query.syntax import Node, Or, Term

LEG_FIELDS = frozenset({"amount", "signed", "currency"})


@dataclass(frozen=True, slots=True)
class Legs:
    """The accounts whose postings are meant; None is any."""

    ids: frozenset[int] | None = None


def is_about_leg(node: Node) -> bool:
    """Return whether a condition is about one posting's amount or currency."""
    return isinstance(node, Term) and node.field in LEG_FIELDS and node.op != "!="


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
    bounds = [each for term in terms if term.field == "amount" for each in read_bounds(term)]
    least = [number for sign, number in bounds if sign in {"=", ">=", ">"}]
    most = [number for sign, number in bounds if sign in {"=", "<=", "<"}]
    return max(least, default=None), min(most, default=None)
