"""What rows are ordered by, and which of them come after a place in that order."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import F, Field, Model, Q
from django.db.models.expressions import OrderBy


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an order. What has no value comes last, or first when it is descending."""

    path: str
    field: Field[Any, Any]
    is_nullable: bool
    is_descending: bool

    @property
    def name(self) -> str:
        return f"-{self.path}" if self.is_descending else self.path

    def order(self, *, is_reversed: bool) -> OrderBy:
        column = F(self.path)
        return column.asc() if self.is_descending == is_reversed else column.desc()

    def text_of(self, row: Model) -> str | None:
        """Return the value of a row, as `read` takes it."""
        value: Any = reduce(
            lambda part, name: None if part is None else getattr(part, name),
            self.path.split("__"),
            row,
        )
        if value is None:
            return None
        return value.isoformat() if isinstance(value, date) else str(value)

    def read(self, text: object) -> Any:
        """Return the value that `text_of` wrote; raises ValueError or ValidationError."""
        if text is None and self.is_nullable:
            return None
        if not isinstance(text, str) or "\0" in text:
            raise ValueError(f"{text!r} is no value of {self.path}")
        return self.field.to_python(text)


def columns_of(model: type[Model], names: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns that names such as `-name` mean; the last one is always the id.

    Ties are in the direction of the last name, so that the opposite of each name is the opposite
    order.
    """
    found: dict[str, Column] = {}
    for name in names:
        path = name.removeprefix("-")
        found.setdefault(path, _column(model, path, is_descending=name.startswith("-")))
        if path == "pk":
            return tuple(found.values())
    is_descending = bool(found) and list(found.values())[-1].is_descending
    return (*found.values(), _column(model, "pk", is_descending=is_descending))


def _column(model: type[Model], path: str, *, is_descending: bool) -> Column:
    field: Any = None
    owner: Any = model
    is_nullable = False
    for part in path.split("__"):
        meta = owner._meta  # noqa: SLF001 -- Django's own name
        field = meta.pk if part == "pk" else meta.get_field(part)
        is_nullable = is_nullable or field.null
        owner = field.related_model
    return Column(path, field, is_nullable, is_descending)


def write_cursor(names: Sequence[str], values: Sequence[str | None], *, is_before: bool) -> str:
    """Return the text of a cursor: an order, a place in it, and the side of it that is meant."""
    text = json.dumps([list(names), is_before, list(values)])
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_cursor(text: str, names: Sequence[str]) -> tuple[bool, list[Any]]:
    """Return whether a cursor means the rows before its place, and the place.

    Raises ValueError for anything that `write_cursor` did not write for this order.
    """
    try:
        order, is_before, values = json.loads(base64.urlsafe_b64decode(text))
    except (binascii.Error, TypeError, RecursionError) as error:
        raise ValueError("no cursor") from error
    is_whole = isinstance(is_before, bool) and isinstance(values, list)
    if order != list(names) or not is_whole or len(values) != len(names):
        raise ValueError("a cursor of another order")
    return is_before, values


def rows_beyond(columns: Sequence[Column], values: Sequence[Any], *, is_before: bool) -> Q:
    """Return the condition for rows after a place in an order, or before it."""
    found, equal = Q(), Q()
    for column, value in zip(columns, values, strict=True):
        further = _further(column, value, is_upwards=column.is_descending == is_before)
        if further is not None:
            found |= equal & further
        equal &= Q(**{f"{column.path}__isnull": True} if value is None else {column.path: value})
    return found


def _further(column: Column, value: Any, *, is_upwards: bool) -> Q | None:
    """Return the condition for larger values, or smaller ones; none at all is the largest."""
    if value is None:
        return None if is_upwards else Q(**{f"{column.path}__isnull": False})
    if not is_upwards:
        return Q(**{f"{column.path}__lt": value})
    larger = Q(**{f"{column.path}__gt": value})
    return larger | Q(**{f"{column.path}__isnull": True}) if column.is_nullable else larger
