"""What the demo household wants to be reminded of: by hand, and by a rule."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.actors import Actor
from ledger.models import Transaction
from ledger.periods import DAY
from ledger.services.reminders import create_reminder
from ledger.services.rules import create_rule

INSURER = "Autoschutz Direkt"
NOTICE = 300
"""Days after paying the car's insurance in which to look for another one."""


def seed_reminders(by: Actor, *, today: date) -> None:
    """Add reminders: due and coming, of a transaction and of none; and a rule for those to come."""
    latest = Transaction.objects.in_household(by.household).live().order_by("-date", "-pk")
    bill = latest.filter(payee__name="Stadtwerke Auental").first() or latest[0]
    create_reminder(
        by=by, remind_on=today - DAY, text="Ask for the missing payslip", transaction=bill
    )
    create_reminder(by=by, remind_on=today + timedelta(days=14), text="Look for a cheaper tariff")
    test = {"field": "payee", "op": "equals", "value": INSURER}
    create_rule(
        by=by,
        name="Compare car insurance",
        conditions={"all": [test]},
        actions={"remind": {"days": NOTICE, "text": "Compare car insurance"}},
    )
