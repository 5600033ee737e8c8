"""When a rule holds: a tree of tests, read from JSON and checked.

    {"all": [{"field": "description", "op": "contains", "value": "amzn"},
             {"any": [{"field": "amount", "op": "less", "value": "-50"},
                      {"none": [{"field": "account", "op": "equals", "value": 3}]}]}]}

Fields: `payee` (the name), `raw_payee` and `memo` (as the bank wrote them), `description` (both of
these), `currency`, `account` (id), `amount` (from the account's view: money out is negative),
`size` (the amount without its sign), `date`. Texts compare without case and accents; `between`
includes both ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ledger.rules.errors import RuleError
from ledger.rules.patterns import PatternError, compile_pattern
from ledger.rules.text import LONGEST_TEXT, fold

Test = Callable[[Any], bool]
TEXT_FIELDS = ("payee", "raw_payee", "memo", "description", "currency")
ROW_FIELDS = ("amount", "size", "date")
"""Fields that differ from row to row, whose tests are not worth remembering."""
GROUPS = ("all", "any", "none")
DEEPEST, MOST_LEAVES, LONGEST_LIST = 5, 50, 200


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test of one field; `test` takes the field's value, a text folded."""

    field: str
    test: Test


@dataclass(frozen=True, slots=True)
class Group:
    """Tests joined by `all`, `any` or `none`."""

    joined: str
    parts: tuple[Node, ...]


Node = Leaf | Group


def parse_conditions(raw: object) -> Node:
    """Read conditions; raises RuleError naming the place in the JSON and what is wrong there."""
    node = _parse(raw, "conditions", 1)
    if _leaves(node) > MOST_LEAVES:
        raise RuleError("conditions", f"a rule has at most {MOST_LEAVES} tests")
    return node


def _leaves(node: Node) -> int:
    return 1 if isinstance(node, Leaf) else sum(_leaves(part) for part in node.parts)


def _parse(raw: object, path: str, depth: int) -> Node:
    if not isinstance(raw, Mapping):
        raise RuleError(path, "write an object: a group (all, any, none) or a test")
    joined = next((name for name in GROUPS if name in raw), None)
    if joined is None:
        return _parse_leaf(raw, path)
    if len(raw) > 1:
        raise RuleError(path, f"a group has one key; “{joined}” stands beside others")
    if depth > DEEPEST:
        raise RuleError(path, f"groups nest at most {DEEPEST} deep")
    parts = raw[joined]
    if not isinstance(parts, list) or not parts:
        raise RuleError(f"{path}.{joined}", "give a list of at least one test")
    if len(parts) > MOST_LEAVES:
        raise RuleError(f"{path}.{joined}", f"give at most {MOST_LEAVES} tests")
    nodes = (_parse(part, f"{path}.{joined}[{i}]", depth + 1) for i, part in enumerate(parts))
    return Group(joined, tuple(nodes))


def _parse_leaf(raw: Mapping[Any, Any], path: str) -> Leaf:
    if set(raw) != {"field", "op", "value"}:
        raise RuleError(path, "a test has exactly the keys field, op and value")
    name, op, value = raw["field"], raw["op"], raw["value"]
    makers = _MAKERS.get(name) if isinstance(name, str) else None
    if makers is None:
        raise RuleError(f"{path}.field", f"“{name}” is no field; use {', '.join(_MAKERS)}")
    make = makers.get(op) if isinstance(op, str) else None
    if make is None:
        raise RuleError(f"{path}.op", f"{name} knows {', '.join(makers)}, not “{op}”")
    return Leaf(name, make(value, f"{path}.value"))


def _text(value: object, path: str) -> str:
    folded = fold(value) if isinstance(value, str) else ""
    if not folded or len(folded) > LONGEST_TEXT:
        raise RuleError(path, f"write a text of 1 to {LONGEST_TEXT} characters")
    return folded


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list) or not 0 < len(value) <= LONGEST_LIST:
        raise RuleError(path, f"give a list of 1 to {LONGEST_LIST} values")
    return value


def _contains(value: object, path: str) -> Test:
    part = _text(value, path)
    return lambda text: part in text


def _starts_with(value: object, path: str) -> Test:
    start = _text(value, path)
    return lambda text: text.startswith(start)


def _matches(value: object, path: str) -> Test:
    if not isinstance(value, str):
        raise RuleError(path, "write a regular expression")
    try:
        search = compile_pattern(value).search
    except PatternError as error:
        raise RuleError(path, str(error)) from error
    return lambda text: search(text[:LONGEST_TEXT]) is not None


def _number(value: object, path: str) -> Decimal:
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    raise RuleError(path, 'write a number as text, such as "-12.50"')


def _date(value: object, path: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RuleError(path, "write a date such as 2025-03-31") from None


def _account(value: object, path: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise RuleError(path, "give the id of an account")


Reader = Callable[[object, str], Any]
Maker = Callable[[object, str], Test]


def _equals(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        return read(value, path).__eq__  # type: ignore[no-any-return]

    return make


def _one_of(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        parts = enumerate(_list(value, path))
        return frozenset(read(part, f"{path}[{i}]") for i, part in parts).__contains__

    return make


def _beyond(read: Reader, *, is_greater: bool) -> Maker:
    def make(value: object, path: str) -> Test:
        bound = read(value, path)
        if is_greater:
            return lambda found: bool(found > bound)
        return lambda found: bool(found < bound)

    return make


def _between(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        ends = _list(value, path)
        if len(ends) != 2:
            raise RuleError(path, "give two values, the lower first")
        low, high = (read(end, f"{path}[{i}]") for i, end in enumerate(ends))
        if low > high:
            raise RuleError(path, "give the lower value first")
        return lambda found: bool(low <= found <= high)

    return make


def _ordered(read: Reader) -> dict[str, Maker]:
    return {
        "equals": _equals(read),
        "between": _between(read),
        "greater": _beyond(read, is_greater=True),
        "less": _beyond(read, is_greater=False),
    }


def _listed(read: Reader) -> dict[str, Maker]:
    return {"equals": _equals(read), "one_of": _one_of(read)}


_TEXT = {"contains": _contains, "starts_with": _starts_with, "matches": _matches, **_listed(_text)}
_MAKERS: dict[str, dict[str, Maker]] = {
    "payee": _TEXT,
    "description": _TEXT,
    "raw_payee": _TEXT,
    "memo": _TEXT,
    "amount": _ordered(_number),
    "size": _ordered(_number),
    "account": _listed(_account),
    "date": _ordered(_date),
    "currency": _listed(_text),
}
