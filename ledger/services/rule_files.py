"""Rules as a document: written with names instead of ids, so that another household can take them.

A document is taken as a whole or not at all: what it names and the household lacks is told before
anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Permission
from ledger.enums import ScheduleState
from ledger.models import Account, Payee, Rule, RuleGroup, Schedule, Tag
from ledger.reports.tree import AccountTree, account_tree
from ledger.rules.actions import parse_actions
from ledger.rules.conditions import parse_conditions, replace_values
from ledger.rules.errors import RuleError
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import RuleWays, create_rule

JSON = dict[str, Any]
FORMAT, VERSION = "finehance-rules", 1
MOST_RULES = 500
WAYS = ("is_active", "stops", "on_import", "on_edit", "by_hand")
_KEYS = {"name", "group", "conditions", "actions", *WAYS}
# What is named where: fields of conditions, and actions, by the kind of row.
_FIELDS = {"account": "account", "category": "account", "tags": "tag"}
_ACTIONS = {
    "set_payee": "payee",
    "set_category": "account",
    "transfer_to": "account",
    "link_schedule": "schedule",
    "add_tags": "tag",
    "remove_tags": "tag",
}
Change = Callable[[str, Any], Any]
"""Takes the kind of a row and what stands for it, gives what stands for it on the other side."""


def export_rules(household: Household) -> JSON:
    """Return the household's live rules and groups as a document; six queries.

    What a rule names and is in the trash is written all the same.
    """
    names = _names(household)
    rules = Rule.objects.in_household(household).live().in_order().select_related("group")
    groups = RuleGroup.objects.in_household(household).live()
    return {
        "format": FORMAT,
        "version": VERSION,
        "groups": [{"name": row.name, "is_active": row.is_active} for row in groups],
        "rules": [_written(rule, names) for rule in rules],
    }


def _written(rule: Rule, names: Mapping[str, Mapping[int, str]]) -> JSON:
    def name(kind: str, key: Any) -> Any:
        return names[kind].get(key, f"#{key}")

    group = rule.group if rule.group and rule.group.deleted_at is None else None
    return {
        "name": rule.name,
        "group": group.name if group else None,
        **{way: getattr(rule, way) for way in WAYS},
        "conditions": _conditions(rule.conditions, name),
        "actions": _actions(rule.actions, name),
    }


def _conditions(raw: JSON, change: Change) -> JSON:
    for name, kind in _FIELDS.items():
        raw = replace_values(raw, name, partial(change, kind))
    return raw


def _actions(raw: JSON, change: Change) -> JSON:
    found = dict(raw)
    for key, kind in _ACTIONS.items():
        value = found.get(key)
        if isinstance(value, list):
            found[key] = [change(kind, each) for each in value]
        elif value is not None:
            found[key] = change(kind, value)
    if isinstance(found.get("split"), list):
        found["split"] = [
            {**part, "category": change("account", part["category"])} for part in found["split"]
        ]
    return found


def _names(household: Household) -> dict[str, dict[int, str]]:
    tree = account_tree(household)
    return {
        "account": {row.pk: _path(tree, row) for row in tree.accounts},
        "payee": dict(Payee.objects.in_household(household).values_list("pk", "name")),
        "tag": dict(Tag.objects.in_household(household).values_list("pk", "name")),
        "schedule": dict(Schedule.objects.in_household(household).values_list("pk", "name")),
    }


def _path(tree: AccountTree, row: Account) -> str:
    return ":".join(above.name for above in tree.ancestry(row))


@dataclass(slots=True)
class _Reading:
    """Ids by name, of what is in use, and what was asked for in vain."""

    ids: dict[str, dict[str, int]]
    missing: list[str] = field(default_factory=list)

    def find(self, kind: str, name: Any) -> Any:
        key = self.ids[kind].get(str(name).casefold()) if isinstance(name, str) else None
        if key is None:
            said = f"{_LABELS[kind]}: {name}"
            if said not in self.missing:
                self.missing.append(said)
        return key or 1


_LABELS = {"account": "account or category", "payee": "payee", "tag": "tag", "schedule": "schedule"}


@db.atomic
def import_rules(*, by: Actor, document: object) -> list[Rule]:
    """Add the rules of a document after the household's own; groups that lack are added.

    Raises ValidationError, with nothing written, for a document that is not understood, for each
    name that the household has nothing of, and for a rule that is refused; PermissionDenied.
    """
    by.must(Permission.MANAGE)
    rules, groups = _read(document)
    reading = _Reading(_ids(by.household))
    plans = [_plan(raw, number, reading) for number, raw in enumerate(rules, start=1)]
    if reading.missing:
        raise ValidationError(
            [_("Not in this household: %(what)s") % {"what": each} for each in reading.missing]
        )
    held = _groups(by, groups, [plan["group"] for plan in plans])
    return [_keep(by, plan, number, held) for number, plan in enumerate(plans, start=1)]


def _read(document: object) -> tuple[list[Any], list[Any]]:
    """Return the rules and groups of a document; raises ValidationError."""
    is_ours = isinstance(document, Mapping) and document.get("format") == FORMAT
    if not isinstance(document, Mapping) or not is_ours or document.get("version") != VERSION:
        raise ValidationError(_("This is no document of rules."))
    rules, groups = document.get("rules"), document.get("groups", [])
    if not isinstance(rules, list) or not isinstance(groups, list):
        raise ValidationError(_("A document has a list of rules, and one of groups."))
    if not 0 < len(rules) <= MOST_RULES:
        raise ValidationError(_("A document has 1 to %(n)d rules.") % {"n": MOST_RULES})
    return rules, groups


def _ids(household: Household) -> dict[str, dict[str, int]]:
    tree = account_tree(household)
    accounts = [row for row in tree.accounts if row.deleted_at is None]
    payees = Payee.objects.in_household(household).live().filter(merged_into=None)
    tags = Tag.objects.in_household(household).live()
    plans = Schedule.objects.in_household(household).live().order_by("-pk")
    plans = plans.exclude(state=ScheduleState.DISMISSED)
    return {
        "account": {_path(tree, row).casefold(): row.pk for row in accounts},
        "payee": {name.casefold(): pk for pk, name in payees.values_list("pk", "name")},
        "tag": {name.casefold(): pk for pk, name in tags.values_list("pk", "name")},
        "schedule": {name.casefold(): pk for pk, name in plans.values_list("pk", "name")},
    }


def _plan(raw: Any, number: int, reading: _Reading) -> JSON:
    """Return a rule with ids for names; raises ValidationError for one that is not understood."""
    try:
        _check_shape(raw)
        conditions = _conditions(_object(raw, "conditions"), reading.find)
        actions = _actions(_object(raw, "actions"), reading.find)
        parse_conditions(conditions)
        parse_actions(actions)
    except (RuleError, KeyError, TypeError, AttributeError, RecursionError) as error:
        words = {"n": number, "problem": error}
        raise ValidationError(_("Rule %(n)d: %(problem)s") % words) from error
    return {**raw, "group": raw.get("group"), "conditions": conditions, "actions": actions}


def _check_shape(raw: Any) -> None:
    if not isinstance(raw, Mapping) or not set(raw) <= _KEYS:
        raise RuleError("rule", "write an object of name, group, conditions and actions")
    if not isinstance(raw.get("name"), str) or not raw["name"].strip():
        raise RuleError("name", "give the rule a name")
    if not all(isinstance(raw.get(way, True), bool) for way in WAYS):
        raise RuleError("rule", "say true or false")
    if not isinstance(raw.get("group"), str | None):
        raise RuleError("group", "name a group, or null")


def _object(raw: Mapping[str, Any], key: str) -> JSON:
    value = raw.get(key)
    if not isinstance(value, dict):
        raise RuleError(key, "write an object")
    return value


def _groups(
    by: Actor, documented: Sequence[Any], named: Sequence[str | None]
) -> dict[str, RuleGroup]:
    """Return the groups by name in small letters, those added that the household lacks."""
    rows = RuleGroup.objects.in_household(by.household).live()
    held = {row.name.casefold(): row for row in rows}
    switched = {
        str(each.get("name", "")): bool(each.get("is_active", True))
        for each in documented
        if isinstance(each, Mapping) and each.get("name")
    }
    for name in dict.fromkeys([*switched, *(each for each in named if each)]):
        if name.casefold() not in held:
            is_active = switched.get(name, True)
            held[name.casefold()] = create_rule_group(by=by, name=name, is_active=is_active)
    return held


def _keep(by: Actor, plan: JSON, number: int, groups: Mapping[str, RuleGroup]) -> Rule:
    ways = RuleWays(**{way: plan[way] for way in WAYS if way in plan})  # type: ignore[typeddict-item]
    if plan["group"]:
        ways["group"] = groups[plan["group"].casefold()]
    try:
        return create_rule(
            by=by,
            name=plan["name"],
            conditions=plan["conditions"],
            actions=plan["actions"],
            **ways,
        )
    except ValidationError as error:
        words = {"n": number, "problem": "; ".join(error.messages)}
        raise ValidationError(_("Rule %(n)d: %(problem)s") % words) from error
