"""What is kept of households and people: taken out by archives, and erased when they go.

Every model with a `household` belongs to the household, every other with a key to a person, named
`user`, to that person. Both are found in the registry of models, so a new table is in the archives
and is erased from the day it is there. What this cannot know is told by each app when it is ready:
what is left out and why, files behind a column, values to be shown in clear, and how to lift the
guards that stand in the way of erasing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

Model = type[models.Model]
Row = Mapping[str, Any]

# Columns that hold a secret, or what one is recognised by; nobody can use them but a thief.
_SECRET = re.compile(
    r"password|secret|digest|encrypted|nonce|fingerprint|session_key|(?:^|_)(?:hash|mac|jti|token)$"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a household's archive beside its tables: its name, and its text piece by piece."""

    name: str
    pieces: Callable[[Any], Iterator[str]]


PARTS: dict[str, Part] = {}
LEFT_OUT: dict[str, str] = {
    "accounts.DataExport": "archives themselves, which go by themselves after a week",
    "accounts.IdempotencyRecord": "copies of answers, which go by themselves after a day",
}
HIDDEN: dict[str, frozenset[str]] = {
    # Whose ids it names is kept from the person; the ledger's triggers compute it anew.
    "accounts.Membership": frozenset({"rights"}),
    "mfa.Authenticator": frozenset({"data"}),
    "socialaccount.SocialAccount": frozenset({"extra_data"}),
}
REVEALED: dict[str, dict[str, Callable[[Row], Any]]] = {}
FILES: dict[str, str] = {"accounts.DataExport": "stored_file"}
KEPT: dict[str, str] = {
    "accounts.AuditEvent": "names people by number and masked label, and proves what was done",
}
UNLOCKS: list[Callable[[], AbstractContextManager[None]]] = []


def add_part(part: Part) -> None:
    """Add a file to every household's archive; a later one of the same name replaces it."""
    PARTS[part.name] = part


def leave_out(label: str, reason: str) -> None:
    """Leave the rows of a model, `app.Model`, out of archives; they are erased all the same."""
    LEFT_OUT[label] = reason


def hide(label: str, *fields: str) -> None:
    """Leave columns that hold secrets out of archives, besides those whose name says so."""
    HIDDEN[label] = HIDDEN.get(label, frozenset()) | frozenset(fields)


def reveal(label: str, name: str, value: Callable[[Row], Any]) -> None:
    """Add a value to a model's rows in archives, computed from all of the row's columns."""
    REVEALED.setdefault(label, {})[name] = value


def add_files(label: str, column: str) -> None:
    """Say that a text column holds a file's path below MEDIA_ROOT; a FileField needs no saying."""
    FILES[label] = column


def keep(label: str, reason: str) -> None:
    """Keep the rows of a model when their household or person is erased."""
    KEPT[label] = reason


def add_unlock(unlock: Callable[[], AbstractContextManager[None]]) -> None:
    """Open `unlock` around the erasing of a household or a person."""
    UNLOCKS.append(unlock)


def household_models() -> list[Model]:
    """Return every model whose rows belong to a household, ordered by label."""
    return [model for model in _own_tables() if _key_of(model, "household") is not None]


def person_models() -> list[Model]:
    """Return every model whose rows belong to a person, some within a household, by label.

    A household's row that may do without its person belongs to the household alone.
    """
    found = []
    for model in _own_tables():
        user, household = _key_of(model, "user"), _key_of(model, "household")
        is_note = user is not None and user.null and household is not None and not household.null
        if user is not None and not is_note:
            found.append(model)
    return found


def keys_to_people(model: Model) -> list[str]:
    """Return the names of a model's keys to people."""
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's public name
    return [field.name for field in fields if _target(field) == settings.AUTH_USER_MODEL]


def exported_fields(model: Model) -> list[str]:
    """Return the columns of a model that archives show."""
    hidden = HIDDEN.get(label_of(model), frozenset())
    fields = (field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 -- as above
    return [name for name in fields if name not in hidden and not _SECRET.search(name)]


def file_column(model: Model) -> str | None:
    """Return the column that holds the path of a row's file, None for a model without files."""
    fields = model._meta.concrete_fields  # noqa: SLF001 -- as above
    found = (field.attname for field in fields if isinstance(field, models.FileField))
    return FILES.get(label_of(model)) or next(found, None)


def erasing_order() -> list[Model]:
    """Return the households' models, each before those that it points to, without those kept.

    Raises graphlib's CycleError when models point to each other in a circle.
    """
    owned = {model for model in household_models() if label_of(model) not in KEPT}
    sorter: TopologicalSorter[Model] = TopologicalSorter({model: set() for model in owned})
    for model in owned:
        for field in model._meta.concrete_fields:  # noqa: SLF001 -- as above
            target: Any = getattr(field, "remote_field", None) and field.related_model
            target = target._meta.concrete_model if target else None  # noqa: SLF001 -- as above
            if target in owned and target is not model:
                sorter.add(target, model)
    return list(sorter.static_order())


def label_of(model: Model) -> str:
    """Return `app.Model`."""
    return model._meta.label  # noqa: SLF001 -- Django's public name


def _own_tables() -> list[Model]:
    """Return the models that have a table of their own."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy  # noqa: SLF001 -- as above
    ]
    return sorted(found, key=label_of)


def _key_of(model: Model, name: str) -> models.Field[Any, Any] | None:
    """Return the foreign key of that name to a household or a person."""
    wanted = {"household": "accounts.Household", "user": settings.AUTH_USER_MODEL}[name]
    fields = model._meta.concrete_fields  # noqa: SLF001 -- as above
    return next((each for each in fields if each.name == name and _target(each) == wanted), None)


def _target(field: Any) -> str:
    related = field.related_model if field.is_relation else None
    return label_of(related) if related else ""
