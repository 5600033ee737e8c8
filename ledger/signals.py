"""What the ledger announces to the apps above it, after the database has committed."""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal

# Sent with `household_id` once a write that touched postings is committed.
postings_changed = Signal()


def announce_postings(household_id: int) -> None:
    """Send `postings_changed` when the current transaction commits."""
    transaction.on_commit(lambda: _send(household_id))


def _send(household_id: int) -> None:
    postings_changed.send(sender="ledger", household_id=household_id)
