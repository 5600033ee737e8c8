"""What a rule sets: `{"set_payee": id, "set_category": id, "add_tags": [id, …]}`, at least one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.rules.errors import RuleError

MOST_TAGS = 20
_KEYS = {"set_payee", "set_category", "add_tags"}


@dataclass(frozen=True, slots=True)
class Actions:
    """The values a rule sets, as ids; None and empty leave a value alone."""

    payee_id: int | None = None
    category_id: int | None = None
    tag_ids: tuple[int, ...] = ()


def parse_actions(raw: object) -> Actions:
    """Read a rule's actions; raises RuleError naming the part that is wrong."""
    if not isinstance(raw, Mapping):
        raise RuleError("actions", 'write an object such as {"set_category": 12}')
    unknown = sorted(str(key) for key in set(raw) - _KEYS)
    if unknown:
        raise RuleError("actions", f"“{unknown[0]}” is no action; use {', '.join(sorted(_KEYS))}")
    actions = Actions(
        payee_id=_id(raw, "set_payee"), category_id=_id(raw, "set_category"), tag_ids=_tags(raw)
    )
    if actions == Actions():
        raise RuleError("actions", "choose at least one thing to set")
    return actions


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _id(raw: Mapping[Any, Any], key: str) -> int | None:
    value = raw.get(key)
    if value is None:
        return None
    if not _is_id(value):
        raise RuleError(f"actions.{key}", "give the id of a row")
    return int(value)


def _tags(raw: Mapping[Any, Any]) -> tuple[int, ...]:
    value = raw.get("add_tags")
    if value is None:
        return ()
    if not isinstance(value, list) or not all(_is_id(tag) for tag in value):
        raise RuleError("actions.add_tags", "give a list of tag ids")
    if len(value) > MOST_TAGS:
        raise RuleError("actions.add_tags", f"at most {MOST_TAGS} tags can be added")
    return tuple(sorted(set(value)))


def replace_ids(
    raw: Mapping[str, Any],
    *,
    payees: Mapping[int, int] | None = None,
    categories: Mapping[int, int] | None = None,
) -> dict[str, Any]:
    """Return actions with some payees and categories replaced by others; ids old to new."""
    changed = dict(raw)
    for key, new_ids in (("set_payee", payees), ("set_category", categories)):
        if new_ids and key in changed:
            changed[key] = new_ids.get(changed[key], changed[key])
    return changed
