"""Schedules in few words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.models import Schedule
from ledger.services.schedules import ScheduleDraft, create_schedule
from tests.factories.books import Books


def draft(books: Books, amount: str = "-800", **values: Any) -> ScheduleDraft:
    """Return a draft of rent, from checking, on the third of each month from January 2026."""
    usual: dict[str, Any] = {
        "name": "Rent",
        "account": books.checking,
        "other": books.rent,
        "starts_on": date(2026, 1, 3),
        "amount": Decimal(amount),
        "payee": books.payee("Landlord"),
    }
    return ScheduleDraft(**(usual | values))


def schedule(books: Books, amount: str = "-800", **values: Any) -> Schedule:
    """Add such a schedule."""
    return create_schedule(by=books.actor, draft=draft(books, amount, **values))
