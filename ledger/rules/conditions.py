"""When a rule holds: a tree of tests, read from JSON and checked.

    {"all": [{"field": "description", "op": "contains", "value": "amzn"},
             {"any": [{"field": "amount", "op": "less", "value": "-50"},
                      {"none": [{"field": "account", "op": "equals", "value": 3}]}]}]}

Fields: `payee` (the name), `raw_payee` and `memo` (as the bank wrote them), `description` (both of
these), `imported` (these and the bank's id: all that is kept of its row), `currency`, `account`
(id), `category` and `tags` (ids), `amount` (from the account's view: money out is negative), `size`
(the amount without its sign), `balance_before` (what the account held before it, in the order of
days and ids), `date`, `day` of the month, `weekday` (Monday is 1), `status`, `source`,
`attachments`, and `query`, which holds where a query of the register means the transaction. Texts
compare without case and accents; `between` includes both ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.rules.comparisons import MAKERS, Test
from ledger.rules.errors import RuleError

ROW_FIELDS = ("amount", "size", "date", "balance_before")
"""Fields that differ from row to row, whose tests are not worth remembering."""
GROUPS = ("all", "any", "none")
DEEPEST, MOST_LEAVES = 5, 50


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test of one field; `test` takes the field's value, a text folded."""

    field: str
    test: Test
    value: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Tests joined by `all`, `any` or `none`."""

    joined: str
    parts: tuple[Node, ...]


Node = Leaf | Group


def parse_conditions(raw: object) -> Node:
    """Read conditions; raises RuleError naming the place in the JSON and what is wrong there."""
    node = _parse(raw, "conditions", 1)
    if sum(1 for _leaf in leaves(node)) > MOST_LEAVES:
        raise RuleError("conditions", f"a rule has at most {MOST_LEAVES} tests")
    return node


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
    makers = MAKERS.get(name) if isinstance(name, str) else None
    if makers is None:
        raise RuleError(f"{path}.field", f"“{name}” is no field; use {', '.join(MAKERS)}")
    make = makers.get(op) if isinstance(op, str) else None
    if make is None:
        raise RuleError(f"{path}.op", f"{name} knows {', '.join(makers)}, not “{op}”")
    return Leaf(name, make(value, f"{path}.value"), value)


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield every test of a condition."""
    if isinstance(node, Leaf):
        yield node
    else:
        for part in node.parts:
            yield from leaves(part)


def named_ids(node: Node, field: str) -> set[int]:
    """Return the ids that the tests of a field compare with."""
    found: set[int] = set()
    for leaf in leaves(node):
        if leaf.field == field and not isinstance(leaf.value, bool):
            found |= set(leaf.value) if isinstance(leaf.value, list) else {leaf.value}
    return found


def replace_values(
    raw: Mapping[str, Any], field: str, change: Callable[[Any], Any]
) -> dict[str, Any]:
    """Return conditions with each value that a field is compared with changed; lists part by part.

    What says true or false stays.
    """
    if raw.get("field") == field:
        value = raw["value"]
        if isinstance(value, bool):
            return dict(raw)
        new = [change(part) for part in value] if isinstance(value, list) else change(value)
        return {**raw, "value": new}
    return {
        key: [replace_values(part, field, change) for part in value] if key in GROUPS else value
        for key, value in raw.items()
    }
