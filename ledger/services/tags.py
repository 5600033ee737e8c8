"""Tags: finding or adding them by name, renaming, deleting and restoring them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction as db
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.models import Tag
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row


@db.atomic
def ensure_tags(*, by: Actor, names: Iterable[str]) -> tuple[Tag, ...]:
    """Return the tags of these names, in that order, adding those that are missing.

    Case and surrounding space do not matter, empty names are left out. Raises ValidationError for
    a name that is too long, PermissionDenied.
    """
    by.must(Permission.ANNOTATE)
    wanted: dict[str, str] = {}
    for name in names:
        clean = " ".join(name.split())
        if clean:
            wanted.setdefault(clean.lower(), clean)
    rows = Tag.objects.in_household(by.household).live().annotate(lower=Lower("name"))
    found: dict[str, Tag] = {row.name.lower(): row for row in rows.filter(lower__in=list(wanted))}
    for key, name in wanted.items():
        if key not in found:
            found[key] = _add(by, name)
    return tuple(found[key] for key in wanted)


def _add(by: Actor, name: str) -> Tag:
    tag = Tag(household=by.household, name=name)
    change = insert_row(tag)
    _record(by, "tag.create", _("Added tag %(what)s") % {"what": tag}, change)
    return tag


@db.atomic
def rename_tag(*, by: Actor, tag: Tag, name: str, version: int | None = None) -> Tag:
    """Give a tag another name; raises NameTaken, StaleEdit, ValidationError, PermissionDenied."""
    by.must(Permission.RECORD)
    row = lock_row(by, tag, version)
    change = edit_row(row, name=" ".join(name.split()))
    _record(by, "tag.rename", _("Renamed tag %(what)s") % {"what": row}, change)
    return row


@db.atomic
def delete_tag(*, by: Actor, tag: Tag) -> None:
    """Move a tag to the trash; transactions keep it, unseen, until it is restored."""
    by.must(Permission.RECORD)
    row = lock_row(by, tag)
    _record(by, "tag.delete", _("Deleted tag %(what)s") % {"what": row}, trash_row(row))


@db.atomic
def restore_tag(*, by: Actor, tag: Tag) -> Tag:
    """Take a tag out of the trash, on every transaction that had it; raises NameTaken."""
    by.must(Permission.RECORD)
    row = lock_row(by, tag)
    _record(by, "tag.restore", _("Restored tag %(what)s") % {"what": row}, untrash_row(row))
    return row


def _record(by: Actor, kind: str, summary: str, change: RowChange) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=[change])
