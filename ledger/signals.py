"""What the ledger announces to the apps above it, after the database has committed."""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal

# Sent with `household_id` once a write that touched postings is committed.
postings_changed = Signal()
# Sent with `household_id`, `schedule_id` and `state` once something became of a schedule's time.
schedule_settled = Signal()


def announce_postings(household_id: int) -> None:
    """Send `postings_changed` when the current transaction commits."""
    transaction.on_commit(lambda: _send(household_id))


def _send(household_id: int) -> None:
    postings_changed.send_robust(sender="ledger", household_id=household_id)


def announce_settled(household_id: int, schedule_id: int, state: str) -> None:
    """Send `schedule_settled` when the current transaction commits."""
    transaction.on_commit(
        lambda: schedule_settled.send_robust(
            sender="ledger", household_id=household_id, schedule_id=schedule_id, state=state
        )
    )
