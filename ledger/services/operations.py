"""Operations: bulk changes under a name, made again on any transactions as one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import Status
from ledger.models import Account, Operation, Tag
from ledger.services.edit_plans import Edit
from ledger.services.edits import BulkResult, apply_edits
from ledger.services.errors import Inconsistent
from ledger.services.keeping import must_keep, must_share, record_kept
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row


@db.atomic
def create_operation(
    *,
    by: Actor,
    name: str,
    category: Account | None = None,
    add_tags: Iterable[Tag] = (),
    remove_tags: Iterable[Tag] = (),
    status: str = "",
    is_shared: bool = False,
) -> Operation:
    """Keep a bulk change under a name, for oneself or for the household.

    What is left empty stays as it is when the operation is applied. Raises ValidationError for one
    that changes nothing or contradicts itself, Inconsistent for a row of another household or in
    the trash, NameTaken, PermissionDenied.
    """
    row = Operation(household=by.household, owner=by.user, is_shared=is_shared)
    must_keep(by, row)
    values = _values(
        by,
        name=name,
        category=category,
        add_tags=add_tags,
        remove_tags=remove_tags,
        status=status,
    )
    for key, value in values.items():
        setattr(row, key, value)
    change = insert_row(row)
    record_kept(by, "operation.create", _("Saved operation %(what)s"), row, change)
    return row


@db.atomic
def update_operation(
    *,
    by: Actor,
    operation: Operation,
    name: str,
    category: Account | None = None,
    add_tags: Iterable[Tag] = (),
    remove_tags: Iterable[Tag] = (),
    status: str = "",
    is_shared: bool = False,
    version: int | None = None,
) -> Operation:
    """Replace what an operation says; raises what `create_operation` does, and StaleEdit."""
    row = lock_row(by, operation, version)
    must_keep(by, row)
    must_share(by, row, is_shared=is_shared)
    values = _values(
        by,
        name=name,
        category=category,
        add_tags=add_tags,
        remove_tags=remove_tags,
        status=status,
    )
    change = edit_row(row, is_shared=is_shared, **values)
    record_kept(by, "operation.update", _("Changed operation %(what)s"), row, change)
    return row


@db.atomic
def delete_operation(*, by: Actor, operation: Operation) -> None:
    """Move an operation to the trash; raises PermissionDenied."""
    row = lock_row(by, operation)
    must_keep(by, row)
    record_kept(by, "operation.delete", _("Deleted operation %(what)s"), row, trash_row(row))


@db.atomic
def restore_operation(*, by: Actor, operation: Operation) -> Operation:
    """Take an operation out of the trash; raises NameTaken, PermissionDenied."""
    row = lock_row(by, operation)
    must_keep(by, row)
    record_kept(by, "operation.restore", _("Restored operation %(what)s"), row, untrash_row(row))
    return row


@db.atomic
def apply_operation(*, by: Actor, operation: Operation, transactions: Sequence[int]) -> BulkResult:
    """Change transactions as an operation says, as one act; what is left alone is reported.

    Tags that lie in the trash are left out. Raises Inconsistent when its category does, Reconciled,
    DoesNotExist, PermissionDenied.
    """
    by.must(Permission.ANNOTATE)
    if operation.category is not None and operation.category.deleted_at is not None:
        text = _("%(what)s is in the trash: choose another category for the operation.")
        raise Inconsistent(text % {"what": operation.category})
    added = frozenset(tag.pk for tag in live_tags(by, operation.add_tags))
    edits = [
        Edit(
            transaction=key,
            category=operation.category_id,
            add_tags=added,
            remove_tags=frozenset(operation.remove_tags),
            status=Status(operation.status) if operation.status else None,
        )
        for key in dict.fromkeys(transactions)
    ]
    what = operation.name if operation.is_shared else _("an operation of one's own")

    def summary(count: int) -> str:
        said = ngettext(
            "Applied %(what)s to %(n)d transaction", "Applied %(what)s to %(n)d transactions", count
        )
        return said % {"what": what, "n": count}

    return apply_edits(by=by, kind="edit.operation", summary=summary, edits=edits)


def live_tags(by: Actor, ids: Sequence[int]) -> list[Tag]:
    """Return the tags of an operation that are not in the trash, by name; no query for none."""
    if not ids:
        return []
    return list(Tag.objects.in_household(by.household).live().filter(pk__in=ids).order_by("name"))


def _values(
    by: Actor,
    *,
    name: str,
    category: Account | None,
    add_tags: Iterable[Tag],
    remove_tags: Iterable[Tag],
    status: str,
) -> dict[str, Any]:
    added, removed = list(add_tags), list(remove_tags)
    if not (category or added or removed or status):
        raise ValidationError(_("Say what the operation changes: category, tags or status."))
    for row in (category, *added, *removed):
        _check_row(by, row)
    if category is not None and not category.is_category:
        raise Inconsistent(_("%(what)s is not a category.") % {"what": category})
    both = {tag.pk for tag in added} & {tag.pk for tag in removed}
    if both:
        raise ValidationError({"remove_tags": _("A tag is either added or taken off.")})
    return {
        "name": " ".join(name.split()),
        "category": category,
        "add_tags": sorted({tag.pk for tag in added}),
        "remove_tags": sorted({tag.pk for tag in removed}),
        "status": status,
    }


def _check_row(by: Actor, row: Account | Tag | None) -> None:
    if row is None:
        return
    if row.household_id != by.household.pk:
        raise Inconsistent(_("Something chosen here belongs to another household."))
    if row.deleted_at is not None:
        raise Inconsistent(_("%(what)s is in the trash.") % {"what": row})
