"""Loading many rows: they are copied into a temporary table, from which one statement takes them.

Row-level security does not allow COPY into the tables themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.db import connection

PIECE = 10_000


def copy_rows(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> int:
    """Stream rows into a staging table; returns how many. Memory stays bounded.

    A piece is gathered before it is copied: while COPY runs the connection answers nothing else,
    and making the rows may ask it something.
    """
    count = 0
    stream = iter(rows)
    while piece := list(islice(stream, PIECE)):
        with (
            connection.cursor() as cursor,
            cursor.copy(f"copy {table} ({columns}) from stdin") as copy,
        ):
            write = copy.write_row
            for row in piece:
                write(row)
        count += len(piece)
    return count
