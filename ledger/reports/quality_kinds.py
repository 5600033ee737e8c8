"""What may be wrong in the books: the kinds, in order of gravity, and one finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.money import Money

MOST_SHOWN = 25
"""Findings of one kind that are told one by one; the others come up as these are settled."""


class Issue(StrEnum):
    """What may be wrong, the gravest first."""

    ASSERTION = "assertion"
    STATEMENT = "statement"
    DUPLICATE = "duplicate"
    TRANSFER = "transfer"
    SCHEDULE = "schedule"
    MISSING = "missing_statement"
    RATE = "rate"
    UNCATEGORISED = "uncategorised"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS: dict[Issue, Promise] = {
    Issue.ASSERTION: _("Off the bank's balance"),
    Issue.STATEMENT: _("Changed since they were reconciled"),
    Issue.DUPLICATE: _("Suspected duplicates"),
    Issue.TRANSFER: _("Transfers in two halves"),
    Issue.SCHEDULE: _("Schedules missed or broken"),
    Issue.MISSING: _("Statements that stopped coming"),
    Issue.RATE: _("Exchange rates out of date"),
    Issue.UNCATEGORISED: _("Without a category"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order; `keys` are the ids that its page needs."""

    issue: Issue
    what: str
    detail: str
    keys: tuple[int, ...]
    amount: Money | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of one kind is not in order; of pairs also the first ones, with their grounds."""

    count: int
    pairs: tuple[tuple[tuple[int, int], str], ...] = ()
