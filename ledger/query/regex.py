"""Regular expressions in queries: refused when they could be slow, and said in PostgreSQL's way.

They are those of rules: Python's, without case and accents. The database is asked with its own
syntax, in which a letter that may carry an accent is a choice of letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ledger.query.errors import QueryError
from ledger.query.syntax import Value
from ledger.rules.patterns import PatternError, compile_pattern, op, parser
from ledger.rules.text import strip_accents
from ledger.search_text import VARIANTS

_SPECIAL = frozenset(".[]{}()*+?^$|\\")
_IN_BRACKETS = frozenset("[]^-\\")
_MOST = 255
"""The highest count of repeats that PostgreSQL takes."""
_CLASSES = {
    op.CATEGORY_DIGIT: "[:digit:]",
    op.CATEGORY_SPACE: "[:space:]",
    op.CATEGORY_WORD: "[:alnum:]_",
}
_OPPOSITES = {
    op.CATEGORY_NOT_DIGIT: "[^[:digit:]]",
    op.CATEGORY_NOT_SPACE: "[^[:space:]]",
    op.CATEGORY_NOT_WORD: "[^[:alnum:]_]",
}
_PLACES = {
    op.AT_BEGINNING: r"\A",
    op.AT_BEGINNING_STRING: r"\A",
    op.AT_END: r"\Z",
    op.AT_END_STRING: r"\Z",
    op.AT_BOUNDARY: r"\y",
    op.AT_NON_BOUNDARY: r"\Y",
}


def read_pattern(value: Value) -> re.Pattern[str]:
    """Return the pattern to be matched against folded text; raises QueryError when refused."""
    try:
        compiled = compile_pattern(value.text)
        database_pattern(value.text)
    except PatternError as error:
        problem = _("this regular expression is refused")
        raise QueryError(value.span, problem, str(error)) from error
    return compiled


def database_pattern(pattern: str) -> str:
    """Return a pattern that `~*` matches as `compile_pattern` matches the text without accents.

    Raises PatternError for what PostgreSQL cannot say.
    """
    return _sequence(parser.parse(strip_accents(pattern)))


def literal_pattern(text: str) -> str:
    """Return a pattern for just this text, without case and accents."""
    return "".join(_literal(char) for char in strip_accents(text))


def longest_run(pattern: str) -> str:
    """Return letters and digits, lowered, that stand side by side in whatever matches; may be "".

    What becomes of it in the index of words is a part of one word.
    """
    runs, run = [""], ""
    for code, argument in parser.parse(strip_accents(pattern)):
        char = chr(argument) if code == op.LITERAL else ""
        run = run + char.lower() if char.isascii() and char.isalnum() else ""
        runs.append(run)
    return max(runs, key=len)


def _sequence(nodes: Iterable[Any]) -> str:
    return "".join(_node(code, argument) for code, argument in nodes)


def _node(code: Any, argument: Any) -> str:
    if code == op.LITERAL:
        return _literal(chr(argument))
    if code == op.NOT_LITERAL:
        return f"[^{_members([(op.LITERAL, argument)])}]"
    if code == op.ANY:
        return r"[^\n]"
    if code == op.IN:
        return _brackets(argument)
    if code == op.BRANCH:
        return f"(?:{'|'.join(_sequence(part) for part in argument[1])})"
    return _compound(code, argument)


def _compound(code: Any, argument: Any) -> str:
    if code in {op.MAX_REPEAT, op.MIN_REPEAT}:
        return _repeat(*argument)
    if code == op.SUBPATTERN and not argument[1] and not argument[2]:
        return f"(?:{_sequence(argument[3])})"
    if code == op.AT and argument in _PLACES:
        return _PLACES[argument]
    if code in {op.ASSERT, op.ASSERT_NOT}:
        direction, part = argument
        behind = "<" if direction < 0 else ""
        return f"(?{behind}{'=' if code == op.ASSERT else '!'}{_sequence(part)})"
    raise PatternError(_("flags and possessive repeats are not taken"))


def _repeat(least: int, most: Any, part: Iterable[Any]) -> str:
    is_open = most == op.MAXREPEAT
    if least > _MOST or (not is_open and most > _MOST):
        raise PatternError(_("a repeat has at most %d times") % _MOST)
    return f"(?:{_sequence(part)}){{{least},{'' if is_open else most}}}"


def _literal(char: str) -> str:
    variants = VARIANTS.get(char, "")
    if variants:
        return f"[{char}{variants}]"
    return f"\\{char}" if char in _SPECIAL else char


def _brackets(items: list[Any]) -> str:
    is_negated = items[0][0] == op.NEGATE
    members = items[1:] if is_negated else items
    opposite = _OPPOSITES.get(members[0][1]) if members[0][0] == op.CATEGORY else None
    if opposite and len(members) == 1:
        return opposite.replace("[^", "[", 1) if is_negated else opposite
    return f"[{'^' if is_negated else ''}{_members(members)}]"


def _members(members: list[Any]) -> str:
    """Return what stands between brackets: for plain letters, those with accents too."""
    parts, ranges = [], []
    for code, argument in members:
        if code == op.CATEGORY:
            if argument not in _CLASSES:
                raise PatternError(_("write \\D, \\S and \\W outside of brackets"))
            parts.append(_CLASSES[argument])
            continue
        low, high = argument if code == op.RANGE else (argument, argument)
        ranges.append((low, high))
        ends = _escaped(chr(low)), _escaped(chr(high))
        parts.append(ends[0] if low == high else f"{ends[0]}-{ends[1]}")
    accents = {
        accent
        for plain, variants in VARIANTS.items()
        if any(low <= ord(char) <= high for char in _cases(plain) for low, high in ranges)
        for accent in variants
    }
    return "".join(parts) + "".join(sorted(accents))


def _cases(char: str) -> tuple[str, str]:
    return char.lower(), char.upper()


def _escaped(char: str) -> str:
    return f"\\{char}" if char in _IN_BRACKETS else char
