"""What arrives is matched once, what is due is recorded once, and nothing is counted twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor, Origin
from ledger.enums import AmountKind, OccurrenceState, TransactionSource, ValueSource
from ledger.models import ChangeSet, Occurrence, Schedule, Transaction
from ledger.periods import Period
from ledger.reports.schedules import Expected, expected_between
from ledger.services.arrivals import Run, match_arrivals, run_schedules
from ledger.services.assertions import assert_balance
from ledger.services.errors import AlreadySettled, ClosedPeriod, NotDue
from ledger.services.occurrences import (
    match_occurrence,
    post_occurrence,
    reopen_occurrence,
    skip_occurrence,
)
from ledger.services.reconciliations import begin_reconciliation, finish_reconciliation
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.factories.schedules import schedule

TODAY = date(2026, 2, 10)
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))
DUE = date(2026, 2, 3)


def states(books: Books, *rows: Schedule, days: Period = FEBRUARY) -> list[str]:
    """Return what became of each time of schedules, in order of days."""
    return [each.state.value for each in expected(books, *rows, days=days)]


def expected(books: Books, *rows: Schedule, days: Period = FEBRUARY) -> tuple[Expected, ...]:
    fresh = Schedule.objects.filter(pk__in=[row.pk for row in rows])
    chosen = fresh.select_related("account", "other", "payee")
    return expected_between(books.household, chosen, days=days, today=TODAY)


def test_price_that_changed_is_matched_and_told(books: Books) -> None:
    row = schedule(books)
    books.spend("2026-02-03", "850", books.rent, payee="Landlord")

    assert match_arrivals(by=books.actor, today=TODAY) == 1

    (each,) = expected(books, row)
    assert (each.state, each.is_other_price) == (OccurrenceState.MATCHED, True)
    assert each.arrived is not None
    assert (each.amount.amount, each.arrived.amount) == (-800, -850)


@pytest.mark.parametrize(
    ("paid", "values", "matched"),
    [
        pytest.param(("2026-02-03", "800", "Landlord"), {}, 1, id="on the day"),
        pytest.param(("2026-01-31", "800", "Landlord"), {}, 1, id="early"),
        pytest.param(("2026-02-08", "800", "Landlord"), {}, 1, id="late"),
        pytest.param(("2026-02-09", "800", "Landlord"), {}, 0, id="later than its window"),
        pytest.param(("2026-02-03", "800", "Corner shop"), {}, 0, id="another payee"),
        pytest.param(("2026-02-03", "1200", "Landlord"), {}, 0, id="another amount"),
        pytest.param(
            ("2026-02-03", "900", "Corner shop"),
            {"amount_kind": AmountKind.RANGE, "amount_to": Decimal(-950)}, 0,
            id="in the range, of another payee",
        ),
        pytest.param(
            ("2026-02-03", "900", "Landlord"),
            {"amount_kind": AmountKind.RANGE, "amount_to": Decimal(-950)}, 1,
            id="in the range",
        ),
        pytest.param(
            ("2026-02-03", "960", "Landlord"),
            {"amount_kind": AmountKind.RANGE, "amount_to": Decimal(-950)}, 0,
            id="outside of the range",
        ),
    ],
)  # fmt: skip
def test_match_by_window_amount_and_payee(
    books: Books, paid: tuple[str, str, str], values: dict[str, Any], matched: int
) -> None:
    day, amount, payee = paid
    schedule(books, starts_on=DUE, **values)
    books.spend(day, amount, books.rent, payee=payee)

    assert match_arrivals(by=books.actor, today=TODAY) == matched


def test_match_takes_each_once_and_is_repeatable(books: Books) -> None:
    first = schedule(books, starts_on=DUE)
    second = schedule(books, starts_on=DUE, name="Second")
    books.spend("2026-02-03", "800", books.rent, payee="Landlord")

    assert match_arrivals(by=books.actor, today=TODAY) == 1
    assert match_arrivals(by=books.actor, today=TODAY) == 0
    assert sorted(states(books, first, second)) == ["matched", "missed"]


def test_two_subscriptions_at_one_merchant_find_their_own(books: Books) -> None:
    small = schedule(books, "-4.99", starts_on=DUE)
    large = schedule(books, "-5.99", starts_on=DUE)
    dear = books.spend("2026-02-03", "5.99", payee="Landlord")
    cheap = books.spend("2026-02-03", "4.99", payee="Landlord")

    match_arrivals(by=books.actor, today=TODAY)

    found = {each.schedule.pk: each.transaction_id for each in expected(books, small, large)}
    assert found == {small.pk: cheap.pk, large.pk: dear.pk}


def test_transfer_is_matched_by_its_other_account(books: Books) -> None:
    row = schedule(books, "-300", other=books.card, payee=None, name="Card", starts_on=DUE)
    books.book("2026-02-04", (books.checking, "-300"), (books.card, "300"))

    assert match_arrivals(by=books.actor, today=TODAY) == 1
    assert states(books, row) == ["matched"]


def test_what_was_opened_again_is_left_to_people(books: Books) -> None:
    row = schedule(books, starts_on=DUE)
    paid = books.spend("2026-02-03", "800", books.rent, payee="Landlord")
    match_arrivals(by=books.actor, today=TODAY)

    reopen_occurrence(by=books.actor, schedule=row, due_on=DUE)
    assert match_arrivals(by=books.actor, today=TODAY) == 0
    match_occurrence(by=books.actor, schedule=row, due_on=DUE, transaction=paid)

    assert states(books, row) == ["matched"]


def test_what_arrived_and_was_deleted_is_expected_again(books: Books) -> None:
    row = schedule(books, starts_on=DUE)
    paid = books.spend("2026-02-03", "800", books.rent, payee="Landlord")
    match_arrivals(by=books.actor, today=TODAY)

    delete_transactions(by=books.actor, transactions=[paid.pk])

    assert states(books, row) == ["missed"]


def test_run_records_what_is_due_and_catches_up_once(books: Books) -> None:
    row = schedule(books, posts=True)

    runs = [run_schedules(by=books.actor, today=TODAY) for _nth in range(2)]

    assert runs == [Run(posted=2), Run()]
    booked = Transaction.objects.filter(source=TransactionSource.SCHEDULE).order_by("date")
    assert [(each.date, str(each.payee)) for each in booked] == [
        (date(2026, 1, 3), "Landlord"),
        (DUE, "Landlord"),
    ]
    assert states(books, row) == ["posted"]


def test_recorded_values_say_that_they_are_the_schedules(books: Books) -> None:
    schedule(books, posts=True, starts_on=DUE)
    by = Actor.system(books.household, Origin.SCHEDULE)

    run_schedules(by=by, today=TODAY)

    booked = Transaction.objects.get(source=TransactionSource.SCHEDULE)
    assert (booked.payee_source, booked.category_source, booked.tags_source) == (
        ValueSource.SCHEDULE,
        ValueSource.SCHEDULE,
        ValueSource.NONE,
    )


def test_run_does_not_record_what_arrived_early(books: Books) -> None:
    schedule(books, posts=True, starts_on=DUE)
    books.spend("2026-02-01", "800", books.rent, payee="Landlord")

    assert run_schedules(by=books.actor, today=TODAY) == Run(matched=1)
    assert Transaction.objects.count() == 1


def test_the_banks_row_takes_the_place_of_what_was_recorded(books: Books) -> None:
    row = schedule(books, posts=True, starts_on=DUE)
    run_schedules(by=books.actor, today=TODAY)
    paid = books.spend("2026-02-05", "800", books.rent, payee="Landlord")
    Transaction.objects.filter(pk=paid.pk).update(source=TransactionSource.IMPORT)

    assert run_schedules(by=books.actor, today=TODAY) == Run(matched=1)
    assert run_schedules(by=books.actor, today=TODAY) == Run()

    (each,) = expected(books, row)
    assert (each.state, each.transaction_id) == (OccurrenceState.MATCHED, paid.pk)
    assert list(Transaction.objects.live()) == [paid]


def test_undone_recording_is_not_recorded_again(books: Books) -> None:
    row = schedule(books, posts=True, starts_on=DUE)
    run_schedules(by=books.actor, today=TODAY)

    undo_change_set(by=books.actor, change_set=ChangeSet.objects.get(kind="schedule.posted"))

    assert Transaction.objects.live().count() == 0
    assert run_schedules(by=books.actor, today=TODAY) == Run()
    assert states(books, row) == ["missed"]


def test_deleted_recording_is_skipped(books: Books) -> None:
    row = schedule(books, posts=True, starts_on=DUE)
    run_schedules(by=books.actor, today=TODAY)

    delete_transactions(
        by=books.actor, transactions=list(Transaction.objects.values_list("pk", flat=True))
    )

    assert run_schedules(by=books.actor, today=TODAY) == Run()
    assert states(books, row) == ["skipped"]


def test_lock_closed_period_is_matched_but_never_recorded_in(books: Books) -> None:
    paid = schedule(books, starts_on=DUE)
    books.spend("2026-02-03", "800", books.rent, payee="Landlord")
    booked = schedule(books, "-50", name="Gym", payee=None, posts=True, starts_on=DUE)
    make_closed_month(books.household, "2026-02")

    run = run_schedules(by=books.actor, today=TODAY)

    assert (run.matched, run.posted) == (1, 0)
    assert [(key, day) for key, day, _reason in run.refused] == [(booked.pk, DUE)]
    assert (states(books, paid), states(books, booked)) == (["matched"], ["missed"])
    with pytest.raises(ClosedPeriod):
        post_occurrence(by=books.actor, schedule=booked, due_on=DUE)


def test_card_payment_is_what_the_card_is_owed_on_the_day(books: Books) -> None:
    books.book("2026-01-20", (books.card, "-120"), (books.groceries, "120"))
    books.book("2026-02-03", (books.card, "-7"), (books.groceries, "7"))
    row = schedule(
        books, "0", other=books.card, payee=None, amount_kind=AmountKind.BALANCE, starts_on=DUE,
        posts=True,
    )  # fmt: skip

    run_schedules(by=books.actor, today=TODAY)

    (each,) = expected(books, row)
    assert (each.state, each.amount.amount) == (OccurrenceState.POSTED, -120)
    assert each.arrived == each.amount


@pytest.mark.parametrize(
    ("stated", "amount"),
    [
        pytest.param([("2026-01-25", "-120")], -120, id="what was bought later waits"),
        pytest.param([("2026-01-10", "-50"), ("2026-01-25", "-120")], -120, id="the latest one"),
        pytest.param([("2026-01-25", "-120"), ("2026-02-05", "-127")], -120, id="a later one"),
        pytest.param([("2026-01-25", "14")], 0, id="nothing is owed"),
        pytest.param([("2026-01-02", "-50")], -127, id="one that was paid the last time"),
        pytest.param([], -127, id="none yet: what is owed on the day"),
    ],
)
def test_card_is_paid_what_its_statement_says(
    books: Books, stated: list[tuple[str, str]], amount: int
) -> None:
    books.book("2026-01-20", (books.card, "-120"), (books.groceries, "120"))
    books.book("2026-02-01", (books.card, "-7"), (books.groceries, "7"))
    for on, balance in stated:
        day = date.fromisoformat(on)
        assert_balance(by=books.actor, account=books.card, on=day, amount=Decimal(balance))
    row = schedule(
        books, "0", other=books.card, payee=None, amount_kind=AmountKind.STATEMENT, starts_on=DUE,
        posts=True,
    )  # fmt: skip
    (before,) = expected(books, row)

    run_schedules(by=books.actor, today=TODAY)

    (each,) = expected(books, row)
    assert (before.amount.amount, each.amount.amount) == (amount, amount)
    assert each.state is (OccurrenceState.POSTED if amount else OccurrenceState.SKIPPED)


def test_card_is_paid_what_was_reconciled(books: Books) -> None:
    books.book("2026-01-20", (books.card, "-120"), (books.groceries, "120"))
    books.book("2026-02-01", (books.card, "-7"), (books.groceries, "7"))
    statement = begin_reconciliation(
        by=books.actor, account=books.card, statement_date=date(2026, 1, 25),
        statement_balance=Decimal(-120),
    )  # fmt: skip
    kind = AmountKind.STATEMENT
    row = schedule(books, "0", other=books.card, payee=None, amount_kind=kind, starts_on=DUE)
    amounts = [expected(books, row)[0].amount.amount]

    finish_reconciliation(by=books.actor, reconciliation=statement)

    assert [*amounts, expected(books, row)[0].amount.amount] == [-127, -120]


def test_card_that_is_owed_nothing_is_skipped(books: Books) -> None:
    row = schedule(
        books, "0", other=books.card, payee=None, amount_kind=AmountKind.BALANCE, starts_on=DUE,
        posts=True,
    )  # fmt: skip

    run_schedules(by=books.actor, today=TODAY)

    assert (states(books, row), Transaction.objects.count()) == (["skipped"], 0)


def test_last_instalment_is_what_the_others_leave(books: Books) -> None:
    row = schedule(books, "-333.33", total=Decimal(-1000), times=3)
    year = Period(date(2026, 1, 1), date(2027, 1, 1))

    found = [(each.number, each.amount.amount) for each in expected(books, row, days=year)]

    assert found == [(1, Decimal("-333.33")), (2, Decimal("-333.33")), (3, Decimal("-333.34"))]


def test_skip_and_open_again(books: Books) -> None:
    row = schedule(books)

    skip_occurrence(by=books.actor, schedule=row, due_on=DUE)
    assert states(books, row) == ["skipped"]
    with pytest.raises(AlreadySettled):
        post_occurrence(by=books.actor, schedule=row, due_on=DUE)
    reopen_occurrence(by=books.actor, schedule=row, due_on=DUE)

    assert states(books, row) == ["missed"]
    with pytest.raises(NotDue):
        skip_occurrence(by=books.actor, schedule=row, due_on=date(2026, 2, 4))


def test_transaction_is_of_one_time_only(books: Books) -> None:
    row = schedule(books)
    paid = books.spend("2026-02-03", "800", books.rent, payee="Landlord")
    match_occurrence(by=books.actor, schedule=row, due_on=DUE, transaction=paid)

    with pytest.raises(AlreadySettled):
        match_occurrence(by=books.actor, schedule=row, due_on=date(2026, 1, 3), transaction=paid)


def test_transaction_that_is_deleted_for_good_frees_its_time(books: Books) -> None:
    row = schedule(books)
    paid = books.spend("2026-02-03", "800", books.rent, payee="Landlord")
    match_occurrence(by=books.actor, schedule=row, due_on=DUE, transaction=paid)

    paid.postings.all().delete()
    paid.delete()

    assert Occurrence.objects.get().transaction is None
    assert states(books, row) == ["missed"]
