"""Taking transactions for times at which schedules are due, because a rule says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from accounts.actors import Actor
from accounts.roles import Permission, Right
from ledger.models import Rule, Schedule, Transaction
from ledger.reports.schedules import Expected
from ledger.rules.engine import RuleOutcome
from ledger.services.arrivals import named_arrivals
from ledger.services.history import RowChange
from ledger.services.occurrences import link_occurrence
from ledger.services.recorded import confirm_occurrence

Links = Mapping[int, Expected]
"""By transaction, which time of which schedule it is."""


def plan_links(by: Actor, outcomes: Iterable[tuple[int, RuleOutcome]]) -> Links:
    """Return what transactions are taken for, by what rules set on each; nothing is written.

    Nothing for whoever may not record; times of schedules in accounts that the actor may not change
    are left out. No query where no rule links.
    """
    named = {row: each.schedule_id for row, each in outcomes if each.schedule_id is not None}
    if not named or not by.may(Permission.RECORD):
        return {}
    barred = by.barred(Right.FULL)
    return {
        arrival.id: each
        for each, arrival in named_arrivals(by.household, named)
        if barred.isdisjoint(each.schedule.accounts)
    }


def write_links(by: Actor, links: Links) -> dict[int, RowChange]:
    """Write what `plan_links` planned; returns each transaction's change, for the act to keep.

    What was recorded for such a time becomes one with the transaction, as an act of its own.
    """
    rows = Transaction.objects.in_household(by.household).in_bulk(links) if links else {}
    return {key: _write_link(by, each, rows[key]) for key, each in links.items()}


def _write_link(by: Actor, each: Expected, row: Transaction) -> RowChange:
    if each.is_open:
        return link_occurrence(by, each.schedule, each.due_on, row)
    return confirm_occurrence(by, each, row)


def rules_linking_to(schedule: Schedule) -> list[Rule]:
    """Return the live rules that link to a schedule, in order; one query."""
    rows = Rule.objects.in_household(schedule.household).live().in_order()
    return list(rows.filter(actions__link_schedule=schedule.pk))


def link_text(name: str, due_on: str) -> str:
    """Return a time of a schedule as people read it."""
    return f"{name} ({due_on})"
