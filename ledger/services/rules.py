"""Rules of a household: keeping them, compiling them, and running them over its transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction as db
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Permission
from ledger.enums import RuleTrigger
from ledger.models import Rule, RuleGroup
from ledger.rules.actions import parse_actions
from ledger.rules.conditions import parse_conditions
from ledger.rules.engine import CompiledRule, RuleSet
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import (
    edit_row,
    insert_row,
    lock_row,
    trash_row,
    untrash_row,
)
from ledger.services.rule_checks import Usable, check_rule


class RuleWays(TypedDict, total=False):
    """How a rule runs, besides what it says."""

    group: RuleGroup | None
    is_active: bool
    stops: bool
    on_import: bool
    on_edit: bool
    by_hand: bool


@db.atomic
def create_rule(
    *,
    by: Actor,
    name: str,
    conditions: Mapping[str, Any],
    actions: Mapping[str, Any],
    **ways: Unpack[RuleWays],
) -> Rule:
    """Add a rule after all others of its group; its JSON is that of `ledger.rules`.

    Raises ValidationError naming the part that is wrong or not the household's, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    rule = Rule(
        accounts=check_rule(by.household, conditions, actions),
        household=by.household,
        name=name.strip(),
        position=_last_position(by, ways.get("group")) + 1,
        conditions=dict(conditions),
        actions=dict(actions),
        **ways,
    )
    change = insert_row(rule)
    _record(by, "rule.create", _("Added rule %(what)s") % {"what": rule}, [change])
    return rule


@db.atomic
def update_rule(
    *,
    by: Actor,
    rule: Rule,
    name: str,
    conditions: Mapping[str, Any],
    actions: Mapping[str, Any],
    version: int | None = None,
    **ways: Unpack[RuleWays],
) -> Rule:
    """Replace what a rule says, and the ways that are given; in another group it comes last.

    Raises ValidationError, StaleEdit, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    named = check_rule(by.household, conditions, actions)
    row = lock_row(by, rule, version)
    values: dict[str, Any] = {"name": name.strip(), "accounts": named, **ways}
    if "group" in ways and _key(ways["group"]) != row.group_id:
        values["position"] = _last_position(by, ways["group"]) + 1
    change = edit_row(row, conditions=dict(conditions), actions=dict(actions), **values)
    _record(by, "rule.update", _("Changed rule %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def delete_rule(*, by: Actor, rule: Rule) -> None:
    """Move a rule to the trash; what it set stays."""
    by.must(Permission.MANAGE)
    row = lock_row(by, rule)
    _record(by, "rule.delete", _("Deleted rule %(what)s") % {"what": row}, [trash_row(row)])


@db.atomic
def restore_rule(*, by: Actor, rule: Rule) -> Rule:
    """Take a rule out of the trash."""
    by.must(Permission.MANAGE)
    row = lock_row(by, rule)
    _record(by, "rule.restore", _("Restored rule %(what)s") % {"what": row}, [untrash_row(row)])
    return row


@db.atomic
def switch_rule(*, by: Actor, rule: Rule, is_active: bool) -> Rule:
    """Have a rule asked, or not; raises PermissionDenied."""
    by.must(Permission.MANAGE)
    row = lock_row(by, rule)
    said = _("Switched on rule %(what)s") if is_active else _("Switched off rule %(what)s")
    _record(by, "rule.switch", said % {"what": row}, [edit_row(row, is_active=is_active)])
    return row


def _last_position(by: Actor, group: RuleGroup | None) -> int:
    rows = Rule.objects.in_household(by.household).filter(group=group)
    return rows.aggregate(last=Max("position"))["last"] or 0


def _key(group: RuleGroup | None) -> int | None:
    return group.pk if group else None


def compile_rules(
    household: Household,
    rules: Sequence[int] | None = None,
    *,
    trigger: RuleTrigger = RuleTrigger.HAND,
) -> RuleSet:
    """Return the household's live rules in order, ready to run.

    These are the active ones that answer to `trigger`, or those named in `rules`. A payee that was
    merged becomes what it was merged into; what lies in the trash is not set. Four queries, one
    where there are no rules.
    """
    live = Rule.objects.in_household(household).live().in_order()
    rows = list(live.answering(trigger) if rules is None else live.filter(pk__in=rules))
    if not rows:
        return RuleSet(())
    usable = Usable(household)
    compiled = (
        CompiledRule(
            id=row.pk,
            name=row.name,
            conditions=parse_conditions(row.conditions),
            actions=usable.limit(parse_actions(row.actions)),
            stops=row.stops,
        )
        for row in rows
    )
    return RuleSet(compiled)


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
