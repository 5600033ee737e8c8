"""Restoring a full archive into an empty household: everything or nothing, in one transaction.

Nothing is believed: every part is hashed, every line is checked against the models, and every
number against the lines that it stands for, before one row is written. Rows are staged and then
written by one statement a table, under the guards that hold for whatever writes.
"""

from __future__ import annotations

import os
import shutil
from array import array
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DataError, IntegrityError, connection, models
from django.db import transaction as db

from accounts.actors import Actor
from accounts.bulk import copy_rows
from accounts.enums import AuditKind
from accounts.full_archive.columns import MEMBERSHIP, Table, quoted, tables
from accounts.full_archive.container import PEOPLE, Source
from accounts.full_archive.description import RESTORED, STAGED
from accounts.full_archive.errors import ArchiveError
from accounts.full_archive.lines import LineReader
from accounts.full_archive.numbers import Ids
from accounts.models import Household, Membership, User
from accounts.progress import Progress
from accounts.services.archived_settings import read_settings
from accounts.services.audit import record_event
from accounts.services.full_archives import must_see_everything

_USER = User._meta.label  # noqa: SLF001 -- Django's public name


@dataclass(frozen=True, slots=True)
class Restored:
    """What an archive brought, by model; `left_out` are rows of people who are no members here."""

    counts: dict[str, int]
    left_out: dict[str, int]
    files: int


def filled_tables(household: Household) -> list[Table]:
    """Return the models of which the household has more than it began with, in one query."""
    first, *others = (
        _own_rows(table, household).order_by().values_list(models.Value(table.label))[:1]
        for table in tables()
    )
    found = {label for (label,) in first.union(*others, all=True)}
    return [table for table in tables() if table.label in found]


def must_be_empty(household: Household) -> None:
    """Raise ArchiveError for a household that has more than it began with."""
    filled = filled_tables(household)
    if filled:
        what = ", ".join(str(table.model._meta.verbose_name_plural) for table in filled[:3])  # noqa: SLF001 -- as above
        text = f"An archive goes into an empty household, and this one has {what}. Make a new one."
        raise ArchiveError(text)


def _own_rows(table: Table, household: Household) -> Any:
    rows = table.model._base_manager.filter(household=household)  # noqa: SLF001 -- every row
    return rows if table.told.furniture is None else rows.exclude(table.told.furniture)


@db.atomic
def restore_archive(*, by: Actor, file: BinaryIO, progress: Progress | None = None) -> Restored:
    """Bring everything in a full archive into the actor's household, which has to be empty.

    The household keeps its name and its members; it takes the archive's settings, and keeps its
    own where an older archive tells none. Raises ArchiveError, having written nothing,
    PermissionDenied unless an owner asks, JobCancelled. What apps register as proofs holds at the
    end.
    """
    must_see_everything(by)
    household = Household.objects.select_for_update(no_key=True).get(pk=by.household.pk)
    must_be_empty(household)
    source = Source(file)
    source.prove()
    with _Restoring(by, household, source, progress or Progress()) as work:
        restored = work.run()
    record_event(AuditKind.IMPORTED, by=by, subject="full archive", details={**restored.counts})
    return restored


class _Restoring(ExitStack):
    """One archive on its way in; files that were written go again when the block fails."""

    def __init__(self, by: Actor, household: Household, source: Source, progress: Progress) -> None:
        super().__init__()
        self.by = by
        self.household = household
        self.source = source
        self.progress = progress
        self.tables = tables()
        self.ids: dict[str, array[int]] = {}
        self.left_out: dict[str, int] = {}
        self.bytes_of_files = 0
        self._waiting: list[tuple[Table, int, dict[str, Any], str, str]] = []

    def run(self) -> Restored:
        told = read_settings(self.source.manifest)
        lines = LineReader(self._ids(), self.source.parts, self.household.pk)
        for table in self.tables:
            self._stage(table, lines)
        self._check_files()
        for table in self.tables:
            self._check_circles(table)
        for check in STAGED:
            check(self)
        self._furnish(told)
        for table in self.tables:
            self._write(table)
        self._write_files()
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {', '.join(quoted(table.name) for table in self.tables)}")
        for proof in RESTORED:
            proof(self)
        counts = {table.label: len(self.ids[table.label]) for table in self.tables}
        for label, count in self.left_out.items():
            counts[label] -= count
        found = {label: count for label, count in counts.items() if count}
        return Restored(found, self.left_out, len(self._waiting))

    def refusal(self, reason: str, label: str, pk: int | None = None) -> ArchiveError:
        """Return the error that names the line of a row, by the id that it was to have."""
        line = 0
        if pk is not None and pk in self.ids[label]:
            line = self.ids[label].index(pk) + 1
        return ArchiveError(reason, part=f"{label}.jsonl", line=line)

    def _ids(self) -> Ids:
        """Draw an id for every line, and find the people who are members here, too."""
        known = {table.part: table for table in self.tables}
        for name in self.source.parts:
            if name not in known and name != PEOPLE and not name.startswith("files/"):
                text = "is unknown: the archive was changed, or made by a newer release"
                raise ArchiveError(text, part=name)
        for table in self.tables:
            self.ids[table.label] = _drawn(table, self.source.rows(table.part))
        members = {
            member.user.email.lower(): member
            for member in Membership.objects.filter(household=self.household).select_related("user")
        }
        people = [members.get(email) for email in self._people()]
        return Ids(
            self.ids,
            {
                _USER: [member and member.user_id for member in people],
                MEMBERSHIP: [member and member.pk for member in people],
            },
        )

    def _people(self) -> Iterator[str]:
        if PEOPLE not in self.source.parts:
            raise ArchiveError("is missing", part=PEOPLE)
        for number, row in self.source.lines(PEOPLE):
            email = row.get("email")
            if row.get("id") != number or not isinstance(email, str):
                raise ArchiveError("names nobody", part=PEOPLE, line=number)
            yield email.lower()

    def _stage(self, table: Table, lines: LineReader) -> None:
        names = ", ".join(quoted(name) for name in lines.names(table))
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists {table.stage}")
            cursor.execute(
                f"create temporary table {table.stage} (like {quoted(table.name)}) on commit drop"
            )
            for column in table.told.more:
                cursor.execute(f"alter table {table.stage} drop column {quoted(column)}")
        if table.part in self.source.parts:
            with _refused(table):
                copy_rows(table.stage, names, self._rows(table, lines))

    def _rows(self, table: Table, lines: LineReader) -> Iterator[tuple[Any, ...]]:
        for number, row in self.source.lines(table.part):
            self.progress.advance(self.progress.done + 1)
            try:
                read = lines.read(table, number, row)
            except ValueError as error:
                raise ArchiveError(str(error), part=table.part, line=number) from error
            if read is None:
                self.left_out[table.label] = self.left_out.get(table.label, 0) + 1
                continue
            if read.file:
                self._waiting.append((table, number, read.values, read.file, read.key))
                self.bytes_of_files += self.source.parts[read.file]["bytes"]
            yield read.copied

    def _check_circles(self, table: Table) -> None:
        """Raise ArchiveError when rows of a table stand below each other in a circle."""
        for column in table.columns:
            if column.target != table.label:
                continue
            name = quoted(column.name)
            with connection.cursor() as cursor:
                cursor.execute(f"select id, {name} from {table.stage} where {name} is not null")  # noqa: S608 -- names of models
                above: dict[int, int] = dict(cursor.fetchall())
            at = circle(above)
            if at is not None:
                raise self.refusal(f"{column.key} leads back to the row itself", table.label, at)

    def _check_files(self) -> None:
        used = {part for _table, _number, _values, part, _key in self._waiting}
        for name in self.source.parts:
            if name.startswith("files/") and name not in used:
                raise ArchiveError("belongs to no row", part=name)

    def _furnish(self, values: dict[str, Any]) -> None:
        """Take out what the household began with, and set it as the archive says."""
        with connection.cursor() as cursor:
            for table in reversed(self.tables):
                if table.told.furniture is not None:
                    name = quoted(table.name)
                    cursor.execute(
                        f"delete from {name} where household_id = %s",  # noqa: S608 -- a table's name
                        [self.household.pk],
                    )
        Household.objects.filter(pk=self.household.pk).update(**values)
        for name, value in values.items():
            setattr(self.by.household, name, value)

    def _write(self, table: Table) -> None:
        if not self.ids[table.label]:
            return
        self.progress.stop_if_cancelled()
        names = [quoted(name) for name in LineReader.names(table)]
        more = table.told.more
        columns = ", ".join([*names, *map(quoted, more)])
        values = ", ".join([*(f"s.{name}" for name in names), *more.values()])
        with _refused(table), connection.cursor() as cursor:
            cursor.execute(
                f"insert into {quoted(table.name)} ({columns})"  # noqa: S608 -- names of models
                f" select {values} from {table.stage} s order by s.id"
            )

    def _write_files(self) -> None:
        for table, number, values, part, key in self._waiting:
            path = Path(settings.MEDIA_ROOT) / key
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.callback_on_error(path)
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as out, self.source.open(part) as file:
                shutil.copyfileobj(file, out)
            try:
                table.told.check_file(values, path)
            except ValueError as error:
                text = f"its file {error}"
                raise ArchiveError(text, part=table.part, line=number) from error

    def callback_on_error(self, path: Path) -> None:
        """Delete a file again unless the block succeeds."""
        self.push(lambda kind, _error, _trace: path.unlink(missing_ok=True) if kind else None)


def circle(above: dict[int, int]) -> int | None:
    """Return a row from which the way up leads back to it, None when every way ends."""
    known: set[int] = set()
    for start in above:
        way: set[int] = set()
        at: int | None = start
        while at is not None and at not in known:
            if at in way:
                return at
            way.add(at)
            at = above.get(at)
        known |= way
    return None


def _drawn(table: Table, count: int) -> array[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [quoted(table.name), count],
        )
        return array("q", (pk for (pk,) in cursor.fetchall()))


@contextmanager
def _refused(table: Table) -> Iterator[None]:
    """Say of which table the rows are that the database refuses."""
    try:
        with db.atomic():
            yield
    except (IntegrityError, DataError) as error:
        cause = error.__cause__
        name = getattr(getattr(cause, "diag", None), "constraint_name", None)
        what = f"The database refuses its rows: {name}" if name else _first_line(cause)
        raise ArchiveError(what, part=table.part) from error


def _first_line(cause: BaseException | None) -> str:
    return f"The database refuses its rows: {str(cause).split(chr(10), 1)[0]}"
