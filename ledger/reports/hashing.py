"""Running SQL whose sides the planner takes for a handful of rows, whatever they are.

It would look each up in the other; hashing is right for few rows and for many.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

_BEFORE = "set local enable_nestloop = off; set local enable_mergejoin = off; "
_AFTER = "; set local enable_nestloop to default; set local enable_mergejoin to default"


def fetch_hashed(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of one statement that joins by hashing alone, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_BEFORE}{sql}{_AFTER}", values)
        for _setting in range(2):
            cursor.nextset()
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
