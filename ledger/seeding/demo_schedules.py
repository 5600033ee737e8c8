"""What the demo household expects again and again, and what came of it lately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.actors import Actor
from ledger.enums import AmountKind
from ledger.models import Account, Payee, Schedule
from ledger.periods import add_months, day_of_month
from ledger.recurrence import Shift, Unit
from ledger.seeding.demo_bills import BILLS, Bill
from ledger.services.arrivals import run_schedules
from ledger.services.rules import create_rule
from ledger.services.schedules import ScheduleDraft, create_schedule

LOOK_BACK = 2
"""Months before today in which schedules begin, so that some of their times have come."""
EXPECTED = {
    "Werkhalle Nord": "Wages Mara",
    "Stadtwerke Auental": "Wages Jonas",
    "Hausverwaltung Lindenhof": "Service charge",
    "Grünstrom Auental": "Electricity",
    "Glasnetz": "Internet",
    "Sicher & Sohn": "Insurance",
    "Autoschutz Direkt": "Car insurance",
    "Finanzamt Auental": "Car tax",
    "Filmkiste": "Filmkiste",
    "Tonstrom": "Tonstrom",
    "Studio Kraftraum": "Gym",
    "Stadtbahn Auental": "Monthly pass",
}
"""The bills that are expected, by payee, and what their schedules are called."""
LINKED = "Electricity"
"""The bill that a rule knows by its payee."""
OLD_PRICES = {"Tonstrom": Decimal("-9.99")}
"""What somebody was asked before the price rose, which an alert tells."""
CARD_DAY = 8
"""On which day of the month the card is paid."""


@dataclass(frozen=True, slots=True)
class _Expected:
    """A bill and the name of its schedule."""

    bill: Bill
    name: str


def seed_schedules(
    by: Actor, *, accounts: Mapping[str, Account], payees: Mapping[str, int], today: date
) -> None:
    """Add schedules for the demo household's bills, and match what has come of them.

    `accounts` are by the words that the plan uses, `payees` by casefolded name.
    """
    rows = Payee.objects.in_bulk(list(payees.values()))
    for each in _expected():
        payee = rows[payees[each.bill.payee.casefold()]]
        draft = _draft(each, accounts, payee, today)
        plan = create_schedule(by=by, draft=draft)
        _link(by, plan)
    create_schedule(by=by, draft=_card_payment(accounts, today))
    run_schedules(by=by, today=today)


def _link(by: Actor, plan: Schedule) -> None:
    """Have a rule take what comes from a bill's payee for it, whatever the bank writes."""
    if plan.payee is not None and plan.name == LINKED:
        test = {"field": "payee", "op": "equals", "value": plan.payee.name}
        actions = {"link_schedule": plan.pk}
        create_rule(by=by, name=plan.name, conditions={"all": [test]}, actions=actions)


def _expected() -> Iterator[_Expected]:
    for bill in BILLS:
        is_out = not bill.amount.startswith("-") and bill.payee == "Finanzamt Auental"
        if bill.payee in EXPECTED and not is_out:
            yield _Expected(bill, EXPECTED[bill.payee])


def _draft(
    each: _Expected, accounts: Mapping[str, Account], payee: Payee, today: date
) -> ScheduleDraft:
    bill = each.bill
    is_wobbly = bool(bill.growth or bill.wobble)
    return ScheduleDraft(
        name=each.name,
        account=accounts[bill.account],
        other=accounts[bill.other],
        starts_on=_start(bill, today),
        amount=OLD_PRICES.get(bill.payee, Decimal(bill.amount)),
        amount_kind=AmountKind.ABOUT if is_wobbly else AmountKind.EXACT,
        payee=payee,
        unit=Unit.YEAR if bill.every == 12 else Unit.MONTH,
        every=1 if bill.every == 12 else bill.every,
        shift=Shift.AFTER,
        country="DE",
        early_days=5,
        late_days=7,
    )


def _card_payment(accounts: Mapping[str, Account], today: date) -> ScheduleDraft:
    """Return what the card's statement of the month before takes from the joint account."""
    return ScheduleDraft(
        name=str(accounts["card"]),
        account=accounts["joint"],
        other=accounts["card"],
        starts_on=add_months(today.replace(day=CARD_DAY), -LOOK_BACK),
        amount_kind=AmountKind.STATEMENT,
        early_days=5,
        late_days=7,
    )


def _start(bill: Bill, today: date) -> date:
    """Return the first day on which a bill is due within the last months or after."""
    month = add_months(today.replace(day=1), -LOOK_BACK)
    while (month.month - 1) % bill.every != bill.since:
        month = add_months(month, 1)
    return day_of_month(month.year, month.month, bill.day)
