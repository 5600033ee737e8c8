"""What a query is once it is read: terms and words, joined by and, or and not."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.query.errors import Span


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it was written, without its quotation marks."""

    text: str
    span: Span
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Words looked for in payee, memo and the bank's text; of a phrase, one after the other."""

    text: str
    span: Span
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A field, what it is compared by, and the values of which any may hold."""

    field: str
    op: str
    values: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the part does not mean."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts holds, or several."""

    parts: tuple[Node, ...]


Node = Text | Term | Not | And | Or


def join_all(parts: tuple[Node, ...]) -> Node:
    """Return the parts joined by and: groups within are opened, a single part is itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def join_any(parts: tuple[Node, ...]) -> Node:
    """Return the parts joined by or: alternatives within are opened, a single part is itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def side_by_side(node: Node) -> tuple[Node, ...]:
    """Return the parts that all have to hold for `node` to hold."""
    return node.parts if isinstance(node, And) else (node,)
