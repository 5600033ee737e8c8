"""Money back that counts in the month of its purchase: every figure agrees, closed months hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from ledger.enums import SystemRole
from ledger.models import Account, Refund, Transaction
from ledger.reports.balances import balance_sheet, monthly_changes
from ledger.reports.verify import verify_ledger
from ledger.services.errors import ClosedPeriod, Inconsistent
from ledger.services.refund_months import set_refund_month
from ledger.services.refunds import link_refund, unlink_refund
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.periods import make_closed_month
from tests.factories.rights import make_guest
from tests.ledger.services.test_shares import amounts, settle, share
from tests.ledger.services.test_transfers import last_act


@pytest.fixture
def bought(books: Books) -> Transaction:
    return books.spend("2026-03-02", "100", books.food, payee="Shop")


@pytest.fixture
def came(books: Books) -> Transaction:
    return half(books, books.checking, "2026-04-09", "30")


@pytest.fixture
def refund(books: Books, bought: Transaction, came: Transaction) -> Refund:
    return link_refund(by=books.actor, purchase=bought.pk, incoming=came.pk)


@pytest.fixture
def by_default(books: Books) -> None:
    books.household.refunds_in_purchase_month = True
    books.household.save()
    books.actor.household.refunds_in_purchase_month = True


def months(books: Books) -> dict[str, tuple[int, int]]:
    """Return what March and April changed in food and in checking."""
    found = {
        (row.account_id, f"{row.month:%b}"): int(row.change.amount)
        for row in monthly_changes(books.household)
    }
    return {
        month: (found.get((books.food.pk, month), 0), found.get((books.checking.pk, month), 0))
        for month in ("Mar", "Apr")
    }


def test_money_back_moves_to_the_purchases_month_and_back(
    books: Books, bought: Transaction, came: Transaction, refund: Refund
) -> None:
    own = {"Mar": (100, -100), "Apr": (-30, 30)}
    assert months(books) == own

    moved = set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    again = set_refund_month(by=books.actor, refund=moved, in_purchase_month=True)

    equity = Account.objects.get(system_role=SystemRole.REFUNDS)
    assert (again.version, again.category) == (moved.version, books.food)
    assert months(books) == {"Mar": (70, -100), "Apr": (0, 30)}
    assert amounts(bought) == {"Test checking": -100, "Test food": 70, equity.name: 30}
    assert amounts(came) == {"Test checking": 30, equity.name: -30}
    for day, held in (("2026-03-31", "30.00 EUR"), ("2026-04-30", "")):
        sheet = balance_sheet(books.household, as_of=date.fromisoformat(day))
        assert ", ".join(str(money.rounded()) for money in sheet.of(equity.pk).own) == held
    assert verify_ledger(books.household).differences == ()

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert months(books) == own
    moved = set_refund_month(by=books.actor, refund=Refund.objects.get(), in_purchase_month=True)
    set_refund_month(by=books.actor, refund=moved, in_purchase_month=False)
    assert months(books) == own
    assert amounts(bought) == {"Test checking": -100, "Test food": 100}
    assert verify_ledger(books.household).differences == ()


@pytest.mark.usefixtures("by_default")
def test_household_chooses_for_new_ones(
    books: Books, bought: Transaction, came: Transaction
) -> None:
    refund = link_refund(by=books.actor, purchase=bought.pk, incoming=came.pk)
    assert months(books) == {"Mar": (70, -100), "Apr": (0, 30)}

    unlink_refund(by=books.actor, refund=refund)
    assert months(books) == {"Mar": (100, -100), "Apr": (-30, 30)}
    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert months(books) == {"Mar": (70, -100), "Apr": (0, 30)}


@pytest.mark.usefixtures("by_default")
def test_what_a_person_pays_counts_in_each_purchase(books: Books, bought: Transaction) -> None:
    trip = books.spend("2026-03-05", "60", books.rent)
    share(books, bought, "Bob")
    share(books, trip, "Bob")
    paid = half(books, books.checking, "2026-04-09", "90")

    settle(books, "Bob", paid)

    assert months(books) == {"Mar": (50, -160), "Apr": (0, 90)}
    assert amounts(trip)["Test rent"] == 30
    assert "Uncategorised income" in amounts(paid)
    assert verify_ledger(books.household).differences == ()


@pytest.mark.usefixtures("by_default")
def test_closed_months_stay(books: Books, bought: Transaction, came: Transaction) -> None:
    make_closed_month(books.household, "2026-03")

    refund = link_refund(by=books.actor, purchase=bought.pk, incoming=came.pk)

    assert months(books) == {"Mar": (100, -100), "Apr": (-30, 30)}
    with pytest.raises(ClosedPeriod):
        set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)


def test_all_of_it_may_come_back(books: Books, bought: Transaction) -> None:
    all_of_it = half(books, books.checking, "2026-04-09", "100")
    refund = link_refund(by=books.actor, purchase=bought.pk, incoming=all_of_it.pk)

    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    assert amounts(bought)["Test food"] == 0

    unlink_refund(by=books.actor, refund=Refund.objects.get())
    assert months(books) == {"Mar": (100, -100), "Apr": (-100, 100)}


def test_foreign_money_counts_in_its_own_currency(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.9")
    books.rate("2026-04-09", "USD", "EUR", "0.8")
    bought = books.book("2026-03-02", (books.dollars, "-10"), (books.food, "10"), currency="USD")
    back = half(books, books.dollars, "2026-04-09", "4")
    refund = link_refund(by=books.actor, purchase=bought.pk, incoming=back.pk)

    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)

    leg = bought.postings.get(account=books.food)
    assert (leg.value, leg.base_value) == (Decimal(6), Decimal("5.4"))
    assert verify_ledger(books.household).differences == ()


def test_one_of_both_does_not_go_alone(
    books: Books, bought: Transaction, came: Transaction, refund: Refund
) -> None:
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)

    for row in (bought, came):
        with pytest.raises(Inconsistent, match="another month"):
            delete_transactions(by=books.actor, transactions=[row.pk])

    unlink_refund(by=books.actor, refund=Refund.objects.get())
    assert delete_transactions(by=books.actor, transactions=[bought.pk, came.pk]) == 2


def test_what_was_edited_since_is_told(
    books: Books, bought: Transaction, came: Transaction, refund: Refund
) -> None:
    viewer = make_guest(books.household, Role.VIEWER).actor
    with pytest.raises(PermissionDenied):
        set_refund_month(by=viewer, refund=refund, in_purchase_month=True)
    equity = books.account("Elsewhere", "equity")  # type: ignore[arg-type]
    came.postings.filter(account=books.food).update(account=equity)
    with pytest.raises(Inconsistent, match="category of its purchase"):
        set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    came.postings.filter(account=equity).update(account=books.food)

    moved = set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    system = Account.objects.get(system_role=SystemRole.REFUNDS)
    bought.postings.filter(account=system).update(account=equity)

    with pytest.raises(Inconsistent, match="changed since"):
        set_refund_month(by=books.actor, refund=moved, in_purchase_month=False)
