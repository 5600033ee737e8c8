"""Keeping reminders of transactions, because a rule says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.actors import Actor
from accounts.roles import Permission, Right
from ledger.models import Reminder
from ledger.rules.engine import RuleOutcome
from ledger.services.edit_rows import EditRow
from ledger.services.history import RowChange
from ledger.services.reach import barred_transactions
from ledger.services.snapshots import JSON, NAMES, snapshot


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """A reminder that rules ask for."""

    remind_on: date
    text: str

    @classmethod
    def of_row(cls, row: JSON) -> ReminderPlan:
        """Read a reminder as the history keeps it."""
        return cls(date.fromisoformat(row["remind_on"]), row["text"])


Reminders = Mapping[int, Sequence[ReminderPlan]]
"""By transaction, what the household is to be reminded of."""


def plan_reminders(by: Actor, outcomes: Iterable[tuple[EditRow, RuleOutcome]]) -> Reminders:
    """Return the reminders that rules ask for, by what they set on each; nothing is written.

    Left out is what lies behind today, in the household's zone, and what the transaction was ever
    given in the same words: ticked, changed or taken back, it is left to people. Nothing for
    whoever may not annotate, or not in the transaction's accounts. No query where no rule reminds.
    """
    today = by.household.today()
    asked = {row.id: _asked(row, outcome, today) for row, outcome in outcomes if outcome.reminds}
    asked = {key: plans for key, plans in asked.items() if plans}
    if not asked or not by.may(Permission.ANNOTATE):
        return {}
    barred = barred_transactions(by, asked, Right.ANNOTATE)
    rows = Reminder.objects.in_household(by.household).filter(transaction__in=asked)
    held = set(rows.values_list("transaction_id", "text"))
    found = {
        key: [plan for plan in plans if (key, plan.text) not in held]
        for key, plans in asked.items()
        if key not in barred
    }
    return {key: plans for key, plans in found.items() if plans}


def _asked(row: EditRow, outcome: RuleOutcome, today: date) -> list[ReminderPlan]:
    """Return what rules ask for of one transaction, each text once, as the first of them has it."""
    found: dict[str, ReminderPlan] = {}
    for each in outcome.reminds:
        plan = ReminderPlan(row.date + timedelta(days=each.days), each.text)
        if plan.remind_on >= today:
            found.setdefault(each.text, plan)
    return list(found.values())


def write_reminders(by: Actor, reminders: Reminders) -> dict[int, list[RowChange]]:
    """Write what `plan_reminders` planned; returns each transaction's changes, for the act to keep.

    One statement however many they are.
    """
    rows = [
        Reminder(
            household=by.household, transaction_id=key, remind_on=plan.remind_on, text=plan.text
        )
        for key, plans in reminders.items()
        for plan in plans
    ]
    found: dict[int, list[RowChange]] = {}
    for row in Reminder.objects.bulk_create(rows):
        change = RowChange(NAMES[Reminder], row.pk, None, snapshot(row), row.version)
        found.setdefault(row.transaction_id or 0, []).append(change)
    return found


def reminder_text(plans: Iterable[ReminderPlan]) -> str:
    """Return reminders as people read them."""
    return "; ".join(f"{plan.text} ({plan.remind_on})" for plan in plans)
