"""What apps tell of their models for full archives, beside what the models say themselves.

Plain columns and keys to other rows need no telling. What does is a column that holds ids without
being a key (JSON, arrays), one that is made anew where it is restored, and one that would mean
nothing elsewhere. A test fails for a JSON or array column of which nothing was told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.db.models import Q

Row = dict[str, Any]
Refer = Callable[[str, Any], Any]
"""Takes `app.Model` and an id; returns the number that stands for it, or the other way round."""
Walker = Callable[[Any, Refer, Row], Any]
"""Takes a column's value, what to put its ids through, and the row; returns the new value."""


def _nothing(_row: Row) -> None:
    """Leave a row as it is."""


def _no_more(_row: Row) -> Row:
    return {}


def _any_file(_row: Row, _path: Path) -> None:
    """Take every file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a model's rows need beside a plain copy."""

    references: Mapping[str, Walker] = field(default_factory=dict)
    """By column: how the ids in it are found."""
    plain: frozenset[str] = frozenset()
    """JSON and array columns without ids."""
    anew: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    """Columns that are not in archives, and what they are in a restored row."""
    sealed: frozenset[str] = frozenset()
    """Columns that `give` takes out of a row and `take` makes again."""
    given: frozenset[str] = frozenset()
    """What `give` puts into a row instead."""
    sql: Mapping[str, str] = field(default_factory=dict)
    """By column: an expression over the table `t` that is read instead."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Columns that no model has: an expression over the staged row `s`."""
    give: Callable[[Row], None] = _nothing
    """Changes a line on its way out."""
    take: Callable[[Row], Row] = _no_more
    """Returns columns that are made of a line; raises ValueError."""
    check: Callable[[Row], None] = _nothing
    """Raises ValueError for a row, by column, that the app could not work with."""
    person: str = ""
    """The column of the person without whom a row is not restored."""
    furniture: Q | None = None
    """Rows that a new household begins with; they make way for those of the archive."""
    after: tuple[str, ...] = ()
    """Models whose rows are restored before, though no key points to them."""
    folder: str = ""
    """Where files of restored rows are kept below MEDIA_ROOT."""
    check_file: Callable[[Row, Path], None] = _any_file
    """Raises ValueError for a file that is not what its row says."""


class Restoring(Protocol):
    """An archive that is being restored, as apps look at it."""

    @property
    def household(self) -> Any:
        """The household that it is restored into."""

    @property
    def bytes_of_files(self) -> int:
        """How much room its files will take."""

    def refusal(self, reason: str, label: str, pk: int | None = None) -> Exception:
        """Return the error that names the line of a row."""


STAGED: list[Callable[[Restoring], None]] = []
"""Run when every row is staged and none is written; raise what `refusal` returns."""
RESTORED: list[Callable[[Restoring], None]] = []
"""Run when every row is written; raise what `refusal` returns."""
DESCRIPTIONS: dict[str, Description] = {}
CONVENTIONS: dict[str, Walker] = {}
"""Columns that hold ids in whichever model they stand, by name: how these are found."""
OUTSIDE: dict[str, str] = {
    "accounts.ApiToken": "keys to this site; people make new ones",
    "accounts.AuditEvent": "sealed by this site's keys, proves what was done here",
    "accounts.DataExport": "archives themselves",
    "accounts.IdempotencyRecord": "copies of answers, gone after a day",
    "accounts.Invitation": "links to this site, good for a week",
    "accounts.Job": "work of this site's workers, gone after three months",
    "accounts.Membership": "written as people: who is in a household is decided where it is",
}
_PLAIN = Description()


def describe(label: str, **told: Any) -> None:
    """Say what archives have to know of a model, `app.Model`."""
    DESCRIPTIONS[label] = Description(**told)


def agree(column: str, walker: Walker) -> None:
    """Say how ids are found in every column of that name, unless a model says otherwise."""
    CONVENTIONS[column] = walker


def leave_outside(label: str, reason: str) -> None:
    """Leave a household's model out of full archives."""
    OUTSIDE[label] = reason


def description_of(label: str) -> Description:
    """Return what was told of a model."""
    return DESCRIPTIONS.get(label, _PLAIN)
