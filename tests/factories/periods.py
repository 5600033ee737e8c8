"""Closed periods for tests."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from accounts.models import Household
from ledger.enums import PeriodState
from ledger.models import Period


def make_closed_month(household: Household, month: str) -> Period:
    """Close a calendar month, given as 2025-01."""
    start = date.fromisoformat(f"{month}-01")
    end = start + relativedelta(months=1)
    return Period.objects.create(
        household=household, start=start, end=end, state=PeriodState.CLOSED
    )
