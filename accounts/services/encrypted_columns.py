"""The columns that hold secrets, in every app: encrypting what is plain, and changing the key.

Each batch is a transaction of its own, so that a run that was cut off goes on where it ended: what
the newest key already decrypts is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.encryption import WrongKey, decrypt, digest, encrypt, is_current, looks_encrypted
from accounts.scope import system_scope

BATCH = 500


@dataclass(frozen=True, slots=True)
class EncryptedColumn:
    """A column of tokens; `parts` names those of a JSON column, texts or lists of texts.

    `digest` is the column of the keyed digest by which the plain text is found.
    """

    model: str
    column: str
    parts: tuple[str, ...] = ()
    digest: str = ""

    def __str__(self) -> str:
        return f"{self.model}.{self.column}"


@dataclass(frozen=True, slots=True)
class ColumnOutcome:
    """How many rows of a column hold something, and how many of them were, or would be, changed."""

    column: str
    rows: int
    changed: int


COLUMNS: list[EncryptedColumn] = []


def register_encrypted(column: EncryptedColumn) -> None:
    """Make a column known to rotation; called when an app is ready."""
    COLUMNS.append(column)


def reencrypt_columns(*, dry_run: bool = False) -> list[ColumnOutcome]:
    """Encrypt every registered secret with the newest key; returns what was done by column.

    Raises WrongKey, naming the row, for a value that no configured key decrypts.
    """
    return [_work_through(column, _renewed, dry_run=dry_run) for column in COLUMNS]


def encrypt_plain_values(*, dry_run: bool = False) -> list[ColumnOutcome]:
    """Encrypt what lies in a registered column as plain text; tokens are left alone."""
    return [_work_through(column, _hidden, dry_run=dry_run) for column in COLUMNS]


def _renewed(text: str) -> str:
    return text if not text or is_current(text) else encrypt(decrypt(text))


def _hidden(text: str) -> str:
    return text if not text or looks_encrypted(text) else encrypt(text)


def _work_through(
    column: EncryptedColumn, change: Callable[[str], str], *, dry_run: bool
) -> ColumnOutcome:
    model = apps.get_model(column.model)
    rows = changed = last = 0
    while True:
        with system_scope(f"looking through the secrets in {column}"):
            found = model._default_manager.filter(pk__gt=last).order_by("pk")  # noqa: SLF001 -- Django's public name
            batch = list(found.select_for_update(no_key=True)[:BATCH])
            for row in batch:
                rows += bool(getattr(row, column.column))
                changed += _change_row(column, row, change, dry_run=dry_run)
        if not batch:
            return ColumnOutcome(str(column), rows, changed)
        last = batch[-1].pk


def _change_row(
    column: EncryptedColumn, row: Model, change: Callable[[str], str], *, dry_run: bool
) -> bool:
    old = getattr(row, column.column)
    try:
        new = _changed(old, column.parts, change)
    except WrongKey as error:
        raise WrongKey(f"{column} of row {row.pk}: {error}") from error
    if new == old:
        return False
    if not dry_run:
        values = {column.column: new}
        if column.digest:
            values[column.digest] = digest(decrypt(new))
        type(row)._default_manager.filter(pk=row.pk).update(**values)  # noqa: SLF001 -- Django's public name
    return True


def _changed(value: Any, parts: Iterable[str], change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(each, (), change) for each in value]
    if isinstance(value, dict):
        hidden = {key: _changed(value[key], (), change) for key in parts if key in value}
        return {**value, **hidden}
    return value
