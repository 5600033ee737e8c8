"""The order in which rules are asked, and the groups that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import transaction as db
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.models import Rule, RuleGroup
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, place_rows, trash_row, untrash_row

R = TypeVar("R", Rule, RuleGroup)


@db.atomic
def create_rule_group(*, by: Actor, name: str, is_active: bool = True) -> RuleGroup:
    """Add a group after all others; raises NameTaken, ValidationError, PermissionDenied."""
    by.must(Permission.MANAGE)
    rows = RuleGroup.objects.in_household(by.household)
    group = RuleGroup(
        household=by.household,
        name=name.strip(),
        position=(rows.aggregate(last=Max("position"))["last"] or 0) + 1,
        is_active=is_active,
    )
    change = insert_row(group)
    _record(by, "rule.group-create", _("Added rule group %(what)s") % {"what": group}, [change])
    return group


@db.atomic
def update_rule_group(
    *, by: Actor, group: RuleGroup, name: str, is_active: bool, version: int | None = None
) -> RuleGroup:
    """Rename a group, or switch its rules on or off together.

    Raises NameTaken, ValidationError, StaleEdit, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    row = lock_row(by, group, version)
    change = edit_row(row, name=name.strip(), is_active=is_active)
    _record(by, "rule.group-update", _("Changed rule group %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def delete_rule_group(*, by: Actor, group: RuleGroup) -> None:
    """Move a group to the trash; its rules stay, after those in no group."""
    by.must(Permission.MANAGE)
    row = lock_row(by, group)
    rules = Rule.objects.in_household(by.household).select_for_update(no_key=True, of=("self",))
    last = max((rule.position for rule in _locked(by, None)), default=0)
    changes = [
        edit_row(rule, group=None, position=position)
        for position, rule in enumerate(rules.filter(group=row).order_by("position"), last + 1)
    ]
    summary = _("Deleted rule group %(what)s") % {"what": row}
    _record(by, "rule.group-delete", summary, [*changes, trash_row(row)])


@db.atomic
def restore_rule_group(*, by: Actor, group: RuleGroup) -> RuleGroup:
    """Take a group out of the trash, without rules; raises NameTaken."""
    by.must(Permission.MANAGE)
    row = lock_row(by, group)
    summary = _("Restored rule group %(what)s") % {"what": row}
    _record(by, "rule.group-restore", summary, [untrash_row(row)])
    return row


@db.atomic
def arrange_groups(*, by: Actor, groups: Sequence[int]) -> None:
    """Ask groups in the order of these ids, before all others.

    Raises DoesNotExist for an id that is no live group of the household, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    rows = RuleGroup.objects.in_household(by.household).live().select_for_update(no_key=True)
    changes = place_rows(_first(list(rows.order_by("position", "pk")), groups))
    _record(by, "rule.group-arrange", _("Reordered rule groups"), changes)


@db.atomic
def arrange_rules(*, by: Actor, rules: Sequence[int], group: RuleGroup | None = None) -> None:
    """Put rules into a group, or into none, in the order of these ids, before the others there.

    Raises DoesNotExist for an id that is no live rule of the household, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    key = group.pk if group else None
    live = Rule.objects.in_household(by.household).live()
    rows = live.select_for_update(no_key=True, of=("self",))
    everywhere = list(rows.order_by("position", "pk"))
    wanted = set(rules)
    there = [row for row in everywhere if row.group_id == key or row.pk in wanted]
    changes = [
        edit_row(row, group=group, position=position)
        for position, row in enumerate(_first(there, rules), start=1)
        if (row.group_id, row.position) != (key, position)
    ]
    _record(by, "rule.reorder", _("Reordered rules"), changes)


def _first(rows: Sequence[R], keys: Sequence[int]) -> list[R]:
    """Return rows with those of `keys` first, in their order."""
    by_id = {row.pk: row for row in rows}
    chosen = list(dict.fromkeys(keys))
    if not by_id.keys() >= set(chosen):
        raise Rule.DoesNotExist("a rule or group is not in this household")
    return [by_id.pop(key) for key in chosen] + list(by_id.values())


def _locked(by: Actor, group: RuleGroup | None) -> list[Rule]:
    rows = Rule.objects.in_household(by.household).live().filter(group=group)
    return list(rows.select_for_update(no_key=True, of=("self",)).order_by("position", "pk"))


@db.atomic
def move_rule(*, by: Actor, rule: Rule, step: int) -> None:
    """Move a rule one place up (-1) or down (1); over an end it goes to the group beyond.

    At the very first or last place nothing happens. Raises PermissionDenied.
    """
    by.must(Permission.MANAGE)
    row = lock_row(by, rule)
    groups: list[RuleGroup | None] = [None, *_live_groups(by)]
    keys = [group.pk if group else None for group in groups]
    at = keys.index(row.group_id) if row.group_id in keys else 0
    order = [each.pk for each in _locked(by, groups[at])]
    place = order.index(row.pk) + step
    if 0 <= place < len(order):
        order.remove(row.pk)
        order.insert(place, row.pk)
        arrange_rules(by=by, rules=order, group=groups[at])
    elif 0 <= at + step < len(groups):
        there = [each.pk for each in _locked(by, groups[at + step])]
        order = [row.pk, *there] if step > 0 else [*there, row.pk]
        arrange_rules(by=by, rules=order, group=groups[at + step])


@db.atomic
def move_rule_group(*, by: Actor, group: RuleGroup, step: int) -> None:
    """Move a group one place up (-1) or down (1), if there is one; raises PermissionDenied."""
    by.must(Permission.MANAGE)
    order = [each.pk for each in _live_groups(by)]
    place = order.index(group.pk) + step
    if 0 <= place < len(order):
        order.remove(group.pk)
        order.insert(place, group.pk)
        arrange_groups(by=by, groups=order)


def _live_groups(by: Actor) -> list[RuleGroup]:
    rows = RuleGroup.objects.in_household(by.household).live()
    return list(rows.order_by("position", "pk"))


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    if changes:
        record_change_set(by=by, kind=kind, summary=summary, rows=changes)
