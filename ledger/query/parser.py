"""Tokens made into a tree: `or` joins loosest, then side by side, then `-` and `not`."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ledger.query.errors import QueryError, Span
from ledger.query.lexer import Token, read_tokens
from ledger.query.syntax import Node, Not, Text, join_all, join_any, side_by_side
from ledger.search_text import search_words

LONGEST_QUERY, MOST_LEAVES, DEEPEST = 1_000, 50, 12


def parse_query(text: str) -> Node | None:
    """Return what a query says, None for an empty one.

    Raises QueryError with the place of the mistake. Words that are no term mean text.
    """
    if len(text) > LONGEST_QUERY:
        problem = _("a query has at most %d characters") % LONGEST_QUERY
        raise QueryError(Span(LONGEST_QUERY, len(text)), problem, _("shorten it"))
    tokens = read_tokens(text)
    leaves = [token for token in tokens if token.leaf]
    if len(leaves) > MOST_LEAVES:
        problem = _("a query has at most %d conditions") % MOST_LEAVES
        raise QueryError(leaves[MOST_LEAVES].span, problem, _("leave some out"))
    return _Parser(tokens, len(text)).whole() if tokens else None


def plain_words(text: str, node: Node | None) -> bool:
    """Return whether a query is nothing but words, which mean what they always meant."""
    parts = _texts(node)
    if parts is None:
        return False
    words = [word for part in parts for word in search_words(part.text)]
    return words == search_words(text)


def _texts(node: Node | None) -> list[Text] | None:
    """Return the words of a query that has nothing else, else None."""
    parts = side_by_side(node) if node else ()
    texts = [part for part in parts if isinstance(part, Text) and not part.is_phrase]
    return texts if len(texts) == len(parts) else None


class _Parser:
    """Reads the tokens from `at` on; `end` is the length of the text."""

    def __init__(self, tokens: Sequence[Token], end: int) -> None:
        self.tokens = tokens
        self.end = end
        self.at = 0

    def whole(self) -> Node:
        """Return the whole query."""
        node = self._alternatives(0)
        if token := self._peek():
            problem = _("this parenthesis closes nothing")
            raise QueryError(token.span, problem, _("take it out, or quote it"))
        return node

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _kind(self) -> str:
        token = self._peek()
        return token.kind if token else ""

    def _alternatives(self, depth: int) -> Node:
        parts = [self._row(depth)]
        while self._kind() == "or":
            self.at += 1
            parts.append(self._row(depth))
        return join_any(tuple(parts))

    def _row(self, depth: int) -> Node:
        """Return what stands side by side, an `and` between or not; there is at least one."""
        parts = [self._one(depth)]
        while self._kind() not in {"", "or", ")"}:
            if self._kind() == "and":
                self.at += 1
            parts.append(self._one(depth))
        return join_all(_without_marks(parts))

    def _one(self, depth: int) -> Node:
        token = self._peek()
        if token is None or token.kind in {"and", "or", ")"}:
            raise self._missing(token)
        self.at += 1
        if token.leaf:
            return token.leaf
        if depth == DEEPEST:
            problem = _("groups nest at most %d deep") % DEEPEST
            raise QueryError(token.span, problem, _("write it flatter"))
        return Not(self._one(depth + 1)) if token.kind == "not" else self._group(token, depth + 1)

    def _group(self, opened: Token, depth: int) -> Node:
        if self._kind() == ")":
            span = Span(opened.span.start, self.tokens[self.at].span.end)
            problem = _("there is nothing between the parentheses")
            raise QueryError(span, problem, _("write a condition, or take them out"))
        node = self._alternatives(depth)
        if self._kind() != ")":
            problem = _("this parenthesis is never closed")
            raise QueryError(opened.span, problem, _("write ) where the group ends"))
        self.at += 1
        return node

    def _missing(self, token: Token | None) -> QueryError:
        before = self.tokens[self.at - 1] if self.at else None
        blamed = token if token and (before is None or before.kind == "(") else before
        if token and token.kind == ")" and before is None:
            problem = _("this parenthesis closes nothing")
            return QueryError(token.span, problem, _("take it out, or quote it"))
        span = blamed.span if blamed else Span(self.end, self.end)
        return QueryError(
            span, _("a condition is missing here"), _("write one, or quote the word to look for it")
        )


def _without_marks(parts: list[Node]) -> tuple[Node, ...]:
    """Return the parts without marks that stand alone: a dash between words means nothing."""
    kept = [part for part in parts if not isinstance(part, Text) or search_words(part.text)]
    return tuple(kept or parts[:1])
