"""Which household's rows the database shows: opened here, and nowhere else.

Row-level security compares every tenant row with `finehance.household`, set for the transaction
only, so that a pooled connection carries nothing over. Without a scope no row is seen or written.
`finehance.hidden` names what is kept from the person on whose behalf the scope is open: policies of
the app above leave out those rows and whatever came of them alone.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

logger = logging.getLogger(__name__)

_READ = (
    "select current_setting('finehance.household', true), current_setting('finehance.user', true),"
    " current_setting('finehance.system', true), current_setting('finehance.hidden', true)"
)
# Starting two more processes takes longer than any page's query; they are for other requests.
_WRITE = (
    "select set_config('finehance.household', %s, true), set_config('finehance.user', %s, true),"
    " set_config('finehance.system', %s, true), set_config('finehance.hidden', %s, true),"
    " set_config('max_parallel_workers_per_gather', '0', true)"
)
_ENTER = "select finehance_enter(%s, %s)"


def enter_membership(user_id: int, household_id: int | None) -> int | None:
    """Scope the rest of the transaction to a person in a household of theirs, in one statement.

    What is kept from them there stays out of it. Returns the household that was entered: the named
    one, else the one joined first. None, and only the person's own rows in scope, when they are no
    member of it.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a household's scope needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [user_id, household_id])
        row: tuple[int | None] = cursor.fetchone()
    return row[0]


def enter_household(
    household_id: int | None, *, user_id: int | None = None, hidden: Collection[int] = ()
) -> None:
    """Scope the rest of the current transaction to a household, or to a person's memberships only.

    `hidden` are the ids that are kept from the person (`Membership.hidden`).

    For callers that already hold a transaction for just this work (a request). Raises
    TransactionManagementError outside of one, where the scope would be lost at once.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a household's scope needs a transaction")
    _set(str(household_id or ""), str(user_id or ""), "", _listed(hidden))


@contextmanager
def household_scope(
    household_id: int, *, user_id: int | None = None, hidden: Collection[int] = ()
) -> Iterator[None]:
    """Open an atomic block that sees and writes the rows of one household, less the `hidden` ones.

    Whoever works on behalf of a person gives `Actor.hidden`.
    """
    with _scope(str(household_id), str(user_id or ""), "", _listed(hidden)):
        yield


@contextmanager
def everything_shown() -> Iterator[bool]:
    """Let a block see what is kept from the person, in the scope that is open, to keep books whole.

    For a question whose answer says no more than the person knows already. Yields whether anything
    is kept from them at all.
    """
    household, user, system, hidden = (value or "" for value in _read())
    if not hidden:
        yield False
        return
    with transaction.atomic():
        _set(household, user, system, "")
        yield True
        _set(household, user, system, hidden)


@contextmanager
def person_scope(user_id: int) -> Iterator[None]:
    """Open an atomic block that sees and writes a person's own rows, and no household's."""
    with _scope("", str(user_id), "", ""):
        yield


@contextmanager
def system_scope(reason: str, *, level: int = logging.INFO) -> Iterator[None]:
    """Open an atomic block that sees the rows of every household, for operators and upkeep.

    `reason` is logged at `level`; raises ValueError when it is empty.
    """
    if not reason.strip():
        raise ValueError("a scope over every household needs a reason")
    logger.log(level, "system scope opened: %s", reason)
    with _scope("", "", reason, ""):
        yield


@contextmanager
def _scope(household: str, user: str, system: str, hidden: str) -> Iterator[None]:
    if not connection.in_atomic_block:
        # The settings end with the transaction: there is nothing to put back.
        with transaction.atomic():
            _set(household, user, system, hidden)
            yield
        return
    with transaction.atomic():
        before = _read()
        _set(household, user, system, hidden)
        yield
        # On an error the rollback restores the settings; on success the outer scope is put back.
        _set(*(value or "" for value in before))


def _read() -> tuple[str | None, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        before: tuple[str | None, ...] = cursor.fetchone()
    return before


def _set(household: str, user: str, system: str, hidden: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [household, user, system, hidden])


def _listed(ids: Collection[int]) -> str:
    return ",".join(map(str, ids))
