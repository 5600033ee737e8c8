"""What lies in the trash, and when each row goes for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from accounts.models import Household
from ledger.models import Transaction


def days_of_going(household: Household, ids: Iterable[int]) -> dict[int, date]:
    """Return, by id of a transaction in the trash, the day on which it goes; one query."""
    rows = Transaction.objects.in_household(household).in_trash().filter(pk__in=list(ids))
    kept = timedelta(days=household.trash_days)
    return {
        key: (deleted_at + kept).astimezone(household.zone).date()
        for key, deleted_at in rows.values_list("pk", "deleted_at")
        if deleted_at is not None
    }
