"""What full archives hold of each model, and in which order the models are written and restored."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter
from typing import Any

from django.conf import settings
from django.db import connection, models

from accounts import portability
from accounts.full_archive.description import (
    CONVENTIONS,
    OUTSIDE,
    Description,
    Walker,
    description_of,
)
from accounts.full_archive.values import Reader, reader_of
from accounts.portability import Model, label_of

MISSING = object()
MEMBERSHIP = "accounts.Membership"
PEOPLE = (settings.AUTH_USER_MODEL, MEMBERSHIP)
"""What is written as a person's number."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in a line, and how it is read from and written to the database."""

    key: str
    name: str
    sql: str
    read: Reader
    target: str
    """`app.Model` of what it refers to; empty for a value."""
    walker: Walker | None
    default: Any
    """What a line may leave out; MISSING when it may not."""
    is_file: bool
    is_optional: bool


@dataclass(frozen=True)
class Table:
    """A model as archives hold it; its lines are numbered from 1 by the order of its ids."""

    label: str
    model: Model
    name: str
    columns: tuple[Column, ...]
    told: Description

    @property
    def part(self) -> str:
        """The name of its file in an archive."""
        return f"{self.label}.jsonl"

    @cached_property
    def keys(self) -> frozenset[str]:
        """What may stand in a line."""
        return frozenset(column.key for column in self.copied) | self.told.given | {"id"}

    @cached_property
    def copied(self) -> tuple[Column, ...]:
        """The columns that stand in lines as they are."""
        return tuple(each for each in self.columns if each.name not in self.told.sealed)

    def file_part(self, number: int) -> str:
        """Return the name of the part that holds the file of a row."""
        return f"files/{self.label}/{number}"

    @property
    def stage(self) -> str:
        """The table in which its rows wait while an archive is checked."""
        return f"archive_{self.name}"


def archived_models() -> list[Model]:
    """Return the households' models that are in full archives, ordered by label."""
    return [model for model in portability.household_models() if label_of(model) not in OUTSIDE]


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """Return every model of full archives, each behind those that its rows need.

    Raises graphlib's CycleError when models need each other in a circle.
    """
    found = {label_of(model): table_of(model) for model in archived_models()}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for label, table in found.items():
        targets = {column.target for column in table.columns} & found.keys()
        sorter.add(label, *sorted((targets | set(table.told.after)) - {label}))
    return tuple(found[label] for label in sorter.static_order())


def table_of(model: Model) -> Table:
    """Return a model as archives hold it; raises TypeError for a column of an unknown kind."""
    label = label_of(model)
    told = description_of(label)
    file = portability.file_column(model)
    fields = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001 -- Django's public name
        if not field.primary_key and field.name != "household" and _is_kept(field, told)
    ]
    columns = tuple(_column(field, told, is_file=field.attname == file) for field in fields)
    return Table(label, model, model._meta.db_table, columns, told)  # noqa: SLF001 -- as above


def _is_kept(field: models.Field[Any, Any], told: Description) -> bool:
    """Tell whether a column is written; a key to what is left outside is restored as null."""
    is_outside = field.is_relation and _label(field) in OUTSIDE and _label(field) not in PEOPLE
    return field.attname not in told.anew and not (is_outside and field.null)


def walker_of(field: models.Field[Any, Any], told: Description) -> Walker | None:
    """Return how ids are found in a column that is no key, None where none stand in it."""
    if field.attname in told.plain:
        return None
    return told.references.get(field.attname, CONVENTIONS.get(field.attname))


def _column(field: models.Field[Any, Any], told: Description, *, is_file: bool) -> Column:
    target = _target(field)
    attname = field.attname
    own = f't."{field.column}"'
    sql = told.sql.get(attname, _sql(field, own))
    return Column(
        key=field.name if target else attname,
        name=str(field.column),
        sql=sql,
        read=_number(is_optional=field.null) if target else reader_of(field),
        target=target,
        walker=walker_of(field, told),
        default=_default(field),
        is_file=is_file,
        is_optional=field.null or field.blank,
    )


def _target(field: models.Field[Any, Any]) -> str:
    if not field.is_relation:
        return ""
    label = _label(field)
    if label in OUTSIDE and label not in PEOPLE:
        raise TypeError(f"{field} refers to {label}, which is not in archives: describe it")
    return label


def _label(field: models.Field[Any, Any]) -> str:
    found: Any = field.related_model
    return label_of(found._meta.concrete_model)  # noqa: SLF001 -- as above


def _number(*, is_optional: bool) -> Reader:
    def number(value: Any) -> Any:
        if value is None and is_optional:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError("is no number of a row")
        return value

    return number


def _sql(field: models.Field[Any, Any], own: str) -> str:
    if isinstance(field, models.DecimalField):
        return f"trim_scale({own})::text"
    if isinstance(field, models.DateTimeField):
        return f"""to_char({own} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    if isinstance(field, models.DateField):
        return f"{own}::text"
    return own


def _default(field: models.Field[Any, Any]) -> Any:
    if field.has_default():
        value = field.get_default()
        return f"{value:f}" if isinstance(value, Decimal) else value
    if field.null:
        return None
    return "" if isinstance(field, models.CharField | models.TextField) and field.blank else MISSING


def quoted(name: str) -> str:
    """Return the name of a table or column as SQL."""
    return connection.ops.quote_name(name)
