"""Purchases shared with people, and what they owe settled at once or given up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Household
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.enums import AccountKind, ClaimState, SharingKind
from ledger.models import Claim, Refund, Transaction
from ledger.reports.people import people
from ledger.reports.verify import verify_ledger
from ledger.services.errors import AlreadyLinked, ClosedPeriod, Inconsistent
from ledger.services.shares import give_up_person, settle_person, share_purchase
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.services.test_transfers import last_act, legs

TODAY = date(2026, 5, 20)
EQUAL = SharingKind.EQUAL


def share(books: Books, row: Transaction, *names: str, **more: Any) -> list[Claim]:
    usual: dict[str, Any] = {"by": books.actor, "kind": EQUAL, "own": Decimal(1)}
    parts = [(books.payee(name), Decimal(1)) for name in names]
    usual |= {"purchase": row.pk, "parts": parts, "asked_on": date(2026, 3, 11)}
    return share_purchase(**(usual | more))


def settle(books: Books, name: str, row: Transaction, **more: Any) -> list[Refund]:
    usual: dict[str, Any] = {
        "by": books.actor,
        "person": books.payee(name),
        "incoming": row.pk,
        "today": TODAY,
    }
    return settle_person(**(usual | more))


def owed(books: Books) -> dict[str, str]:
    return {
        row.payee.name: ", ".join(str(money.rounded()) for money in row.outstanding)
        for row in people(books.household, today=TODAY)
    }


def amounts(row: Transaction) -> dict[str, int]:
    return {name: int(amount) for name, amount, _value in legs(row)}


@pytest.fixture
def dinner(books: Books) -> Transaction:
    return books.spend("2026-03-02", "90", books.food, payee="Trattoria")


@pytest.fixture
def trip(books: Books) -> Transaction:
    return books.spend("2026-03-05", "60", books.rent, payee="Cabin")


@pytest.fixture
def both(books: Books, dinner: Transaction, trip: Transaction) -> None:
    """Bob owes 30 of a dinner and 30 of a trip, Carol 30 of the dinner."""
    share(books, dinner, "Bob", "Carol")
    share(books, trip, "Bob", asked_on=date(2026, 3, 20))


@pytest.mark.usefixtures("both")
def test_each_person_owes_their_part(books: Books) -> None:
    assert owed(books) == {"Bob": "60.00 EUR", "Carol": "30.00 EUR"}
    assert [row.age for row in people(books.household, today=TODAY)] == [70, 70]


def test_what_was_asked_for_is_not_shared_again(books: Books, dinner: Transaction) -> None:
    parts = [(books.payee("Bob"), Decimal(50))]
    share(books, dinner, kind=SharingKind.AMOUNTS, parts=parts)
    share(books, dinner, "Carol", own=Decimal(0))

    assert owed(books) == {"Bob": "50.00 EUR", "Carol": "40.00 EUR"}
    with pytest.raises(ValidationError, match="asked for already"):
        share(books, dinner, "Dora")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"parts": []}, "Name somebody"),
        ({"kind": SharingKind.PERCENT, "percents": ("60", "50")}, "more than a hundred"),
        ({"kind": SharingKind.AMOUNTS, "percents": ("60", "50")}, "more than what was spent"),
        ({"percents": ("1", "1"), "names": ("Bob", "Bob")}, "each person once"),
        ({"kind": SharingKind.SHARES, "percents": ("1", "99999")}, "too little"),
    ],
    ids=["nobody", "percent", "amounts", "twice", "nothing"],
)
def test_shares_that_do_not_fit_are_refused(
    books: Books, dinner: Transaction, more: dict[str, Any], said: str
) -> None:
    names = more.pop("names", ("Bob", "Carol"))
    percents = more.pop("percents", ())
    if percents:
        pairs = zip(names, percents, strict=True)
        more = more | {"parts": [(books.payee(name), Decimal(part)) for name, part in pairs]}

    with pytest.raises(ValidationError, match=said):
        share(books, dinner, **more)

    assert not Claim.objects.exists()


def test_others_payees_and_what_is_no_purchase_are_refused(
    books: Books, dinner: Transaction, other_household: Household
) -> None:
    income = books.book("2026-03-01", (books.checking, "10"), (books.salary, "-10"))
    with pytest.raises(Inconsistent):
        share(books, income, "Bob")
    payee = books.payee("Bob")
    payee.household = other_household
    with pytest.raises(Inconsistent):
        share(books, dinner, parts=[(payee, Decimal(1))])


@pytest.mark.usefixtures("both")
def test_one_payment_settles_the_oldest_first_by_category(
    books: Books, dinner: Transaction, trip: Transaction
) -> None:
    came = half(books, books.checking, "2026-04-09", "50", memo="From Bob")

    refunds = settle(books, "Bob", came)

    came.refresh_from_db()
    assert [(row.purchase_id, row.amount) for row in refunds] == [
        (dinner.pk, Decimal(30)),
        (trip.pk, Decimal(20)),
    ]
    assert amounts(came) == {"Test checking": 50, "Test food": -30, "Test rent": -20}
    assert str(came.payee) == "Bob"
    assert owed(books) == {"Carol": "30.00 EUR", "Bob": "10.00 EUR"}
    assert verify_ledger(books.household).differences == ()


@pytest.mark.usefixtures("both")
def test_what_is_paid_above_stays_where_it_was(books: Books) -> None:
    came = half(books, books.checking, "2026-04-09", "75")

    settle(books, "Bob", came)

    assert amounts(came) == {
        "Test checking": 75,
        "Test food": -30,
        "Test rent": -30,
        "Uncategorised income": -15,
    }
    assert owed(books) == {"Carol": "30.00 EUR", "Bob": ""}


@pytest.mark.usefixtures("both")
def test_settling_is_one_act_that_is_undone(books: Books) -> None:
    came = half(books, books.checking, "2026-04-09", "50")
    before = legs(came)
    settle(books, "Bob", came)

    undo_change_set(by=books.actor, change_set=last_act(books.actor))

    assert legs(came) == before
    assert owed(books)["Bob"] == "60.00 EUR"


@pytest.mark.usefixtures("both")
def test_payments_that_do_not_fit_are_refused(books: Books, dinner: Transaction) -> None:
    came = half(books, books.checking, "2026-04-09", "50")
    later = half(books, books.checking, "2026-04-11", "50")
    dollars = half(books, books.dollars, "2026-04-10", "50")
    with pytest.raises(Inconsistent, match="owes nothing in USD"):
        settle(books, "Bob", dollars)
    with pytest.raises(Inconsistent, match="owes nothing in EUR"):
        settle(books, "Dora", came)
    with pytest.raises(Inconsistent, match="one amount that came in"):
        settle(books, "Bob", dinner)
    settle(books, "Bob", came)
    with pytest.raises(AlreadyLinked):
        settle(books, "Carol", came)
    make_closed_month(books.household, "2026-04")
    with pytest.raises(ClosedPeriod):
        settle(books, "Carol", later)


@pytest.mark.usefixtures("both")
def test_all_of_it_is_given_up_as_one_act(books: Books) -> None:
    assert give_up_person(by=books.actor, person=books.payee("Bob"), today=TODAY) == 2
    assert owed(books) == {"Carol": "30.00 EUR", "Bob": ""}
    with pytest.raises(Inconsistent):
        give_up_person(by=books.actor, person=books.payee("Bob"), today=TODAY)

    undo_change_set(by=books.actor, change_set=last_act(books.actor))

    assert owed(books)["Bob"] == "60.00 EUR"
    assert not Claim.objects.filter(state=ClaimState.WAIVED).exists()


@pytest.mark.usefixtures("both")
def test_roles_and_rights_are_kept(books: Books, dinner: Transaction) -> None:
    came = half(books, books.checking, "2026-04-09", "50")
    viewer = make_guest(books.household, Role.VIEWER, "viewer@example.org").actor
    reader = limit(make_guest(books.household), books.checking, Right.READ, by=books.actor)
    hidden = limit(
        make_guest(books.household, email="guest@example.org"), books.checking, Right.NONE,
        by=books.actor,
    )  # fmt: skip
    for by in (viewer, reader):
        with pytest.raises(PermissionDenied):
            share(books, dinner, "Dora", by=by)
        with pytest.raises(PermissionDenied):
            settle(books, "Bob", came, by=by)
        with pytest.raises(PermissionDenied):
            give_up_person(by=by, person=books.payee("Bob"), today=TODAY)

    user = hidden.user.pk if hidden.user else None
    enter_household(books.household.pk, user_id=user, hidden=hidden.hidden)

    assert people(books.household, today=TODAY) == ()


def test_claims_in_several_currencies_are_settled_apart(books: Books, dinner: Transaction) -> None:
    cash = books.account("Test cash", AccountKind.CASH, "USD")
    share(books, dinner, "Bob")
    abroad = books.book("2026-03-03", (cash, "-20"), (books.food, "20"), currency="USD")
    share(books, abroad, "Bob")
    assert owed(books) == {"Bob": "45.00 EUR, 10.00 USD"}

    settle(books, "Bob", half(books, books.dollars, "2026-04-10", "10"))

    assert owed(books) == {"Bob": "45.00 EUR"}
