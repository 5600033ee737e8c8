"""Rows that people edit one by one (accounts, payees, tags, rules), written with their history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.models import (
    Account,
    Attachment,
    BalanceAssertion,
    Claim,
    ExchangeRate,
    Occurrence,
    Operation,
    Pair,
    Payee,
    PersonAccount,
    Reconciliation,
    Refund,
    RejectedSuggestion,
    Reminder,
    Rule,
    RuleGroup,
    SavedView,
    Schedule,
    Tag,
    TransactionTemplate,
)
from ledger.services.errors import NameTaken, StaleEdit
from ledger.services.history import RowChange
from ledger.services.snapshots import NAMES, snapshot

Row = TypeVar(
    "Row",
    Account,
    Attachment,
    BalanceAssertion,
    Claim,
    ExchangeRate,
    Occurrence,
    Operation,
    Pair,
    Payee,
    PersonAccount,
    Reconciliation,
    Refund,
    RejectedSuggestion,
    Reminder,
    Rule,
    RuleGroup,
    SavedView,
    Schedule,
    Tag,
    TransactionTemplate,
)
_UNIQUE_VIOLATION = "23505"
# References are vouched for by the services and by composite keys; no query each.
_REFERENCES = (
    "household",
    "transaction",
    "parent",
    "default_category",
    "merged_into",
    "account",
    "other",
    "payee",
    "schedule",
    "first",
    "second",
    "purchase",
    "incoming",
    "claim",
    "owner",
    "category",
    "adjustment",
    "import_batch",
    "created_by",
    "finished_by",
    "group",
)


@contextmanager
def names_explained(name: str) -> Iterator[None]:
    """Run a block in a savepoint; raise NameTaken when `name` is in use beside it."""
    try:
        with db.atomic():
            yield
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != _UNIQUE_VIOLATION:
            raise
        raise NameTaken(_("“%(name)s” is there already.") % {"name": name}) from error


def insert_row(row: Row) -> RowChange:
    """Check and store a new row; raises ValidationError, NameTaken."""
    row.clean_fields(exclude=_REFERENCES)
    with names_explained(str(row)):
        row.save(force_insert=True)
    return RowChange(NAMES[type(row)], row.pk, None, snapshot(row), row.version)


def lock_row(by: Actor, row: Row, version: int | None = None) -> Row:
    """Return the household's row of that id as it is now, locked.

    With `version`, raises StaleEdit unless that is still the row's. Raises DoesNotExist when the
    row is another household's.
    """
    rows: Any = type(row).objects.in_household(by.household)
    locked: Row = rows.select_for_update(no_key=True).get(pk=row.pk)
    if version is not None and locked.version != version:
        raise StaleEdit(_("Somebody changed this meanwhile. Look at it again."))
    return locked


def edit_row(row: Row, **values: Any) -> RowChange:
    """Set `values` on a locked row and store it, one version further.

    Raises ValidationError, NameTaken.
    """
    before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=_REFERENCES)
    row.version += 1
    with names_explained(str(row)):
        row.save()
    return RowChange(NAMES[type(row)], row.pk, before, snapshot(row), row.version)


def trash_row(row: Row) -> RowChange:
    """Move a locked row to the trash."""
    return edit_row(row, deleted_at=timezone.now())


def untrash_row(row: Row) -> RowChange:
    """Take a locked row out of the trash; raises NameTaken when its name was given away."""
    return edit_row(row, deleted_at=None)


def place_rows(rows: Sequence[Row]) -> list[RowChange]:
    """Give locked rows positions from 1 in the order given; returns what moved."""
    return [
        edit_row(row, position=position)
        for position, row in enumerate(rows, start=1)
        if getattr(row, "position", position) != position
    ]
