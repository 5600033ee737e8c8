"""The rows of the app above on which an invited person may be given less than their role allows.

This app knows no accounts; the app that has them says here which there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.roles import Right

if TYPE_CHECKING:
    # Apps register their rows before the models are ready.
    from accounts.actors import Actor


@dataclass(frozen=True, slots=True)
class LimitableRow:
    """One row, by its id and name, and how deep it stands in its tree."""

    id: int
    name: str
    depth: int = 0


Source = Callable[["Actor"], Iterable[LimitableRow]]
SOURCES: list[Source] = []


def register_limitable(source: Source) -> None:
    """Make rows known; called when an app is ready."""
    SOURCES.append(source)


def limitable_rows(by: Actor) -> tuple[LimitableRow, ...]:
    """Return the rows of the household of which `by` may give rights away, in their order."""
    return tuple(row for source in SOURCES for row in source(by))


def checked_limits(by: Actor, rights: Mapping[int, Right]) -> dict[str, str]:
    """Return rights as an invitation keeps them: those that are less than full.

    Raises ValidationError for a row of which `by` may give no rights away.
    """
    known = {row.id for row in limitable_rows(by)} if rights else set()
    if not known.issuperset(rights):
        raise ValidationError({"rights": _("Choose accounts of this household.")})
    return {str(row): right.value for row, right in rights.items() if right is not Right.FULL}
