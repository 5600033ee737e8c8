"""Saved views: queries under a name, a person's own or shared with the household."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.enums import ViewColumn, ViewSort
from ledger.models import SavedView
from ledger.query.errors import QueryError
from ledger.query.parser import parse_query
from ledger.reports.asking import ask_text, setting_of
from ledger.services.keeping import must_keep, must_share, record_kept
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row


@db.atomic
def create_saved_view(
    *,
    by: Actor,
    name: str,
    query: str,
    today: date,
    columns: Sequence[str] = tuple(ViewColumn.values),
    sort: str = ViewSort.NEWEST,
    is_pinned: bool = False,
    is_shared: bool = False,
) -> SavedView:
    """Keep a query under a name, for oneself or for the household.

    Raises ValidationError for a query with a mistake, NameTaken, PermissionDenied.
    """
    row = SavedView(household=by.household, owner=by.user)
    values = _values(by, name=name, query=query, today=today, columns=columns, sort=sort)
    for key, value in values.items():
        setattr(row, key, value)
    row.is_pinned, row.is_shared = is_pinned, is_shared
    must_keep(by, row)
    change = insert_row(row)
    record_kept(by, "saved-view.create", _("Saved view %(what)s"), row, change)
    return row


@db.atomic
def update_saved_view(
    *,
    by: Actor,
    saved_view: SavedView,
    name: str,
    query: str,
    today: date,
    columns: Sequence[str] = tuple(ViewColumn.values),
    sort: str = ViewSort.NEWEST,
    is_pinned: bool = False,
    is_shared: bool = False,
    version: int | None = None,
) -> SavedView:
    """Replace what a view says.

    Raises ValidationError for a query with a mistake, NameTaken, StaleEdit, PermissionDenied.
    """
    row = lock_row(by, saved_view, version)
    must_keep(by, row)
    must_share(by, row, is_shared=is_shared)
    values = _values(by, name=name, query=query, today=today, columns=columns, sort=sort)
    change = edit_row(row, is_pinned=is_pinned, is_shared=is_shared, **values)
    record_kept(by, "saved-view.update", _("Changed view %(what)s"), row, change)
    return row


@db.atomic
def delete_saved_view(*, by: Actor, saved_view: SavedView) -> None:
    """Move a view to the trash; raises PermissionDenied."""
    row = lock_row(by, saved_view)
    must_keep(by, row)
    record_kept(by, "saved-view.delete", _("Deleted view %(what)s"), row, trash_row(row))


@db.atomic
def restore_saved_view(*, by: Actor, saved_view: SavedView) -> SavedView:
    """Take a view out of the trash; raises NameTaken, PermissionDenied."""
    row = lock_row(by, saved_view)
    must_keep(by, row)
    record_kept(by, "saved-view.restore", _("Restored view %(what)s"), row, untrash_row(row))
    return row


def _values(
    by: Actor, *, name: str, query: str, today: date, columns: Sequence[str], sort: str
) -> dict[str, Any]:
    if not set(columns) <= set(ViewColumn.values):
        raise ValidationError({"columns": _("A column is one of those offered.")})
    text = query.strip()
    return {
        "name": " ".join(name.split()),
        "query": text,
        "columns": [column for column in ViewColumn.values if column in columns],
        "sort": sort,
        "accounts": _named_accounts(by, text, today),
    }


def _named_accounts(by: Actor, text: str, today: date) -> list[int]:
    """Return the accounts that a query names; raises ValidationError for a mistake in it."""
    try:
        asked = ask_text(by.household, text, today)
    except QueryError as error:
        raise ValidationError({"query": str(error)}) from error
    if asked.in_trash:
        raise ValidationError({"query": _("The trash has a page of its own.")})
    node = parse_query(text)
    setting = setting_of(by.household, today)
    return sorted(setting.names.named_in(node)) if node else []
