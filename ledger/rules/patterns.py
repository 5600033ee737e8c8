"""Regular expressions that people write: only those that are fast on any text are taken.

Python's engine backtracks, so time is bounded by what a pattern may contain: no repeat within a
repeat, few open repeats, a bounded number of ways through its choices, and no match of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from ledger.rules.text import strip_accents

# What `re.compile` itself parses with: typeshed does not know it, and its old names are deprecated.
op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

LONGEST_PATTERN = 200
MOST_WAYS = (500, 500, 100, 10)
"""Ways through the choices of a pattern that are taken, by its number of open repeats.

Beginning anywhere (without ^) counts as a repeat; more than the table holds are refused.
"""
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_REFERENCES = {op.GROUPREF, op.GROUPREF_EXISTS}


class PatternError(ValueError):
    """A regular expression that is refused, and why."""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return `pattern` compiled to be matched, without case, against folded text.

    Raises PatternError for one that is malformed, too long, matches the empty text, or could take
    long on some text.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"a pattern has at most {LONGEST_PATTERN} characters")
    plain = strip_accents(pattern)
    try:
        compiled = re.compile(plain, re.IGNORECASE)
        tree = parser.parse(plain)
    except (re.error, RecursionError, OverflowError) as error:
        raise PatternError(f"not a regular expression: {error}") from error
    if tree.getwidth()[0] == 0:
        raise PatternError("the pattern matches the empty text, so it would match everything")
    _check(tree, is_repeated=False)
    is_anchored = tree[0][0] == op.AT
    repeats = _repeats(tree) + (not is_anchored)
    if repeats >= len(MOST_WAYS):
        raise PatternError("too many open repeats (* + {n,}); begin with ^ or use fewer")
    if _ways(tree) > MOST_WAYS[repeats]:
        raise PatternError("too many choices (| and ?); write several rules instead")
    return compiled


def _parts(code: Any, argument: Any) -> list[Any]:
    """Return the patterns inside of one node of the parse tree."""
    if code in _REPEATS:
        return [argument[2]]
    if code == op.SUBPATTERN:
        return [argument[3]]
    if code == op.BRANCH:
        return list(argument[1])
    if code in {op.ASSERT, op.ASSERT_NOT}:
        return [argument[1]]
    return [argument] if code == op.ATOMIC_GROUP else []


def _is_open(argument: Sequence[int]) -> bool:
    """Return whether a repeat may match in more ways than there or not there."""
    low, high = argument[0], argument[1]
    return low != high and high > 1


def _check(tree: Iterable[Any], *, is_repeated: bool) -> None:
    for code, argument in tree:
        if code in _REFERENCES:
            raise PatternError("references to groups are not taken: they can be slow")
        varies = code == op.BRANCH or (code in _REPEATS and argument[0] != argument[1])
        if is_repeated and varies:
            raise PatternError("a repeat or choice within a repeat can be slow: write it flat")
        many = code in _REPEATS and argument[1] > 1
        for part in _parts(code, argument):
            _check(part, is_repeated=is_repeated or many)


def _repeats(tree: Iterable[Any]) -> int:
    """Return how many open repeats one way through the pattern can meet."""
    total = 0
    for code, argument in tree:
        within = [_repeats(part) for part in _parts(code, argument)]
        total += max(within, default=0) + (code in _REPEATS and _is_open(argument))
    return total


def _ways(tree: Iterable[Any]) -> int:
    """Return how many ways through the choices of a pattern there are, repeats apart."""
    ways = 1
    for code, argument in tree:
        within = sum(_ways(part) for part in _parts(code, argument)) or 1
        if code in _REPEATS and tuple(argument[:2]) == (0, 1):
            within += 1
        ways *= within
    return ways
