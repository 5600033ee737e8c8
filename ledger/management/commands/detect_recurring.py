"""Find what recurs in a household's books."""

from __future__ import annotations

from typing import Any

from accounts.actors import Actor
from accounts.management.household_command import HouseholdCommand
from ledger.money import printed
from ledger.reports.recurring import Recurring, find_recurring


class Command(HouseholdCommand):
    help = "Find what recurs in a household's books: rent, wages, subscriptions. Writes nothing."

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        today = by.household.today()
        found = find_recurring(by.household, today=today)
        return {"found": len(found), "proposals": [as_json(row) for row in found]}


def as_json(row: Recurring) -> dict[str, Any]:
    """Return a find as the command prints it."""
    return {
        "key": row.key,
        "name": row.name,
        "account": row.account_id,
        "payee": row.payee_id,
        "other": row.other_id,
        "cadence": str(row.cadence),
        "amount": printed(row.amount.amount, row.currency),
        "currency": row.currency,
        "first": row.series.first,
        "last": row.series.last,
        "next_due": row.series.next_due,
        "count": len(row.rows),
        "missed": row.series.missed,
        "score": row.series.score,
        "is_running": row.is_running,
        "reason": row.reason,
        "rows": list(row.rows),
    }
