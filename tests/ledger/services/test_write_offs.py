"""What is owed either way and forgiven: in parts, counted once, undone, kept from strangers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Household
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.models import Account, MonthlyTotal, Refund, Transaction
from ledger.reports.claims import claim_lines
from ledger.reports.verify import verify_ledger
from ledger.services.errors import ClosedPeriod, Inconsistent
from ledger.services.refund_months import set_refund_month
from ledger.services.refunds import unlink_refund
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from ledger.services.write_offs import forgive_debt, write_off
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.services.test_debts import exact, line, owed_account, paid, told
from tests.ledger.services.test_shares import share
from tests.ledger.services.test_transfers import last_act

TODAY = date(2026, 5, 20)


@pytest.fixture
def dinner(books: Books) -> Transaction:
    """Ana owes 45 of a dinner and 10 of a trip, the dinner for longer."""
    dinner = books.spend("2026-03-02", "90", books.food, payee="Trattoria")
    share(books, dinner, "Ana")
    trip = books.spend("2026-03-05", "20", books.rent, payee="Cabin")
    share(books, trip, "Ana", asked_on=date(2026, 3, 20))
    return dinner


def write(books: Books, amount: str, **more: Any) -> list[Refund]:
    usual: dict[str, Any] = {"by": books.actor, "person": books.payee("Ana"), "on": TODAY}
    return write_off(**(usual | {"amount": Decimal(amount), "currency": "EUR"} | more))


def forgive(books: Books, amount: str, **more: Any) -> Transaction:
    usual: dict[str, Any] = {"by": books.actor, "person": books.payee("Ana"), "on": TODAY}
    return forgive_debt(**(usual | {"amount": Decimal(amount), "currency": "EUR"} | more))


def spent(books: Books, account: Account) -> dict[str, int]:
    """Return what a category holds by month, months of nothing left out."""
    totals = MonthlyTotal.objects.filter(household=books.household, account=account)
    rows = totals.order_by("month").values_list("month", "amount")
    return {f"{month:%Y-%m}": int(amount) for month, amount in rows if amount}


@pytest.mark.usefixtures("dinner")
@pytest.mark.parametrize(
    ("amount", "left", "lost"),
    [("55", "-", [45, 10]), ("20", "35.00 EUR", [20, 0]), ("50", "5.00 EUR", [45, 5])],
    ids=["all of it", "a part", "over two"],
)
def test_what_is_written_off_is_owed_no_more_and_counts_once(
    books: Books, amount: str, left: str, lost: list[int]
) -> None:
    write(books, amount)

    lines = claim_lines(books.household, today=TODAY)
    assert told(books)[0] == left
    assert [int(each.written_off.amount) for each in lines] == lost
    assert [each.received.amount for each in lines] == [0, 0]
    assert spent(books, books.food) == {"2026-03": 90}
    assert verify_ledger(books.household).differences == ()

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert told(books)[0] == "55.00 EUR"
    assert Transaction.objects.live().count() == 2


@pytest.mark.usefixtures("dinner")
def test_one_claim_alone_is_written_off(books: Books) -> None:
    trip = claim_lines(books.household, today=TODAY)[1].claim

    (refund,) = write(books, "10", claim=trip)

    row = refund.incoming
    assert (refund.claim, row.date, str(row.payee)) == (trip, TODAY, "Ana")
    legs = row.postings.order_by("position").values_list("account__name", "amount")
    assert list(legs) == [("Test checking", 0), ("Test rent", -10), ("Test rent", 10)]
    assert told(books)[0] == "45.00 EUR"
    with pytest.raises(ValidationError, match=r"0\.00 EUR"):
        write(books, "10", claim=trip)


@pytest.fixture
def _in_purchase_month(books: Books) -> None:
    books.actor.household.refunds_in_purchase_month = True
    books.actor.household.save()


@pytest.mark.usefixtures("_in_purchase_month")
def test_in_the_purchases_month_it_moves_to_the_day_chosen(
    books: Books, dinner: Transaction
) -> None:
    (refund,) = write(books, "45")

    assert spent(books, books.food) == {"2026-03": 45, "2026-05": 45}
    assert exact(refund.incoming) == {
        "Test checking": 0,
        "Test food": 45,
        "Money back of other months": -45,
    }
    with pytest.raises(Inconsistent):
        delete_transactions(by=books.actor, transactions=[refund.incoming_id])
    refund.refresh_from_db()
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=False)
    assert spent(books, books.food) == {"2026-03": 90}
    refund.refresh_from_db()
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    assert spent(books, books.food) == {"2026-03": 45, "2026-05": 45}
    assert exact(dinner)["Test food"] == 45
    assert verify_ledger(books.household).differences == ()


@pytest.mark.usefixtures("_in_purchase_month", "dinner")
def test_write_off_that_moved_spending_is_undone_and_done_again(books: Books) -> None:
    write(books, "45")

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    undone = spent(books, books.food), told(books)[0]
    undo_change_set(by=books.actor, change_set=last_act(books.actor))

    assert undone == ({"2026-03": 90}, "55.00 EUR")
    assert spent(books, books.food) == {"2026-03": 45, "2026-05": 45}
    assert told(books)[0] == "10.00 EUR"
    assert verify_ledger(books.household).differences == ()


@pytest.mark.usefixtures("dinner")
@pytest.mark.parametrize("in_purchase_month", [False, True], ids=["own month", "its month"])
def test_unlinking_takes_a_write_off_back(books: Books, *, in_purchase_month: bool) -> None:
    (refund,) = write(books, "45")
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=in_purchase_month)
    refund.refresh_from_db()

    unlink_refund(by=books.actor, refund=refund)

    assert told(books)[0] == "55.00 EUR"
    assert spent(books, books.food) == {"2026-03": 90}
    assert not Transaction.objects.live().filter(pk=refund.incoming_id).exists()
    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert told(books)[0] == "10.00 EUR"
    assert verify_ledger(books.household).differences == ()


@pytest.mark.parametrize(
    ("amount", "left"),
    [("60", ("-", [0, 0])), ("40", ("20.00 EUR", [0, 20]))],
    ids=["all of it", "a part"],
)
def test_what_is_forgiven_is_income_and_owed_no_more(
    books: Books, amount: str, left: tuple[str, list[int]]
) -> None:
    paid(books, "2026-03-02", "30")
    paid(books, "2026-03-09", "30")

    row = forgive(books, amount)

    taken = row.postings.get(account__kind="income").account
    assert taken.taxonomy_id == "income.gifts"
    assert exact(row) == {"Owed to Ana": int(amount), taken.name: -int(amount)}
    assert (row.date, str(row.payee), row.memo) == (TODAY, "Ana", "Forgiven")
    assert told(books)[1] == left[0]
    assert [int(each.outstanding.amount) for each in line(books).debts.lines] == left[1]
    assert spent(books, books.food) == {"2026-03": 60}
    assert verify_ledger(books.household).differences == ()

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert told(books)[1] == "60.00 EUR"


def test_what_is_forgiven_goes_where_it_is_said_to(books: Books) -> None:
    paid(books, "2026-03-02", "30")

    assert exact(forgive(books, "10", category=books.food))["Test food"] == -10
    Account.objects.filter(taxonomy_id="income.gifts").update(deleted_at="2026-05-01T00:00Z")
    assert exact(forgive(books, "10"))["Uncategorised income"] == -10
    with pytest.raises(Inconsistent):
        forgive(books, "10", category=books.card)


@pytest.mark.usefixtures("dinner")
@pytest.mark.parametrize("act", [write, forgive])
@pytest.mark.parametrize("amount", ["0", "-1", "55.01"])
def test_no_more_than_is_owed_is_forgiven(books: Books, act: Any, amount: str) -> None:
    paid(books, "2026-03-02", "55")

    with pytest.raises(ValidationError, match=r"55\.00 EUR"):
        act(books, amount)


@pytest.mark.usefixtures("dinner")
def test_other_currencies_and_households_are_refused(
    books: Books, other_household: Household
) -> None:
    paid(books, "2026-03-02", "30")
    stranger = books.payee("Eve")
    stranger.household = other_household

    with pytest.raises(Inconsistent, match="owes nothing in USD"):
        write(books, "1", currency="USD")
    with pytest.raises(ValidationError):
        forgive(books, "1", currency="USD")
    with pytest.raises(Inconsistent):
        write(books, "1", person=stranger)
    with pytest.raises(ValidationError):
        forgive(books, "1", person=stranger)


@pytest.mark.usefixtures("dinner")
def test_closed_months_stay(books: Books) -> None:
    paid(books, "2026-03-02", "30")
    make_closed_month(books.household, "2026-04")
    make_closed_month(books.household, "2026-03")
    books.actor.household.refunds_in_purchase_month = True

    for act in (write, forgive):
        with pytest.raises(ClosedPeriod):
            act(books, "5", on=date(2026, 4, 3))
    write(books, "5")
    assert spent(books, books.food) == {"2026-03": 120}


@pytest.mark.usefixtures("dinner")
def test_roles_and_rights_hold(books: Books) -> None:
    paid(books, "2026-03-02", "30")
    viewer = make_guest(books.household, Role.VIEWER, email="v@example.org").actor
    reader = make_guest(books.household)
    for account in (books.checking, owed_account(books)):
        by = limit(reader, account, Right.READ, by=books.actor)
    for act in (write, forgive):
        for who in (viewer, by):
            with pytest.raises(PermissionDenied):
                act(books, "5", by=who)
    hidden = limit(
        make_guest(books.household, email="h@example.org"), books.checking, Right.NONE,
        by=books.actor,
    )  # fmt: skip
    (refund,) = write(books, "5")

    user = hidden.user.pk if hidden.user else None
    enter_household(books.household.pk, user_id=user, hidden=hidden.hidden)

    assert not Transaction.objects.filter(pk=refund.incoming_id).exists()
    assert told(books)[0] == "-"
