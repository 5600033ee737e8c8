"""What a schedule recorded and the bank's row for it are one, whichever way it comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor, Origin
from ledger.enums import AmountKind, OccurrenceState, Status, TransactionSource, ValueSource
from ledger.models import Occurrence, Pair, Posting, Rule, RuleRun, Schedule, Transaction
from ledger.services.acts import undo_act
from ledger.services.arrivals import Run, match_arrivals, run_schedules
from ledger.services.bulk_edits import categorise_transactions
from ledger.services.import_undo import undo_import
from ledger.services.posting import Leg
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rules import create_rule
from ledger.services.transactions import TransactionDraft, update_transaction
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.factories.rules import leaf
from tests.factories.schedules import schedule
from tests.ledger.imports.bank import batch_of, bring_in, counts, csv

TODAY = date(2026, 2, 10)
DUE = date(2026, 2, 3)


def clock(books: Books) -> Actor:
    """Return who runs schedules at night."""
    return Actor.system(books.household, Origin.SCHEDULE)


def record(books: Books, amount: str = "-800", **values: Any) -> tuple[Schedule, Transaction]:
    """Let a schedule record rent for 3 February by itself; returns both."""
    plan = schedule(books, amount, posts=True, starts_on=DUE, **values)
    run_schedules(by=clock(books), today=TODAY)
    return plan, Transaction.objects.get(source=TransactionSource.SCHEDULE)


def legs(row: Transaction) -> dict[str, Decimal]:
    found = Posting.objects.filter(transaction=row).values_list("account__name", "amount")
    return dict(found)


def live() -> list[Transaction]:
    return list(Transaction.objects.live().order_by("pk"))


ABOUT = {"amount_kind": AmountKind.ABOUT}
CASES: dict[str, tuple[dict[str, Any], tuple[str, str, str], bool]] = {
    "on the day": ({}, ("2026-02-03", "Landlord", "-800.00"), True),
    "early": ({}, ("2026-01-31", "Landlord", "-800.00"), True),
    "late": ({}, ("2026-02-08", "Landlord", "-800.00"), True),
    "late in a wide window": ({"late_days": 20}, ("2026-02-20", "Landlord", "-800.00"), True),
    "later than its window": ({}, ("2026-02-12", "Landlord", "-800.00"), False),
    "of other words": ({}, ("2026-02-04", "Property Ltd", "-800.00"), True),
    "less, about": (ABOUT, ("2026-02-05", "Landlord", "-700.00"), True),
    "more, about": (ABOUT, ("2026-02-08", "Landlord", "-900.00"), True),
    "about, of another payee": (ABOUT, ("2026-02-05", "Corner shop", "-700.00"), False),
    "named in longer words": (ABOUT, ("2026-02-05", "SEPA Landlord 22", "-700.00"), True),
    "about, but too far": (ABOUT, ("2026-02-07", "SEPA Landlord 22", "-1000.00"), False),
    "another price": ({}, ("2026-02-05", "Landlord", "-850.00"), True),
    "too far another price": ({}, ("2026-02-05", "Landlord", "-1200.00"), False),
    "money in": ({}, ("2026-02-03", "Landlord", "800.00"), False),
}


@pytest.mark.parametrize("case", CASES)
def test_the_banks_row_confirms_what_was_recorded(books: Books, case: str) -> None:
    values, (day, payee, amount), is_one = CASES[case]
    _plan, row = record(books, **values)

    report = bring_in(books, csv((day, payee, amount)))

    held = Occurrence.objects.get(transaction=row)
    assert counts(report) == ((0, 1, 0, 0) if is_one else (1, 0, 0, 0))
    assert held.state == OccurrenceState.POSTED
    row.refresh_from_db()
    if is_one:
        assert live() == [row]
        assert legs(row) == {"Test checking": Decimal(amount), "Test rent": -Decimal(amount)}
        assert (row.status, str(row.date), row.raw_payee) == (Status.CLEARED, day, payee)
        assert set(row.postings.values_list("date", flat=True)) == {row.date}
    else:
        assert len(live()) == 2
        assert (row.status, row.date, row.fingerprint) == (Status.PENDING, DUE, None)


def test_what_the_bank_confirmed_is_confirmed_once(books: Books) -> None:
    _plan, row = record(books)
    bring_in(books, csv(("2026-02-04", "Landlord", "-800.00")))

    again = bring_in(books, csv(("2026-02-04", "Landlord", "-800.00")))
    other = bring_in(books, csv(("2026-02-05", "Landlord", "-800.00")))

    assert (counts(again), counts(other)) == ((0, 0, 1, 0), (1, 0, 0, 0))
    assert run_schedules(by=books.actor, today=TODAY) == Run()
    assert len(live()) == 2
    assert Occurrence.objects.get().transaction == row


def test_each_row_confirms_one_time_the_nearest(books: Books) -> None:
    plan = schedule(books, posts=True, starts_on=date(2026, 1, 28), **ABOUT)
    run_schedules(by=books.actor, today=date(2026, 3, 1))
    rows = [("2026-01-29", "Landlord", "-790.00"), ("2026-02-27", "Landlord", "-830.00")]

    report = bring_in(books, csv(*rows, ("2026-02-28", "Landlord", "-900.00")))

    assert counts(report) == (1, 2, 0, 0)
    times = Occurrence.objects.filter(schedule=plan).order_by("due_on")
    found = [legs(each.transaction)["Test checking"] for each in times if each.transaction]
    assert found == [Decimal(-790), Decimal(-830)]


def _move_day(books: Books, row: Transaction) -> None:
    _edit(books, row, date=date(2026, 2, 2))


def _write_memo(books: Books, row: Transaction) -> None:
    _edit(books, row, memo="February, with the garage")


def _choose_category(books: Books, row: Transaction) -> None:
    categorise_transactions(by=books.actor, transactions=[row.pk], category=books.food)


def _choose_payee(books: Books, row: Transaction) -> None:
    _edit(books, row, payee=books.payee("Anna"))


def _choose_tags(books: Books, row: Transaction) -> None:
    _edit(books, row, tags=(books.tag("home"),))


def _edit(books: Books, row: Transaction, **values: Any) -> None:
    held = row.postings.select_related("account").order_by("position")
    usual: dict[str, Any] = {
        "date": row.date,
        "legs": tuple(Leg(leg.account, leg.amount) for leg in held),
        "currency": row.currency,
        "payee": row.payee,
        "memo": row.memo,
        "status": Status(row.status),
    }
    update_transaction(by=books.actor, transaction=row, draft=TransactionDraft(**usual | values))


def told(row: Transaction) -> dict[str, object]:
    """Return what a person sees of a transaction, and who set it."""
    row.refresh_from_db()
    return {
        "date": str(row.date),
        "memo": row.memo,
        "payee": (str(row.payee), row.payee_source),
        "category": (row.postings.get(amount__gt=0).account.name, row.category_source),
        "tags": ([str(tag) for tag in row.tags.all()], row.tags_source),
        "raw": row.raw_payee,
    }


RULED: dict[str, object] = {
    "date": "2026-02-05",
    "memo": "ruled",
    "payee": ("Ruled", "rule"),
    "category": ("Test groceries", "rule"),
    "tags": (["ruled"], "rule"),
    "raw": "SEPA Landlord",
}
EDITS: dict[str, tuple[Callable[[Books, Transaction], None], dict[str, object]]] = {
    "nothing": (lambda _b, _r: None, {}),
    "day": (_move_day, {"date": "2026-02-02"}),
    "memo": (_write_memo, {"memo": "February, with the garage"}),
    "category": (_choose_category, {"category": ("Test food", "user")}),
    "payee": (_choose_payee, {"payee": ("Anna", "user")}),
    "tags": (_choose_tags, {"tags": (["home"], "user")}),
}


def add_rule(books: Books, **actions: Any) -> Rule:
    usual: dict[str, object] = {
        "set_category": books.groceries.pk,
        "set_payee": books.payee("Ruled").pk,
        "add_tags": [books.tag("ruled").pk],
        "set_memo": "ruled",
    }
    return create_rule(
        by=books.actor,
        name="Rent",
        conditions=leaf("description", "contains", "SEPA"),
        actions=actions or usual,
    )


@pytest.mark.parametrize("edit", EDITS)
def test_rules_of_an_import_leave_what_a_person_typed(books: Books, edit: str) -> None:
    act, kept = EDITS[edit]
    add_rule(books)
    _plan, row = record(books, **ABOUT)
    act(books, row)

    bring_in(books, csv(("2026-02-05", "SEPA Landlord", "-810.00")))

    assert told(row) == RULED | kept
    run = RuleRun.objects.get()
    assert (run.trigger, run.changed_count, live()) == ("import", 1, [row])


def test_without_a_rule_the_values_of_the_schedule_stay(books: Books) -> None:
    _plan, row = record(books, memo="The flat", **ABOUT)

    bring_in(books, csv(("2026-02-05", "SEPA Landlord", "-810.00")))

    assert told(row) == {
        "date": "2026-02-05",
        "memo": "The flat",
        "payee": ("Landlord", ValueSource.SCHEDULE),
        "category": ("Test rent", ValueSource.SCHEDULE),
        "tags": ([], ValueSource.NONE),
        "raw": "SEPA Landlord",
    }


def test_undone_import_leaves_what_was_recorded(books: Books) -> None:
    _plan, row = record(books, **ABOUT)
    report = bring_in(books, csv(("2026-02-05", "Landlord", "-810.00")))

    undone = undo_import(by=books.actor, batch=batch_of(report))

    row.refresh_from_db()
    assert (undone.kept, live()) == ((), [row])
    assert (row.date, row.status, legs(row)["Test checking"]) == (
        DUE,
        Status.PENDING,
        Decimal(-800),
    )
    again = bring_in(books, csv(("2026-02-05", "Landlord", "-810.00")))
    assert counts(again) == (0, 1, 0, 0)


def test_closed_periods_hold_what_was_recorded(books: Books) -> None:
    _plan, row = record(books, **ABOUT)
    make_closed_month(books.household, "2026-02")

    report = bring_in(books, csv(("2026-02-05", "Landlord", "-810.00")))

    row.refresh_from_db()
    assert counts(report) == (0, 1, 0, 0)
    assert (row.date, legs(row)["Test checking"], live()) == (DUE, Decimal(-800), [row])


def arrive(
    books: Books, amount: str = "810", day: str = "2026-02-05", **values: Any
) -> Transaction:
    """Book a row as a bank's connection does, of which no import could know."""
    category = values.pop("category", books.groceries)
    row = books.spend(day, amount, category, **{"payee": "Landlord", "memo": "SEPA"} | values)
    Transaction.objects.filter(pk=row.pk).update(
        source=TransactionSource.BANK, external_id=f"bank-{row.pk}", status=Status.CLEARED,
        payee_source=ValueSource.IMPORT, category_source=ValueSource.PAYEE,
    )  # fmt: skip
    return row


@pytest.mark.parametrize("edit", EDITS)
def test_a_row_of_the_banks_takes_over_what_was_recorded(books: Books, edit: str) -> None:
    act, kept = EDITS[edit]
    plan, row = record(books, **ABOUT)
    act(books, row)
    came = arrive(books)

    assert match_arrivals(by=books.actor, today=TODAY) == 1
    assert match_arrivals(by=books.actor, today=TODAY) == 0

    usual: dict[str, object] = {
        "date": "2026-02-05",
        "memo": "SEPA",
        "payee": ("Landlord", ValueSource.SCHEDULE),
        "category": ("Test rent", ValueSource.SCHEDULE),
        "tags": ([], ValueSource.NONE),
        "raw": "",
    }
    assert told(came) == usual | {key: kept[key] for key in kept if key != "date"}
    held = Occurrence.objects.get(schedule=plan)
    assert (live(), held.transaction, held.state) == ([came], came, OccurrenceState.MATCHED)
    assert legs(came)["Test checking"] == Decimal(-810)


def test_recorded_transfer_takes_the_banks_amount(books: Books) -> None:
    record(books, "-300", other=books.card, payee=None, name="Card", **ABOUT)
    came = arrive(books, "310", payee="Card", memo="Card 4711")

    assert match_arrivals(by=books.actor, today=TODAY) == 1

    assert legs(came) == {"Test checking": Decimal(-310), "Test card": Decimal(310)}


def test_arrival_in_a_closed_period_is_no_stumbling_block(books: Books) -> None:
    _plan, row = record(books, **ABOUT)
    came = arrive(books, day="2026-01-31")
    make_closed_month(books.household, "2026-01")

    assert match_arrivals(by=books.actor, today=TODAY) == 0

    assert live() == [row, came]


def test_rule_run_makes_one_of_what_was_recorded_and_the_banks_row(books: Books) -> None:
    plan, row = record(books)
    came = arrive(books, "850", payee="Bank", memo="SEPA 4711")
    rule = add_rule(books, link_schedule=plan.pk, add_tags=[books.tag("home").pk])
    assert match_arrivals(by=books.actor, today=TODAY) == 0

    shown = preview_rules(by=books.actor, rules=[rule.pk])
    done = apply_rules(by=books.actor)

    assert [each.after["schedule"] for each in shown] == ["Rent (2026-02-03)"]
    assert (done.changed, live()) == (1, [came])
    held = Occurrence.objects.get(schedule=plan)
    assert (held.transaction, held.state) == (came, OccurrenceState.MATCHED)
    assert legs(came) == {"Test checking": Decimal(-850), "Test rent": Decimal(850)}
    assert Pair.objects.get().second == row
    assert apply_rules(by=books.actor).changed == 0
    undo_act(by=books.actor, change_set=RuleRun.objects.get().change_set)
    held.refresh_from_db()
    assert (held.state, held.transaction) == (OccurrenceState.POSTED, came)


def test_rule_run_leaves_alone_what_the_bank_confirmed(books: Books) -> None:
    plan, row = record(books)
    bring_in(books, csv(("2026-02-04", "Landlord", "-800.00")))
    came = arrive(books, "800", payee="Bank", memo="SEPA 4711")
    add_rule(books, link_schedule=plan.pk)

    assert apply_rules(by=books.actor).changed == 0

    assert live() == [row, came]
