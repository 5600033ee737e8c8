"""Running a selection's SQL; one with a regular expression gets little time for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from ledger.query.errors import QueryError
from ledger.reports.selection import Selection

PATIENCE = "3s"
_LIMIT = """
select current_setting('statement_timeout'), set_config('statement_timeout', %s, true)
"""


def run_selection(
    selection: Selection, sql: str, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows of `sql` by the names of its columns.

    Raises QueryError, with the books as they were, when a regular expression takes too long.
    """
    if selection.slow is None:
        return _run(sql, values)
    try:
        with transaction.atomic():
            before = _set_limit(PATIENCE)
            rows = _run(sql, values)
            _set_limit(before)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        problem = _("this regular expression takes too long")
        remedy = _("add a date or an account, or look for words")
        raise QueryError(selection.slow, problem, remedy) from error
    return rows


def _set_limit(limit: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_LIMIT, [limit])
        return str(cursor.fetchone()[0])


def _run(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
