"""Rules that remind of transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from accounts.roles import Right, Role
from ledger.enums import RuleTrigger
from ledger.models import Reminder, Rule, RuleRun, Transaction
from ledger.reports.rule_runs import run_rows
from ledger.services.entries import enter_transaction
from ledger.services.posting import Leg
from ledger.services.reminders import create_reminder, delete_reminder, set_reminder_done
from ledger.services.rule_files import export_rules, import_rules
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rules import create_rule, delete_rule
from ledger.services.transactions import TransactionDraft
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.factories.rules import leaf
from tests.ledger.imports.bank import added_by, bring_in, csv

TOLD = "Ask it back (2026-03-31)"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


def keep_rule(books: Books, text: str = "Ask it back", days: int = 30, **more: object) -> Rule:
    return create_rule(
        by=books.actor,
        name=text,
        conditions=leaf("description", "contains", "deposit"),
        actions={"remind": {"days": days, "text": text}, **more},
    )


def spent(books: Books, day: str = "2026-03-01") -> Transaction:
    return books.spend(day, "500", memo="deposit")


def _made_by_hand(books: Books) -> None:
    row = spent(books)
    create_reminder(by=books.actor, remind_on=date(2026, 9, 1), text="Ask it back", transaction=row)


def _deleted_by_hand(books: Books) -> None:
    _made_by_hand(books)
    delete_reminder(by=books.actor, reminder=Reminder.objects.get())


CASES: dict[str, tuple[Callable[[Books], object], list[str]]] = {
    "to come": (spent, [TOLD]),
    "today": (lambda b: spent(b, "2026-02-18"), ["Ask it back (2026-03-20)"]),
    "over": (lambda b: spent(b, "2026-02-17"), []),
    "no rule holds": (lambda b: b.spend("2026-03-01", "500"), []),
    "by hand already": (_made_by_hand, []),
    "and deleted": (_deleted_by_hand, []),
    "two transactions": (lambda b: (spent(b), spent(b)), [TOLD, TOLD]),
    "two rules": (
        lambda b: (keep_rule(b, "Call", 20), spent(b)),
        [f"{TOLD}; Call (2026-03-21)"],
    ),
    "the same words twice": (lambda b: (keep_rule(b, days=25), spent(b)), [TOLD]),
}


@pytest.mark.parametrize("name", CASES)
def test_rule_reminds_once_of_what_is_to_come(books: Books, name: str) -> None:
    make, expected = CASES[name]
    keep_rule(books)
    make(books)
    before = Reminder.objects.live().count()

    shown = preview_rules(by=books.actor)
    done = apply_rules(by=books.actor)

    assert [each.after.get("reminder") for each in shown] == expected
    assert done.changed == len(expected)
    assert Reminder.objects.live().count() - before == sum(each.count(" (") for each in expected)
    assert (preview_rules(by=books.actor), apply_rules(by=books.actor).changed) == ((), 0)


def test_run_tells_the_reminder_and_undo_takes_back_what_nobody_touched(books: Books) -> None:
    rule = keep_rule(books, add_tags=[books.tag("home").pk])
    first, second = spent(books), spent(books)
    apply_rules(by=books.actor)
    run = RuleRun.objects.get()
    values = {line.row.id: [each.name for each in line.values] for line in run_rows(run).rows}
    counts = (run.changed_count, run.rule_counts, run.change_set.kind)
    assert values == {key: ["Tags", "Reminder"] for key in (first.pk, second.pk)}
    assert counts == (2, {str(rule.pk): 2}, "edit.rules")
    ticked = Reminder.objects.get(transaction=first)
    set_reminder_done(by=books.actor, reminder=ticked, is_done=True)

    undone = undo_change_set(by=books.actor, change_set=run.change_set)

    left = [(each.model, each.object_id) for each in undone.conflicts]
    assert (left, first.tags.count()) == ([("reminder", ticked.pk)], 0)
    assert list(Reminder.objects.live()) == [ticked]
    # What was taken back is left to people: the tags alone are set again.
    apply_rules(by=books.actor)
    assert list(Reminder.objects.live()) == [ticked]


def test_import_and_entry_are_reminded_of(books: Books) -> None:
    rule = keep_rule(books)
    Rule.objects.filter(pk=rule.pk).update(on_edit=True)

    (came,) = added_by(bring_in(books, csv(("2026-03-02", "deposit", "-3.00"))))
    legs = (Leg(books.checking, Decimal(-3)), Leg(books.rent, Decimal(3)))
    draft = TransactionDraft(date=date(2026, 3, 3), legs=legs, memo="deposit")
    entered = enter_transaction(by=books.actor, draft=draft)

    rows = Reminder.objects.order_by("pk").values_list("transaction", "remind_on")
    assert list(rows) == [(came.pk, date(2026, 4, 1)), (entered.pk, date(2026, 4, 2))]
    runs = RuleRun.objects.order_by("pk").values_list("trigger", flat=True)
    assert list(runs) == [RuleTrigger.IMPORT, RuleTrigger.EDIT]


def test_who_may_only_look_is_shown_and_given_nothing(books: Books) -> None:
    keep_rule(books)
    spent(books)
    reader = limit(make_guest(books.household), books.checking, Right.READ, by=books.actor)

    assert preview_rules(by=replace(books.actor, role=Role.VIEWER)) == ()
    assert preview_rules(by=reader) == ()
    assert (apply_rules(by=reader).changed, Reminder.objects.count()) == (0, 0)


def test_document_carries_the_reminder(books: Books) -> None:
    rule = keep_rule(books)
    document = export_rules(books.household)
    delete_rule(by=books.actor, rule=rule)

    (made,) = import_rules(by=books.actor, document=document)

    assert made.actions == {"remind": {"days": 30, "text": "Ask it back"}}
