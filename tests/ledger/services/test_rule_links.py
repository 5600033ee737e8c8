"""Rules that take transactions for times of a schedule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from ledger.enums import OccurrenceState, ScheduleState
from ledger.models import Occurrence, Rule, RuleRun, Schedule, Transaction
from ledger.reports.rule_runs import run_rows
from ledger.services.arrivals import match_arrivals
from ledger.services.entries import enter_transaction
from ledger.services.occurrences import match_occurrence, reopen_occurrence, skip_occurrence
from ledger.services.posting import Leg
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rules import create_rule
from ledger.services.schedules import delete_schedule, set_schedule_state
from ledger.services.transactions import TransactionDraft
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.factories.schedules import schedule
from tests.ledger.imports.bank import added_by, bring_in, csv

DUE = date(2026, 2, 3)


@pytest.fixture
def rent(books: Books) -> Schedule:
    """Rent of 800 on the third of each month, and a rule that knows it by the bank's code."""
    plan = schedule(books)
    keep_rule(books, plan)
    return plan


def keep_rule(books: Books, plan: Schedule, **actions: object) -> Rule:
    return create_rule(
        by=books.actor,
        name="Rent",
        conditions=leaf("memo", "contains", "4711"),
        actions={"link_schedule": plan.pk, **actions},
    )


def paid(books: Books, day: str = "2026-02-04", amount: str = "800") -> Transaction:
    return books.spend(day, amount, memo="SEPA 4711", payee="Bank")


def linked(*rows: Transaction) -> list[date | None]:
    """Return the days on which the transactions were due, None for those of no schedule."""
    found = dict(Occurrence.objects.values_list("transaction", "due_on"))
    return [found.get(row.pk) for row in rows]


def _settle_before(act: Callable[..., object]) -> Callable[[Books, Schedule], Transaction]:
    def make(books: Books, plan: Schedule) -> Transaction:
        act(by=books.actor, schedule=plan, due_on=DUE)
        return paid(books)

    return make


def _used(books: Books, plan: Schedule) -> Transaction:
    row = paid(books)
    other = schedule(books, name="Other")
    match_occurrence(by=books.actor, schedule=other, due_on=DUE, transaction=row)
    return row


def _reopened(books: Books, plan: Schedule) -> Transaction:
    skip_occurrence(by=books.actor, schedule=plan, due_on=DUE)
    reopen_occurrence(by=books.actor, schedule=plan, due_on=DUE)
    return paid(books)


def _paused(books: Books, plan: Schedule) -> Transaction:
    set_schedule_state(by=books.actor, schedule=plan, state=ScheduleState.PAUSED)
    return paid(books)


def _deleted(books: Books, plan: Schedule) -> Transaction:
    delete_schedule(by=books.actor, schedule=plan)
    return paid(books)


CASES: dict[str, tuple[Callable[[Books, Schedule], Transaction], bool]] = {
    "no word of the schedule": (lambda b, _p: paid(b), True),
    "another price": (lambda b, _p: paid(b, amount="900"), True),
    "too far another price": (lambda b, _p: paid(b, amount="1200"), False),
    "the last day": (lambda b, _p: paid(b, day="2026-02-08"), True),
    "a day too late": (lambda b, _p: paid(b, day="2026-02-09"), False),
    "another account": (
        lambda b, _p: b.book("2026-02-04", (b.card, "-800"), (b.rent, "800"), memo="4711"),
        False,
    ),
    "no rule holds": (lambda b, _p: b.spend("2026-02-04", "800", memo="SEPA"), False),
    "of another schedule already": (_used, False),
    "skipped": (_settle_before(skip_occurrence), False),
    "opened again by a person": (_reopened, False),
    "paused": (_paused, False),
    "deleted": (_deleted, False),
}


@pytest.mark.parametrize("name", CASES)
def test_rule_links_what_the_matcher_would_but_for_its_words(
    books: Books, rent: Schedule, name: str
) -> None:
    make, is_linked = CASES[name]
    row = make(books, rent)
    before = linked(row)

    shown = preview_rules(by=books.actor)
    done = apply_rules(by=books.actor)

    assert linked(row) == ([DUE] if is_linked else before)
    assert [each.after for each in shown] == [{"schedule": "Rent (2026-02-03)"}] * is_linked
    assert done.changed == len(shown) == is_linked
    assert apply_rules(by=books.actor).changed == 0


def test_one_time_takes_one_transaction_the_nearest(books: Books, rent: Schedule) -> None:
    far, near, next_one = (
        paid(books, "2026-02-03", "820"),
        paid(books, "2026-02-06", "800"),
        paid(books, "2026-03-03", "800"),
    )

    done = apply_rules(by=books.actor)

    assert linked(far, near, next_one) == [None, DUE, date(2026, 3, 3)]
    assert done.changed == 2
    assert match_arrivals(by=books.actor, today=date(2026, 3, 10)) == 0


def test_run_tells_the_link_and_undo_takes_it_back_with_the_rest(
    books: Books, rent: Schedule
) -> None:
    Rule.objects.all().delete()
    keep_rule(books, rent, add_tags=[books.tag("home").pk])
    both = paid(books)
    tag_alone = paid(books, "2026-02-20")

    apply_rules(by=books.actor)

    run = RuleRun.objects.get()
    told = {line.row.id: [value.name for value in line.values] for line in run_rows(run).rows}
    assert told == {both.pk: ["Tags", "Schedule"], tag_alone.pk: ["Tags"]}
    assert (run.changed_count, list(run.rule_counts.values())) == (2, [2])
    undone = undo_change_set(by=books.actor, change_set=run.change_set)
    assert (undone.conflicts, linked(both), both.tags.count()) == ((), [None], 0)
    held = Occurrence.objects.get(schedule=rent, due_on=DUE)
    assert held.state == OccurrenceState.EXPECTED
    # What was taken back is left to people, as what they opened again.
    assert apply_rules(by=books.actor).changed == 2
    assert linked(both) == [None]


def test_import_and_edit_link_what_they_bring(books: Books, rent: Schedule) -> None:
    Rule.objects.all().delete()
    create_rule(
        by=books.actor,
        name="Rent",
        conditions=leaf("description", "contains", "4711"),
        actions={"link_schedule": rent.pk},
        on_edit=True,
    )

    rows = [("2026-02-04", "SEPA 4711", "-800.00"), ("2026-02-05", "Bread", "-3.00")]
    came, other = added_by(bring_in(books, csv(*rows)))
    legs = (Leg(books.checking, Decimal(-800)), Leg(books.rent, Decimal(800)))
    draft = TransactionDraft(date=date(2026, 3, 4), legs=legs, memo="4711")
    entered = enter_transaction(by=books.actor, draft=draft)

    assert linked(came, other, entered) == [DUE, None, date(2026, 3, 3)]
    assert sorted(RuleRun.objects.values_list("trigger", flat=True)) == ["edit", "import"]


def test_who_may_not_record_links_nothing(books: Books, rent: Schedule) -> None:
    row = paid(books)

    done = apply_rules(by=replace(books.actor, role=Role.REVIEWER))

    assert (done.changed, linked(row)) == (0, [None])


def test_rule_names_a_schedule_of_the_household_that_is_in_use(
    books: Books, rent: Schedule
) -> None:
    rule = Rule.objects.get()
    assert rule.accounts == sorted([books.checking.pk, books.rent.pk])
    delete_schedule(by=books.actor, schedule=rent)

    for wrong in (rent, Schedule(pk=rent.pk + 999)):
        with pytest.raises(ValidationError):
            keep_rule(books, wrong)
