"""Fields that take a JSON value of their own type and no other, and input without surprises.

The framework's own fields read "7" as a number and 7 as a text; a schema that says otherwise would
be wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty


class Text(serializers.CharField):
    """A JSON string."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """A JSON string out of a closed list."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON whole number."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """A JSON true or false."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Day(serializers.DateField):
    """A date such as 2026-01-31."""

    def to_internal_value(self, value: Any) -> Any:
        if not (isinstance(value, str) and len(value) == 10):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class QueryDay(serializers.DateField):
    """A date in a query: where it is given it is read, and an empty one is none."""

    def get_value(self, dictionary: Any) -> Any:
        return dictionary.get(self.field_name, empty)


class RowField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of a live row of the household; any other row does not exist."""

    def __init__(self, **options: Any) -> None:
        if not options.get("read_only"):
            options.setdefault("pk_field", Whole(min_value=1))
        super().__init__(**options)

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.in_household(self.context["request"].household).live()


class Input(serializers.Serializer[Any]):
    """The body of a request: a field that it does not know is an error, not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name: _("There is no such field.") for name in unknown}, code="unknown"
                )
        return super().to_internal_value(data)


class NoInput(Input):
    """A request without a body, or with an empty one."""


class JsonObject(serializers.JSONField):
    """A JSON object that the database can keep: no NUL, no half of a character, no infinity."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            self.fail("invalid")
        try:
            text = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            self.fail("invalid")
        if b"\\u0000" in text:
            self.fail("invalid")
        return data
