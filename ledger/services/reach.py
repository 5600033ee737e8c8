"""Which transactions an actor may not touch, because of rights on the accounts they lie in.

A transaction takes the right on every place it has a leg in. Categories take none of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Right

_BARRED = """
select t.id from ledger_transaction t
where t.household_id = %s and t.id = any(%s) and t.places && %s::bigint[]
"""


def barred_transactions(by: Actor, ids: Iterable[int], need: Right) -> frozenset[int]:
    """Return those of the transactions in whose accounts the actor has less than `need`.

    Without a query when nothing is kept from the actor, who is most people.
    """
    accounts = by.barred(need)
    if not accounts:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_BARRED, [by.household.pk, list(ids), list(accounts)])
        return frozenset(key for (key,) in cursor.fetchall())


def must_reach(by: Actor, ids: Iterable[int], need: Right) -> None:
    """Raise PermissionDenied unless the actor has `need` in every account of the transactions."""
    if barred_transactions(by, ids, need):
        raise PermissionDenied(barred_reason(need))


def barred_reason(need: Right) -> str:
    """Return why a transaction is left alone, in words that name no account."""
    if need == Right.ANNOTATE:
        return _("You may only look at an account that it lies in.")
    return _("You may not change what lies in one of its accounts.")
