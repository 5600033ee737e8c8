"""Running SQL that a person's query may make slow, for a limited time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from ledger.query.errors import QueryError
from ledger.reports.selection import Selection

Rows = list[dict[str, Any]]
PATIENCE = "3s"
_LIMIT = """
select current_setting('statement_timeout'), set_config('statement_timeout', %s, true)
"""


class TookTooLong(Exception):
    """A statement was ended because its time was over; the books are as they were."""


def run_selection(selection: Selection, sql: str, values: Mapping[str, Any]) -> Rows:
    """Return the rows of `sql` by the names of its columns.

    Raises QueryError, with the books as they were, when a regular expression takes too long.
    """
    if selection.slow is None:
        return _run(sql, values)
    try:
        return run_within(PATIENCE, sql, values)
    except TookTooLong as error:
        problem = _("this regular expression takes too long")
        remedy = _("add a date or an account, or look for words")
        raise QueryError(selection.slow, problem, remedy) from error


def run_within(limit: str, sql: str, values: Mapping[str, Any]) -> Rows:
    """Return the rows of `sql` by the names of its columns; raises TookTooLong."""
    try:
        with transaction.atomic():
            before = _set_limit(limit)
            rows = _run(sql, values)
            _set_limit(before)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise
    return rows


def _set_limit(limit: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_LIMIT, [limit])
        return str(cursor.fetchone()[0])


def _run(sql: str, values: Mapping[str, Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
