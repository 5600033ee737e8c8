"""What the caller of a list chooses: its order by `ordering`, parts of its rows by `fields`.

Both are names apart by commas, out of those that the list allows; any other is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

ORDERING, FIELDS = "ordering", "fields"
_ORDERING = "What comes first: names apart by commas, `-` before one for the largest first."
_FIELDS = "The fields that each row shows, apart by commas; all of them without it."


def by(*names: str, **paths: str) -> dict[str, str]:
    """Return what a list may be ordered by: id, names of columns, and names with their paths."""
    return {"id": "pk", **{name: name for name in names}, **paths}


def order_of(request: Request, allowed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the paths that `ordering` names, none without it; raises ValidationError."""
    known = [*allowed, *(f"-{name}" for name in allowed)]
    return tuple(
        f"-{allowed[name[1:]]}" if name.startswith("-") else allowed[name]
        for name in _names(request, ORDERING, known) or ()
    )


def narrow_rows(
    request: Request, rows: Iterable[Mapping[str, Any]], known: Sequence[str]
) -> list[dict[str, Any]]:
    """Return rows with the fields that `fields` names, all of them without it.

    Raises ValidationError for a name that is not `known`.
    """
    chosen = _names(request, FIELDS, known)
    if chosen is None:
        return [dict(row) for row in rows]
    return [{name: row[name] for name in row if name in chosen} for row in rows]


def _names(request: Request, parameter: str, known: Sequence[str]) -> tuple[str, ...] | None:
    text = request.query_params.get(parameter)
    if text is None:
        return None
    names = tuple(dict.fromkeys(text.split(",")))
    if unknown := [name for name in names if name not in known]:
        told = _("“%(name)s” is none of these: %(known)s.")
        words = {"name": unknown[0][:50], "known": ", ".join(known)}
        raise ValidationError({parameter: told % words}, code="unknown")
    return names


def describe_choice(orderings: Iterable[str], fields: Iterable[str]) -> list[OpenApiParameter]:
    """Return `ordering` and `fields` of a list as OpenAPI describes parameters."""
    return [
        _parameter(ORDERING, f"-?({'|'.join(orderings)})", _ORDERING),
        _parameter(FIELDS, f"({'|'.join(fields)})", _FIELDS),
    ]


def _parameter(name: str, word: str, text: str) -> OpenApiParameter:
    schema = {"type": "string", "pattern": f"^{word}(,{word})*$"}
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=text)
