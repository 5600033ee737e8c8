"""How the values of columns are checked when an archive is read: fast, and before the database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import connection, models

Reader = Callable[[Any], Any]
"""Takes a value of a line; returns it as it is copied into the database. Raises ValueError."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
# What the readers below look at by themselves.
_COVERED = (
    validators.MaxLengthValidator,
    validators.MinValueValidator,
    validators.MaxValueValidator,
    validators.DecimalValidator,
    validators.ProhibitNullCharactersValidator,
)


def reader_of(field: models.Field[Any, Any]) -> Reader:
    """Return what checks the values of a field; raises TypeError for a kind that is not known."""
    read = _by_kind(field)
    return _or_null(read) if field.null else read


def _by_kind(field: models.Field[Any, Any]) -> Reader:
    if isinstance(field, ArrayField):
        return _listed(_by_kind(field.base_field))
    if isinstance(field, models.JSONField):
        return json_text
    if isinstance(field, models.BooleanField):
        return _truth
    if isinstance(field, models.DecimalField):
        return _decimal(field.max_digits, field.decimal_places)
    if isinstance(field, models.IntegerField):
        return _integer(*connection.ops.integer_field_range(field.get_internal_type()))
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return _day
    if isinstance(field, models.CharField | models.TextField):
        return _text(field)
    raise TypeError(f"archives do not know columns such as {field}")


def _or_null(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _listed(read: Reader) -> Reader:
    def of_list(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("is no list")  # noqa: TRY004 -- of a file, not of a call
        return [read(item) for item in value]

    return of_list


def json_text(value: Any) -> str:
    """Return a JSON value as the text that is stored; raises ValueError for what is not kept."""
    text = json.dumps(value, ensure_ascii=False)
    _storable(text)
    if "\\u0000" in text:
        raise ValueError("holds a character that cannot be kept")
    return text


def _storable(text: str) -> None:
    if _UNKEPT.search(text):
        raise ValueError("holds a character that cannot be kept")


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false")  # noqa: TRY004 -- of a file, not of a call
    return value


def _decimal(max_digits: int, decimal_places: int) -> Reader:
    whole = max_digits - decimal_places
    shape = re.compile(rf"-?\d{{1,{whole}}}(\.\d{{1,{decimal_places}}})?", re.ASCII)

    def decimal(value: Any) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise ValueError("is no number as text")
        return value

    return decimal


def _integer(least: int | None, most: int | None) -> Reader:
    def integer(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError("is no whole number")  # noqa: TRY004 -- of a file, not of a call
        if (least is not None and value < least) or (most is not None and value > most):
            raise ValueError("is out of range")
        return value

    return integer


def _day(value: Any) -> str:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("is no date")
    date.fromisoformat(value)
    return value


def _moment(value: Any) -> str:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("is no instant")
    datetime.fromisoformat(value)
    return value


def _text(field: models.Field[Any, Any]) -> Reader:
    longest = field.max_length or 10_000_000
    choices = _choices(field)
    accepts = _validated(field)

    def text(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("is no text")  # noqa: TRY004 -- of a file, not of a call
        if len(value) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if choices and value not in choices:
            raise ValueError("is none of its choices")
        if value and accepts:
            accepts(value)
        _storable(value)
        return value

    return text


def _choices(field: models.Field[Any, Any]) -> frozenset[str]:
    known = {str(value) for value, _label in field.flatchoices}
    if known and (field.blank or field.get_default() == ""):
        known.add("")
    return frozenset(known)


def _validated(field: models.Field[Any, Any]) -> Callable[[str], None] | None:
    own = [each for each in field.validators if not isinstance(each, _COVERED)]
    return _remembering(own) if own else None


def _remembering(own: Iterable[Callable[[Any], None]]) -> Callable[[str], None]:
    @lru_cache(maxsize=1_000)
    def accepts(value: str) -> None:
        try:
            for validate in own:
                validate(value)
        except ValidationError as error:
            raise ValueError("; ".join(error.messages)) from error

    return accepts
