"""Reading a database that came from outside: a copy, read only, bounded, and nothing run in it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger.imports.statement import BrokenFile, HostileFile

MARK = b"SQLite format 3\x00"
MAX_ROWS = 2_000_000
_STEPS = 100_000
_MOST_STEPS = 5_000
"""Times that the reading of one table may pass `_STEPS` steps of the machine in SQLite."""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA}


class Database:
    """Tables of a foreign database; views, triggers and functions in it are never run."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        rows = self._run("select name from sqlite_master where type = 'table'")
        self.tables = {str(name) for (name,) in rows}

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """Yield columns of a table, None for those that it lacks; nothing where there is none.

        Raises BrokenFile when the database is damaged, HostileFile when it is without end.
        """
        if table not in self.tables:
            return
        info = self._run(f"pragma table_info({_quoted(table)})")
        there = {str(row[1]) for row in info}
        wanted = ", ".join(_quoted(name) if name in there else "null" for name in columns)
        query = f"select {wanted} from {_quoted(table)}"  # noqa: S608 -- names are quoted
        for number, row in enumerate(self._run(query)):
            if number >= MAX_ROWS:
                raise HostileFile(f"the table {table} has more than {MAX_ROWS:,} rows")
            yield row

    def _run(self, query: str) -> Iterator[tuple[object, ...]]:
        steps = iter(range(_MOST_STEPS))
        self._connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
        try:
            yield from self._connection.execute(query)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise HostileFile("the database takes too long to read") from error
            raise BrokenFile(f"the database cannot be read: {error}") from error
        except (sqlite3.Error, OverflowError) as error:
            raise BrokenFile(f"the database cannot be read: {error}") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _authorise(action: int, *_names: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@contextmanager
def opened(data: bytes) -> Iterator[Database]:
    """Open the database that `data` is; raises BrokenFile when it is none."""
    if not data.startswith(MARK):
        raise BrokenFile("this is no SQLite database")
    with tempfile.TemporaryDirectory(prefix="books-") as folder:
        path = Path(folder) / "books.sqlite"
        path.write_bytes(data)
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
            connection.execute("pragma trusted_schema = off")
            connection.execute("pragma cell_size_check = on")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024)
            connection.set_authorizer(_authorise)
            yield Database(connection)
        except sqlite3.Error as error:
            raise BrokenFile(f"the database cannot be read: {error}") from error
        finally:
            connection.close()
