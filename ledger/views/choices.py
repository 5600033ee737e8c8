"""The accounts that forms of a request offer."""

from __future__ import annotations

from accounts.http import HouseholdRequest
from accounts.roles import Right
from ledger.forms.choices import AccountChoices
from ledger.reports.tree import account_tree


def choices_of(request: HouseholdRequest) -> AccountChoices:
    """Return the accounts that the reader may fill."""
    return AccountChoices(account_tree(request.household), request.actor.barred(Right.FULL))
