"""Money lent to people, or paid back beyond what was owed: collected, written off, set against."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Household
from accounts.roles import Right, Role
from ledger.models import Transaction
from ledger.reports.people import people
from ledger.reports.verify import verify_ledger
from ledger.services.advances import advance, collect_advance, write_off_advance
from ledger.services.errors import ClosedPeriod, Inconsistent, NotATransfer
from ledger.services.posting import Leg
from ledger.services.transactions import TransactionDraft, update_transaction
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.services.test_debts import TODAY, line, owed_account, paid, told
from tests.ledger.services.test_transfers import last_act


def lend(books: Books, amount: str, day: str = "2026-05-02", **more: Any) -> Transaction:
    usual: dict[str, Any] = {
        "by": books.actor,
        "person": books.payee("Ana"),
        "account": books.checking,
    }
    values = usual | {"amount": Decimal(amount), "on": date.fromisoformat(day)} | more
    return advance(**values)


def collect(books: Books, amount: str, **more: Any) -> Transaction:
    usual: dict[str, Any] = {
        "by": books.actor,
        "person": books.payee("Ana"),
        "account": books.checking,
    }
    values = usual | {"amount": Decimal(amount), "on": date(2026, 5, 12)} | more
    return collect_advance(**values)


def write_off(books: Books, amount: str, **more: Any) -> Transaction:
    usual: dict[str, Any] = {"by": books.actor, "person": books.payee("Ana"), "currency": "EUR"}
    values = usual | {"amount": Decimal(amount), "on": date(2026, 5, 13)} | more
    return write_off_advance(**values)


def legs(row: Transaction) -> dict[str, Decimal]:
    return dict(row.postings.values_list("account__name", "amount"))


def lent(books: Books) -> list[tuple[int, int, int]]:
    """Return each sum lent that is open: how much, what of it came back, for how many days."""
    return [
        (int(each.owed.amount), int(each.settled.amount), each.age)
        for each in line(books).debts.advances
    ]


def test_what_is_lent_is_owed_and_collected_the_oldest_first(books: Books) -> None:
    row = lend(books, "50")
    lend(books, "30", "2026-05-08")

    back = collect(books, "60", memo="Cash")

    assert legs(row) == {"Test checking": -50, "Owed to Ana": 50}
    assert legs(back) == {"Test checking": 60, "Owed to Ana": -60}
    assert (str(back.payee), back.memo) == ("Ana", "Cash")
    assert lent(books) == [(30, 10, 12)]
    ana = line(books)
    assert (str(ana.owed_to_us.in_currency("EUR").rounded()), ana.is_open, ana.age) == (
        "20.00 EUR",
        True,
        12,
    )
    assert told(books) == ("-", "-", "20.00 EUR")
    assert [each.payee.name for each in people(books.household, today=TODAY)] == ["Ana"]
    assert verify_ledger(books.household).differences == ()


def test_lending_and_paying_for_us_settle_each_other(books: Books) -> None:
    paid(books, "2026-05-01", "30")
    lend(books, "50")

    assert told(books) == ("-", "-", "20.00 EUR")
    assert lent(books) == [(50, 30, 18)]
    paid(books, "2026-05-03", "25")
    assert told(books) == ("-", "5.00 EUR", "-5.00 EUR")
    assert lent(books) == []
    assert [int(each.outstanding.amount) for each in line(books).debts.lines] == [0, 5]


def test_what_is_paid_back_beyond_what_is_owed_is_lent(books: Books) -> None:
    paid(books, "2026-05-01", "30")
    row = lend(books, "30", "2026-05-04")
    assert not line(books).is_open

    more = (Leg(books.checking, Decimal(-42)), Leg(owed_account(books), Decimal(42)))
    draft = TransactionDraft(date=row.date, legs=more, payee=row.payee)
    update_transaction(by=books.actor, transaction=row, draft=draft)

    assert (lent(books), line(books).is_open) == ([(42, 30, 16)], True)


@pytest.mark.parametrize(
    ("usual", "chosen", "category"),
    [
        (False, False, "Uncategorised expense"),
        (True, False, "Test groceries"),
        (True, True, "Test food"),
    ],
)
def test_what_is_written_off_is_spending_of_the_day(
    books: Books, category: str, *, usual: bool, chosen: bool
) -> None:
    lend(books, "50")
    ana = books.payee("Ana")
    if usual:
        ana.default_category = books.groceries
        ana.save()

    row = write_off(books, "20", person=ana, category=books.food if chosen else None)

    assert legs(row) == {"Owed to Ana": -20, category: 20}
    assert (row.date, row.memo) == (date(2026, 5, 13), "Written off")
    assert told(books) == ("-", "-", "30.00 EUR")
    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert told(books) == ("-", "-", "50.00 EUR")


@pytest.mark.parametrize("act", [collect, write_off])
@pytest.mark.parametrize("amount", ["0", "-1", "50.01"])
def test_no_more_than_is_lent_comes_back(books: Books, act: Any, amount: str) -> None:
    lend(books, "50")

    with pytest.raises(ValidationError, match=r"50\.00 EUR"):
        act(books, amount)


def test_what_cannot_be_lent_is_refused(books: Books, other_household: Household) -> None:
    stranger = books.payee("Eve")
    stranger.household = other_household
    lend(books, "50")

    with pytest.raises(Inconsistent):
        lend(books, "0")
    with pytest.raises(NotATransfer):
        lend(books, "5", account=books.food)
    with pytest.raises(Inconsistent):
        lend(books, "5", person=stranger)
    with pytest.raises(Inconsistent):
        write_off(books, "5", category=books.card)
    with pytest.raises(ValidationError):
        write_off(books, "5", currency="USD")
    make_closed_month(books.household, "2026-05")
    for act in (lend, collect, write_off):
        with pytest.raises(ClosedPeriod):
            act(books, "5")
    assert told(books) == ("-", "-", "50.00 EUR")


def test_roles_and_rights_hold(books: Books) -> None:
    lend(books, "50")
    viewer = make_guest(books.household, Role.VIEWER, email="v@example.org").actor
    reader = limit(make_guest(books.household), owed_account(books), Right.READ, by=books.actor)

    for act in (lend, collect, write_off):
        for who in (viewer, reader):
            with pytest.raises(PermissionDenied):
                act(books, "5", by=who)
