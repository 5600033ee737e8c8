"""Statements held against the books: ticked, locked, opened again, and what the lock stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.enums import Status
from ledger.models import ChangeSet, Payee, Posting, Reconciliation, Tag, Tick, Transaction
from ledger.reports.reconciliations import Progress, past_reconciliations, reconciliation_progress
from ledger.reports.verify import verify_ledger
from ledger.services.acts import undo_act
from ledger.services.bulk_edits import (
    categorise_transactions,
    set_memo,
    set_payee,
    set_status,
    tag_transactions,
)
from ledger.services.duplicate_merges import merge_duplicates
from ledger.services.errors import NotReconciling, Reconciled, Unreconciled
from ledger.services.import_undo import undo_import
from ledger.services.posting import Leg
from ledger.services.reconciliations import (
    begin_reconciliation,
    discard_reconciliation,
    finish_reconciliation,
    reopen_reconciliation,
    set_ticks,
    update_reconciliation,
)
from ledger.services.transactions import (
    TransactionDraft,
    delete_transactions,
    restore_transactions,
    update_transaction,
)
from ledger.services.transfer_links import link_transfers
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.imports.bank import batch_of, bring_in, csv
from tests.ledger.services.test_transfers import last_act

MARCH = date(2026, 3, 31)


def begin(books: Books, balance: str, on: date = MARCH, **more: Any) -> Reconciliation:
    given: dict[str, Any] = {"by": books.actor, "account": books.checking} | more
    return begin_reconciliation(statement_date=on, statement_balance=Decimal(balance), **given)


def finish(books: Books, row: Reconciliation, **more: Any) -> Reconciliation:
    return finish_reconciliation(by=books.actor, reconciliation=row, **more)


def progress(books: Books, row: Reconciliation) -> Progress:
    return reconciliation_progress(books.household, Reconciliation.objects.get(pk=row.pk))


def figures(found: Progress) -> tuple[Decimal, Decimal, Decimal]:
    """Return what was settled, what is ticked, and the difference."""
    return found.settled.amount, found.ticked.amount, found.difference.amount


def status_of(row: Transaction) -> str:
    row.refresh_from_db()
    return row.status


def locked(books: Books) -> tuple[Transaction, Reconciliation]:
    """Return a row of March, and the statement that holds it."""
    row = books.spend("2026-03-02", "12.50", payee="Corner shop")
    done = finish(books, begin(books, "-12.50"))
    row.refresh_from_db()
    return row, done


def test_rows_of_the_month_are_offered_and_cleared_ones_ticked(books: Books) -> None:
    books.spend("2026-02-10", "5")
    shop = books.spend("2026-03-02", "12.50", payee="Corner shop")
    coffee = books.spend("2026-03-05", "3", status=Status.PENDING)
    books.spend("2026-04-01", "100")

    found = progress(books, begin(books, "-20.50"))

    assert [(row.id, row.amount.amount, row.is_ticked) for row in found.rows] == [
        (shop.pk, Decimal("-12.50"), True),
        (coffee.pk, -3, False),
    ]
    assert figures(found) == (-5, Decimal("-12.50"), -3)


def test_ticking_brings_the_difference_to_nothing_and_locks(books: Books) -> None:
    shop = books.spend("2026-03-02", "12.50", status=Status.PENDING)
    stray = books.spend("2026-03-03", "7")
    begun = begin(books, "-12.50")

    found = set_ticks(by=books.actor, reconciliation=begun, on=[shop.pk, 10**12], off=[stray.pk])
    finish(books, begun)

    assert (found.is_even, found.ticked_count) == (True, 1)
    assert (status_of(shop), status_of(stray)) == ("reconciled", "cleared")
    (past,) = past_reconciliations(books.household, books.checking)
    assert (past.count, past.released, past.row.finished_by) == (1, 0, books.actor.user)
    assert verify_ledger(books.household).differences == ()


def test_what_was_settled_is_not_offered_again(books: Books) -> None:
    locked(books)
    late = books.spend("2026-03-20", "2")

    found = progress(books, begin(books, "-14.50", date(2026, 4, 30)))

    assert [row.id for row in found.rows] == [late.pk]
    assert figures(found) == (Decimal("-12.50"), -2, 0)


def test_a_transfer_is_reconciled_on_each_of_its_accounts(books: Books) -> None:
    paid = books.book("2026-03-04", (books.checking, "-50"), (books.card, "50"))
    finish(books, begin(books, "-50"))

    card = begin(books, "50", account=books.card)

    assert [row.id for row in progress(books, card).rows] == [paid.pk]
    finish(books, card)
    reopen_reconciliation(by=books.actor, reconciliation=card)
    assert status_of(paid) == "reconciled"


def test_what_was_reconciled_by_hand_counts_as_settled(books: Books) -> None:
    books.spend("2026-03-02", "12.50", status=Status.RECONCILED)

    found = progress(books, begin(books, "-12.50"))

    assert (found.rows, figures(found)) == ((), (Decimal("-12.50"), 0, 0))


def test_a_difference_is_refused_or_adjusted(books: Books) -> None:
    books.spend("2026-03-02", "12.50")
    begun = begin(books, "-14")

    with pytest.raises(Unreconciled, match=r"-1\.50"):
        finish(books, begun)
    done = finish(books, begun, is_adjusted=True)

    booked = done.adjustment
    assert booked is not None
    legs = booked.postings.values_list("account__name", "amount")
    assert list(legs) == [
        ("Test checking", Decimal("-1.5")),
        ("Balance adjustments", Decimal("1.5")),
    ]
    assert (booked.date, status_of(booked), done.ticks.count()) == (MARCH, "reconciled", 2)


def test_an_open_one_is_corrected_and_given_up(books: Books) -> None:
    books.spend("2026-03-20", "2")
    begun = begin(books, "-1")
    with pytest.raises(NotReconciling):
        begin(books, "0")

    changed = update_reconciliation(
        by=books.actor, reconciliation=begun, statement_date=date(2026, 3, 10),
        statement_balance=Decimal(0),
    )  # fmt: skip

    assert figures(progress(books, changed)) == (0, 0, 0)
    discard_reconciliation(by=books.actor, reconciliation=begun)
    assert (Reconciliation.objects.live().count(), Tick.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("on", "since", "field"),
    [
        (date(2026, 3, 30), None, "statement_date"),
        (date(2300, 1, 1), None, "statement_date"),
        (date(2026, 4, 30), date(2026, 5, 1), "since"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    books: Books, on: date, since: date | None, field: str
) -> None:
    locked(books)

    with pytest.raises(ValidationError) as refused:
        begin(books, "0", on, since=since)

    assert set(refused.value.message_dict) == {field}


def test_only_the_last_one_is_reopened_and_its_rows_stay_ticked(books: Books) -> None:
    row, first = locked(books)
    books.spend("2026-04-02", "1")
    second = finish(books, begin(books, "-13.50", date(2026, 4, 30)))

    with pytest.raises(NotReconciling):
        reopen_reconciliation(by=books.actor, reconciliation=first)
    reopen_reconciliation(by=books.actor, reconciliation=second)
    discard_reconciliation(by=books.actor, reconciliation=second)
    reopened = reopen_reconciliation(by=books.actor, reconciliation=first)

    assert (status_of(row), reopened.is_open, reopened.finished_by) == ("cleared", True, None)
    assert progress(books, reopened).is_even


def test_undo_of_the_locking_reopens(books: Books) -> None:
    row, done = locked(books)
    locking = last_act(books.actor)

    result = undo_act(by=books.actor, change_set=locking)

    assert (result.undone, status_of(row)) == (2, "cleared")
    assert Reconciliation.objects.get(pk=done.pk).is_open
    assert [act.pk for act in locking.undone_by.all()] == [last_act(books.actor).pk]


def test_rows_in_a_closed_month_are_held_and_keep_their_status(books: Books) -> None:
    row = books.spend("2026-03-02", "12.50")
    make_closed_month(books.household, "2026-03")

    done = finish(books, begin(books, "-12.50"))

    assert (status_of(row), [tick.is_marked for tick in done.ticks.all()]) == ("cleared", [False])
    reopen_reconciliation(by=books.actor, reconciliation=done)
    assert verify_ledger(books.household).differences == ()


Act = Callable[[Books, Actor, Transaction], object]


def _draft(row: Transaction, legs: list[Leg] | None = None, **more: Any) -> TransactionDraft:
    kept = tuple(Leg(leg.account, leg.amount, leg.value) for leg in row.postings.all())
    given: dict[str, Any] = {"date": row.date, "payee": row.payee, "status": Status(row.status)}
    return TransactionDraft(legs=tuple(legs or kept), **(given | more))


def _edit(**more: Any) -> Act:
    return lambda _books, by, row: update_transaction(
        by=by, transaction=row, draft=_draft(row, **more)
    )


def _amount(books: Books, by: Actor, row: Transaction) -> object:
    legs = [Leg(books.checking, Decimal(-13)), Leg(books.groceries, Decimal(13))]
    return update_transaction(by=by, transaction=row, draft=_draft(row, legs))


def _account(books: Books, by: Actor, row: Transaction) -> object:
    legs = [Leg(books.card, Decimal("-12.50")), Leg(books.groceries, Decimal("12.50"))]
    return update_transaction(by=by, transaction=row, draft=_draft(row, legs))


def _undo_recording(_books: Books, by: Actor, row: Transaction) -> object:
    recorded = ChangeSet.objects.get(kind="transaction.record", changes__object_id=row.pk)
    return undo_act(by=by, change_set=recorded)


def _merge(books: Books, by: Actor, row: Transaction) -> object:
    twin = books.spend("2026-03-03", "12.50", payee="Corner shop")
    fields = {"date": twin.pk}
    return merge_duplicates(by=by, first=twin.pk, second=row.pk, fields=fields)


STOPPED: dict[str, Act] = {
    "another amount": _amount,
    "another account": _account,
    "another day": _edit(date=date(2026, 3, 3)),
    "another status": _edit(status=Status.CLEARED),
    "a status by the hundred": lambda _books, by, row: set_status(
        by=by, transactions=[row.pk], status=Status.PENDING
    ),
    "the trash": lambda _books, by, row: delete_transactions(by=by, transactions=[row.pk]),
    "undoing what recorded it": _undo_recording,
    "merging it with a twin of another day": _merge,
}


@pytest.mark.parametrize("name", STOPPED)
def test_lock_stops_an_act_that_nobody_confirmed(books: Books, name: str) -> None:
    row, done = locked(books)
    held = Posting.objects.filter(transaction=row, account=books.checking).values_list("amount")

    with pytest.raises(Reconciled, match=r"Test checking, 31 Mar 2026"):
        STOPPED[name](books, books.actor, row)

    row.refresh_from_db()
    assert (row.date, row.status, row.deleted_at) == (date(2026, 3, 2), "reconciled", None)
    assert [amount for (amount,) in held] == [Decimal("-12.50")]
    assert not done.ticks.filter(is_released=True).exists()


@pytest.mark.parametrize("name", STOPPED)
def test_a_confirmed_act_goes_through_and_opens_the_row_again(books: Books, name: str) -> None:
    row, done = locked(books)

    STOPPED[name](books, books.actor.confirming(), row)

    assert [tick.is_released for tick in done.ticks.all()] == [True]
    (past,) = past_reconciliations(books.household, books.checking)
    assert past.released == 1
    assert verify_ledger(books.household).differences == ()


FREE: dict[str, Act] = {
    "a memo": lambda _books, by, row: set_memo(by=by, transactions=[row.pk], memo="x"),
    "a payee": lambda books, by, row: set_payee(
        by=by, transactions=[row.pk], payee=books.payee("Other")
    ),
    "a category": lambda books, by, row: categorise_transactions(
        by=by, transactions=[row.pk], category=books.rent
    ),
    "a tag": lambda books, by, row: tag_transactions(
        by=by, transactions=[row.pk], tags=[books.tag("trip")]
    ),
    "the form without a change of figures": _edit(memo="y"),
}


def test_joining_asks_for_the_half_that_goes(books: Books) -> None:
    out = half(books, books.card, "2026-03-01", "-12.50")
    came = half(books, books.checking, "2026-03-02", "12.50")
    done = finish(books, begin(books, "12.50"))

    with pytest.raises(Reconciled):
        link_transfers(by=books.actor, pairs=[(out.pk, came.pk)])
    link_transfers(by=books.actor.confirming(), pairs=[(out.pk, came.pk)])

    assert [tick.is_released for tick in done.ticks.all()] == [True]
    found = progress(books, begin(books, "12.50", date(2026, 4, 30)))
    assert [row.id for row in found.rows] == [out.pk]


@pytest.mark.parametrize("name", FREE)
def test_words_stay_free(books: Books, name: str) -> None:
    row, done = locked(books)
    version = row.version

    FREE[name](books, books.actor, row)

    row.refresh_from_db()
    assert (row.version > version, row.status) == (True, "reconciled")
    assert not done.ticks.filter(is_released=True).exists()
    assert (Payee.objects.exists(), Tag.objects.count() in {0, 1}) == (True, True)


def test_what_is_again_as_it_was_is_held_again(books: Books) -> None:
    row, done = locked(books)
    sure = books.actor.confirming()
    delete_transactions(by=sure, transactions=[row.pk])

    restore_transactions(by=books.actor, transactions=[row.pk])

    assert [tick.is_released for tick in done.ticks.all()] == [False]
    with pytest.raises(Reconciled):
        delete_transactions(by=books.actor, transactions=[row.pk])


def test_an_import_leaves_what_is_reconciled_and_taking_it_back_keeps_it(books: Books) -> None:
    file = csv(("2026-03-02", "Coffee Bar", "-3.50"), ("2026-03-03", "Bakery", "-2.00"))
    batch = batch_of(bring_in(books, file))
    coffee = Transaction.objects.get(raw_payee="Coffee Bar")
    begun = begin(books, "-3.50")
    bakery = Transaction.objects.get(raw_payee="Bakery")
    set_ticks(by=books.actor, reconciliation=begun, on=[coffee.pk], off=[bakery.pk])
    finish(books, begun)

    again = bring_in(books, file)
    taken = undo_import(by=books.actor, batch=batch)

    assert (again.added, again.matched + again.skipped) == (0, 2)
    assert (taken.removed, [kept.transaction_id for kept in taken.kept]) == (1, [coffee.pk])
    assert taken.kept[0].reason == "reconciled with a statement"


def test_nobody_reconciles_what_they_may_not_write(books: Books) -> None:
    begun = begin(books, "0")
    viewer = make_guest(books.household, Role.VIEWER)
    guest = make_guest(books.household, Role.MEMBER, "guest@example.org")
    limited = limit(guest, books.checking, Right.READ, by=books.actor)

    for by in (viewer.actor, limited):
        for act in (
            lambda by=by: begin(books, "0", by=by),
            lambda by=by: set_ticks(by=by, reconciliation=begun, on=[]),
            lambda by=by: finish_reconciliation(by=by, reconciliation=begun),
            lambda by=by: discard_reconciliation(by=by, reconciliation=begun),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_a_hidden_account_hides_its_statements_and_their_history(books: Books) -> None:
    locked(books)
    guest = make_guest(books.household, Role.MEMBER)
    actor = limit(guest, books.checking, Right.NONE, by=books.actor)

    enter_household(books.household.pk, hidden=actor.hidden)

    assert (Reconciliation.objects.count(), Tick.objects.count()) == (0, 0)
    assert not ChangeSet.objects.filter(kind__startswith="reconciliation").exists()
