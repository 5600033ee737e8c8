"""Categories: creating, renaming, moving, merging, deleting; transactions follow."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import CATEGORY_KINDS
from ledger.models import Account, Operation, Payee, Rule
from ledger.rules.actions import replace_ids
from ledger.rules.conditions import replace_values
from ledger.services.accounts import restore_account
from ledger.services.errors import Inconsistent, InUse
from ledger.services.families import ancestry, check_parent
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row
from ledger.services.sweeps import move_category
from ledger.services.templates import retarget_templates
from ledger.services.usage import check_unused
from ledger.signals import announce_postings


@db.atomic
def create_category(
    *, by: Actor, name: str, kind: str, parent: Account | None = None, note: str = ""
) -> Account:
    """Add a category of kind income or expense, under another of its kind or at the top.

    Raises ValidationError, NameTaken, Inconsistent, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    if kind not in CATEGORY_KINDS:
        raise Inconsistent(_("A category is of kind income or expense."))
    row = Account(household=by.household, name=name.strip(), kind=kind, parent=parent, note=note)
    check_parent(row, parent)
    change = insert_row(row)
    _record(by, "category.create", _("Added category %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def rename_category(
    *, by: Actor, category: Account, name: str, version: int | None = None
) -> Account:
    """Give a category another name; raises NameTaken, StaleEdit, ValidationError."""
    by.must(Permission.MANAGE)
    row = _lock(by, category, version)
    change = edit_row(row, name=name.strip())
    _record(by, "category.rename", _("Renamed category %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def move_category_under(
    *, by: Actor, category: Account, parent: Account | None, version: int | None = None
) -> Account:
    """Put a category under another of its kind, or at the top; raises Inconsistent, NameTaken."""
    by.must(Permission.MANAGE)
    row = _lock(by, category, version)
    check_parent(row, parent)
    change = edit_row(row, parent=parent)
    _record(by, "category.move", _("Moved category %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def merge_categories(*, by: Actor, source: Account, into: Account) -> Account:
    """Make two categories one: what is of `source`, sets it or is filled with it follows.

    One act, which can be undone. Raises ClosedPeriod when a posting lies in a closed period,
    InUse for a category the ledger needs, Inconsistent, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    row, target = _lock(by, source), _lock(by, into)
    if target.pk == row.pk or row.pk in ancestry(by.household, target):
        raise Inconsistent(_("A category is not merged into itself or one below it."))
    children = _children(row)
    if children and target.kind != row.kind:
        raise Inconsistent(_("Its subcategories cannot stand under a category of another kind."))
    moved = [edit_row(child, parent=target) for child in children]
    changes = [*moved, *_replace(by, row, target)]
    _record(by, "category.merge", _("Merged %(a)s into %(b)s") % {"a": row, "b": target}, changes)
    announce_postings(by.household.pk)
    return target


@db.atomic
def delete_category(*, by: Actor, category: Account, replacement: Account | None = None) -> None:
    """Move a category to the trash, its postings, payees and rules to `replacement`.

    Raises InUse while it has subcategories, or transactions and no replacement is given, and
    ClosedPeriod, Inconsistent, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    row = _lock(by, category)
    if _children(row):
        raise InUse(_("%(what)s has subcategories: move or delete them first.") % {"what": row})
    if replacement is None:
        check_unused(row)
        changes = [*_retarget(by, row, None), trash_row(row)]
    else:
        target = _lock(by, replacement)
        if target.pk == row.pk:
            raise Inconsistent(_("Choose another category as the replacement."))
        changes = _replace(by, row, target)
    _record(by, "category.delete", _("Deleted category %(what)s") % {"what": row}, changes)
    announce_postings(by.household.pk)


def restore_category(*, by: Actor, category: Account) -> Account:
    """Take a category out of the trash; raises NameTaken, PermissionDenied."""
    return restore_account(by=by, account=category)


def _lock(by: Actor, category: Account, version: int | None = None) -> Account:
    row = lock_row(by, category, version)
    if not row.is_category:
        raise Inconsistent(_("%(what)s is not a category.") % {"what": row})
    if row.deleted_at is not None:
        raise Inconsistent(_("%(what)s is in the trash.") % {"what": row})
    return row


def _children(row: Account) -> list[Account]:
    rows = Account.objects.in_household(row.household).live().filter(parent=row)
    return list(rows.select_for_update(no_key=True).order_by("pk"))


def _replace(by: Actor, row: Account, target: Account) -> list[RowChange]:
    if row.system_role:
        raise InUse(_("The ledger itself needs %(what)s.") % {"what": row})
    return [*move_category(by, row, target), *_retarget(by, row, target), trash_row(row)]


def _retarget(by: Actor, row: Account, target: Account | None) -> list[RowChange]:
    """Let what sets the category `row`, or asks for it, mean `target` instead."""
    payees = Payee.objects.in_household(by.household).filter(default_category=row)
    changes = [
        edit_row(payee, default_category=target) for payee in payees.select_for_update(no_key=True)
    ]
    if target is None:
        return changes
    operations = Operation.objects.in_household(by.household).filter(category=row)
    changes += [
        edit_row(operation, category=target)
        for operation in operations.select_for_update(no_key=True)
    ]
    changes += retarget_templates(by, row, target)
    for rule in Rule.objects.in_household(by.household).select_for_update(no_key=True):
        actions = replace_ids(rule.actions, categories={row.pk: target.pk})
        conditions = replace_values(
            rule.conditions, "category", lambda key: target.pk if key == row.pk else key
        )
        if (actions, conditions) != (rule.actions, rule.conditions):
            changes.append(edit_row(rule, actions=actions, conditions=conditions))
    return changes


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
