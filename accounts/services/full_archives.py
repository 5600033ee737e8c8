"""Writing a household's full archive: one statement reads it, so that it is of one moment.

Lines are in the order of their rows' ids and rows are named by their line, so that the same books
give the same file wherever they are. Ids are held as 8 bytes each; everything else is streamed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.actors import Actor
from accounts.full_archive.columns import MEMBERSHIP, Table, quoted, tables
from accounts.full_archive.container import PEOPLE, Sink
from accounts.full_archive.errors import ArchiveError
from accounts.full_archive.numbers import Numbers
from accounts.models import Household, User
from accounts.progress import Progress
from accounts.roles import Permission
from accounts.services.archived_settings import settings_of

_Read = tuple[int, int, int, str]
"""The step, the table, the row's id, and the row as JSON."""
_ROWS = 2_000
_IDS, _PEOPLE, _LINES = 0, 1, 2
_USER = User._meta.label  # noqa: SLF001 -- Django's public name

_WHO = """
(select {step}, 0, m.id, json_build_object(
  'user', m.user_id, 'email', lower(u.email), 'role', m.role)::text
from accounts_membership m join accounts_user u on u.id = m.user_id
where m.household_id = %(household)s order by lower(u.email), m.id)
"""
_NUMBERED = (
    "(select {step}, {number}, t.id, null::text from {table} t"
    " where t.household_id = %(household)s order by t.id)"
)
_TOLD = (
    "(select {step}, {number}, t.id, json_build_object({pairs})::text from {table} t"
    " where t.household_id = %(household)s order by t.id)"
)


def must_see_everything(by: Actor) -> None:
    """Raise PermissionDenied unless the actor owns the household and nothing is kept from them."""
    by.must(Permission.OWN)
    if by.hidden:
        raise PermissionDenied("what is kept from somebody cannot be in their archive")


def write_full_archive(
    out: BinaryIO, *, by: Actor, progress: Progress | None = None
) -> dict[str, int]:
    """Write everything of the actor's household as one restorable file; returns rows by model.

    Needs the household's scope: what row security hides, such as saved views that others keep to
    themselves, is left out; a scope over everything leaves nothing out. Raises PermissionDenied
    unless an owner asks, JobCancelled.
    """
    must_see_everything(by)
    return _Writing(out, by.household, progress or Progress()).run()


class _Writing:
    """One archive on its way out."""

    def __init__(self, out: BinaryIO, household: Household, progress: Progress) -> None:
        self.sink = Sink(out)
        self.household = household
        self.progress = progress
        self.tables = tables()
        self.numbers = Numbers()
        self.files: list[tuple[str, Path]] = []
        self.counts: dict[str, int] = {}

    def run(self) -> dict[str, int]:
        steps = groupby(self._rows(), itemgetter(0))
        for step, rows in steps:
            if step == _IDS:
                self._number(rows)
            elif step == _PEOPLE:
                people = [self._person(row, at) for at, row in enumerate(rows, 1)]
                self._write_part(PEOPLE, map(_json, people))
            else:
                self._write_tables(rows)
        self._write_files()
        self.sink.close({"household": settings_of(self.household)})
        return self.counts

    def _rows(self) -> Iterator[_Read]:
        """Yield the ids of everything, the people, and the rows, as of one moment."""
        numbered = [
            _NUMBERED.format(step=_IDS, number=number, table=quoted(table.name))
            for number, table in enumerate(self.tables)
        ]
        told = [
            _TOLD.format(step=_LINES, number=number, table=quoted(table.name), pairs=_pairs(table))
            for number, table in enumerate(self.tables)
        ]
        sql = " union all ".join([*numbered, _WHO.format(step=_PEOPLE), *told])
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, {"household": self.household.pk})
            while rows := cursor.fetchmany(_ROWS):
                yield from rows

    def _number(self, rows: Iterable[_Read]) -> None:
        """Note every id, by which rows are numbered."""
        ids = [self.numbers.ids[table.label] for table in self.tables]
        for _step, table, pk, _told in rows:
            ids[table].append(pk)
        self.progress.advance(0, sum(map(len, ids)))

    def _write_tables(self, rows: Iterable[_Read]) -> None:
        for number, of_table in groupby(rows, itemgetter(1)):
            table = self.tables[number]
            lines = (self._line(table, row, at) for at, row in enumerate(of_table, 1))
            self.counts[table.label] = self._write_part(table.part, lines)

    def _person(self, row: _Read, number: int) -> dict[str, Any]:
        told = json.loads(row[3])
        self.numbers.people[_USER][told.pop("user")] = number
        self.numbers.people[MEMBERSHIP][row[2]] = number
        return {"id": number, **told}

    def _line(self, table: Table, row: _Read, number: int) -> bytes:
        told: dict[str, Any] = json.loads(row[3])
        for column in table.columns:
            value = told[column.key]
            if column.target:
                told[column.key] = self.numbers(column.target, value)
            elif column.walker is not None:
                told[column.key] = column.walker(value, self.numbers, told)
            elif column.is_file:
                told[column.key] = self._file(table, value, number)
        table.told.give(told)
        return _json({"id": number, **told})

    def _file(self, table: Table, stored: str, number: int) -> str:
        """Return the part that holds a row's file, empty for a row without one."""
        path = Path(settings.MEDIA_ROOT) / stored
        if not stored or not path.is_file():
            return ""
        name = table.file_part(number)
        self.files.append((name, path))
        return name

    def _write_files(self) -> None:
        for name, path in self.files:
            self.progress.stop_if_cancelled()
            try:
                with path.open("rb") as source, self.sink.part(name) as part:
                    part.copy(source)
            except FileNotFoundError as error:
                text = "A file was deleted while the archive was written. Try again."
                raise ArchiveError(text) from error

    def _write_part(self, name: str, lines: Iterable[bytes]) -> int:
        with self.sink.part(name) as part:
            part.rows = 0
            for line in lines:
                part.rows += 1
                part.write(line)
                self.progress.advance(self.progress.done + 1)
        return part.rows


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _pairs(table: Table) -> str:
    return ", ".join(f"'{column.key}', {column.sql}" for column in table.columns)
