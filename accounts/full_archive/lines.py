"""From a line of an archive to a row: every value checked, every number replaced by an id."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.full_archive.columns import MISSING, Column, Table
from accounts.full_archive.description import Row
from accounts.full_archive.numbers import Ids


@dataclass(frozen=True, slots=True)
class Read:
    """A line that was read: what is copied, its values by column, and the part of its file."""

    copied: tuple[Any, ...]
    values: Row
    file: str = ""
    key: str = ""
    """Where the file will be kept."""


class LineReader:
    """Reads the lines of one archive."""

    def __init__(self, ids: Ids, parts: Mapping[str, Any], household_id: int) -> None:
        self._ids = ids
        self._parts = parts
        self._household_id = household_id

    @staticmethod
    def names(table: Table) -> list[str]:
        """Return the columns that a line is copied into, in order."""
        return ["id", "household_id", *(each.name for each in table.columns), *table.told.anew]

    def read(self, table: Table, number: int, row: Row) -> Read | None:
        """Return a line's row; None for one of a person who is no member here.

        Raises ValueError naming the column and what is wrong with it.
        """
        if row.get("id") != number:
            raise ValueError("its id is not the number of its line")
        unknown = sorted(row.keys() - table.keys)
        if unknown:
            raise ValueError(f"{unknown[0]:.60} is unknown: a newer release may have written it")
        told = table.told
        values: Row = {}
        copied: Row = {}
        file = key = ""
        for column in table.copied:
            value = row.get(column.key, column.default)
            if value is MISSING:
                raise ValueError(f"{column.key} is missing")
            with _of(column.key):
                if column.is_file:
                    file, key = self._file(table, column, number, value)
                    values[column.name] = copied[column.name] = key
                else:
                    values[column.name], copied[column.name] = self._value(column, value, row)
        if told.person and values[told.person] is None and row.get(_key(table, told.person)):
            return None
        with _of("it"):
            copied |= told.take(row)
            told.check(values)
        pk = self._ids(table.label, number)
        rest = [copied.get(column.name) for column in table.columns]
        anew = [copied[name] if name in copied else make() for name, make in told.anew.items()]
        return Read((pk, self._household_id, *rest, *anew), values, file, key)

    def _value(self, column: Column, value: Any, row: Row) -> tuple[Any, Any]:
        """Return a value as the app knows it, and as it is copied."""
        if column.target:
            found = self._ids(column.target, column.read(value))
            return found, found
        if column.walker is not None:
            value = column.walker(value, self._ids, row)
        return value, column.read(value)

    def _file(self, table: Table, column: Column, number: int, value: Any) -> tuple[str, str]:
        """Return the part of a row's file and where it will lie; a lost file stays lost."""
        if value not in {"", table.file_part(number)}:
            raise ValueError("is not the name of its file")
        if not value and column.is_optional:
            return "", ""
        if value and value not in self._parts:
            raise ValueError("is not in the archive")
        key = f"{table.told.folder}/{self._household_id}/{secrets.token_hex(16)}"
        return value, key


class _of:  # noqa: N801 -- reads as a word; a class, since it is entered for every value
    """Name a column in what is wrong with its value."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        self._key = key

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError):
            raise ValueError(f"{self._key} {error}") from error  # noqa: TRY004 -- of a file
        if isinstance(error, TypeError | AttributeError | KeyError | IndexError):
            text = f"{self._key} has another shape than it should"
            raise ValueError(text) from error  # noqa: TRY004 -- of a file


def _key(table: Table, name: str) -> str:
    return next(column.key for column in table.columns if column.name == name)
