"""A query's text cut into words, quoted texts, terms, parentheses and the words that join them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledger.query.errors import QueryError, Span
from ledger.query.fields import Field, Kind, find_field, similar_field
from ledger.query.syntax import Term, Text, Value

JOINING = ("and", "or", "not")
_NAMED = re.compile(r"([A-Za-z][A-Za-z-]*)(!=|>=|<=|:~|[:=<>~])")
_SPACED = re.compile(r"([A-Za-z]+)\s+(!=|>=|<=|[=<>])\s*(?=\S)")
_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"[^\s()]+")
_VALUE = re.compile(r"[^\s(),]*")
_MONTH_OR_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_NEGATED = re.compile(r"-(?=[^\s\d-])")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: `(`, `)`, and, or, not, `text` or `term`; the last two with a leaf."""

    kind: str
    span: Span
    leaf: Text | Term | None = None


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of a query; raises QueryError for what cannot be read."""
    lexer = _Lexer(text)
    tokens = []
    while token := lexer.next():
        tokens.append(token)
    return tokens


class _Lexer:
    """Reads from `at` on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def next(self) -> Token | None:
        """Return the next token, None at the end."""
        self._skip(_SPACE)
        start = self.at
        if start == len(self.text):
            return None
        if self.text[start] in "()":
            self.at += 1
            return Token(self.text[start], Span(start, self.at))
        if _NEGATED.match(self.text, start):
            self.at += 1
            return Token("not", Span(start, self.at))
        if self.text[start] == '"':
            phrase = self._quoted()
            return Token("text", phrase.span, Text(phrase.text, phrase.span, is_phrase=True))
        return self._term() or self._word()

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found.group() if found else ""

    def _word(self) -> Token:
        start = self.at
        word = self._skip(_BARE)
        span = Span(start, self.at)
        if word.lower() in JOINING:
            return Token(word.lower(), span)
        if _MONTH_OR_DAY.fullmatch(word):
            return Token("term", span, Term("date", ":", (Value(word, span),), span))
        return Token("text", span, Text(word, span))

    def _term(self) -> Token | None:
        start = self.at
        found = _NAMED.match(self.text, start) or self._spaced()
        if found is None:
            return None
        field, op = find_field(found[1]), found[2]
        if field is None:
            self._refuse_misspelt(found)
            return None
        self.at = found.end()
        span = Span(start, self.at)
        if op not in field.ops and not (op == ":~" and "~" in field.ops):
            message = _("%(field)s is not compared by %(op)s") % {"field": field.name, "op": op}
            raise QueryError(span, message, _("use one of %s") % " ".join(field.ops))
        values = self._values(field, op)
        whole = Span(start, self.at)
        return Token("term", whole, Term(field.name, op.replace(":~", "~"), values, whole))

    def _spaced(self) -> re.Match[str] | None:
        """Return `amount > 50` with its spaces, for fields that have an order and no others."""
        found = _SPACED.match(self.text, self.at)
        field = find_field(found[1]) if found else None
        return found if field and field.kind in {Kind.SIZE, Kind.DATE} else None

    def _refuse_misspelt(self, found: re.Match[str]) -> None:
        likely = similar_field(found[1])
        if likely and found[2] != "~":
            problem = _("there is no field %(name)s") % {"name": found[1]}
            remedy = _("write %(field)s, or quote the words") % {"field": likely}
            raise QueryError(Span(*found.span(1)), problem, remedy)

    def _values(self, field: Field, op: str) -> tuple[Value, ...]:
        if op in {">", ">=", "<", "<=", "=", "!="} and field.kind in {Kind.SIZE, Kind.DATE}:
            self._skip(_SPACE)
        if op in {"~", ":~"}:
            return (self._pattern(),)
        values = [self._value(field)]
        while self.text.startswith(",", self.at):
            self.at += 1
            values.append(self._value(field))
        return tuple(values)

    def _value(self, field: Field) -> Value:
        if self.text[self.at : self.at + 1] in {'"', "'"}:
            return self._quoted()
        start = self.at
        text = self._skip(_VALUE)
        if not text:
            problem = _("%(field)s has no value") % {"field": field.name}
            example = field.examples[0]
            raise QueryError(Span(start - 1, start), problem, _("write it as in %s") % example)
        return Value(text, Span(start, self.at))

    def _quoted(self) -> Value:
        """Read up to the same mark; a backslash keeps a mark or a backslash."""
        start, mark, kept = self.at, self.text[self.at], []
        at = start + 1
        while at < len(self.text) and self.text[at] != mark:
            at += self.text[at] == "\\" and self.text[at + 1 : at + 2] in {mark, "\\"}
            kept.append(self.text[at])
            at += 1
        if at == len(self.text):
            problem = _("a quotation mark is never closed")
            raise QueryError(Span(start, at), problem, _("write %s at its end") % mark)
        self.at = at + 1
        return Value("".join(kept), Span(start, self.at), is_quoted=True)

    def _pattern(self) -> Value:
        mark = self.text[self.at : self.at + 1]
        if mark in {'"', "'"}:
            return self._quoted()
        return self._slashed() if mark == "/" else self._bare_pattern()

    def _slashed(self) -> Value:
        start = self.at
        found = re.compile(r"/((?:[^/\\]|\\.)*)/").match(self.text, start)
        if found is None:
            problem = _("a regular expression is never closed")
            raise QueryError(Span(start, len(self.text)), problem, _("write / at its end"))
        self.at = found.end()
        return Value(found[1].replace("\\/", "/"), Span(start, self.at), is_quoted=True)

    def _bare_pattern(self) -> Value:
        """Read up to a space, or a parenthesis that closes more than the pattern opened."""
        start, depth = self.at, 0
        while self.at < len(self.text) and not self.text[self.at].isspace():
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            if depth < 0:
                break
            self.at += 1
        if self.at == start:
            problem = _("there is no regular expression after ~")
            raise QueryError(Span(start - 1, start), problem, _("write one, as in payee~/^am/"))
        return Value(self.text[start : self.at], Span(start, self.at), is_quoted=True)
