"""The whole database and the files beside it, looked through for a text."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from accounts.scope import system_scope

LONG = 7
"""Digits of every id after `lengthen_ids`, by which ids are told from figures."""


def lengthen_ids() -> None:
    """Give every new row an id that no figure of the books, and no guess, is as long as."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select setval(format('%%I.%%I', schemaname, sequencename)::regclass, %s)"
            " from pg_sequences where coalesce(last_value, 0) < %s",
            [10 ** (LONG - 1)] * 2,
        )


def tables_with(*marks: str) -> dict[str, list[str]]:
    """Return the tables in which a row says one of `marks`, in any column, and which they are."""
    found: dict[str, list[str]] = {}
    with system_scope("a test looks for marks"), connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for mark in marks:
                cursor.execute(
                    f'select count(*) from "{table}" r where strpos(lower(r::text), %s) > 0',
                    [mark.lower()],
                )
                if cursor.fetchone()[0]:
                    found.setdefault(table, []).append(mark)
    return found


def files() -> list[str]:
    """Return every file that is kept beside the database, by its path below MEDIA_ROOT."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
