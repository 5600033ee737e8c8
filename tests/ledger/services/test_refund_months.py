"""Money back that counts in the month of its purchase: every figure agrees, closed months hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from ledger.enums import Status, SystemRole
from ledger.models import Account, Refund, Transaction
from ledger.reports.balances import balance_sheet, monthly_changes
from ledger.reports.verify import verify_ledger
from ledger.services.entries import edit_transaction
from ledger.services.errors import ClosedPeriod, Inconsistent
from ledger.services.posting import Leg
from ledger.services.refund_months import set_refund_month
from ledger.services.refunds import link_refund, unlink_refund
from ledger.services.transactions import TransactionDraft, delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.periods import make_closed_month
from tests.factories.rights import make_guest
from tests.ledger.imports.bank import bring_in, csv
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


def edit(books: Books, row: Transaction, *legs: tuple[Account, str]) -> Transaction:
    """Give a transaction other legs, as a person does on its page."""
    row.refresh_from_db()
    draft = TransactionDraft(
        date=row.date,
        legs=tuple(Leg(account, Decimal(amount)) for account, amount in legs),
        payee=row.payee,
    )
    return edit_transaction(by=books.actor, transaction=row, draft=draft)


@pytest.mark.parametrize(
    "back",
    [40, 12, 100, 120],
    ids=["more", "less", "all of it", "more than it cost"],
)
def test_the_purchase_follows_what_its_money_back_is_edited_to(
    books: Books, bought: Transaction, came: Transaction, refund: Refund, back: int
) -> None:
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    equity = Account.objects.get(system_role=SystemRole.REFUNDS)

    edit(books, came, (books.checking, f"{back}"), (equity, f"-{back}"))

    refund.refresh_from_db()
    assert refund.amount == back
    assert amounts(bought) == {"Test checking": -100, "Test food": 100 - back, equity.name: back}
    assert amounts(came) == {"Test checking": back, equity.name: -back}
    assert verify_ledger(books.household).differences == ()
    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert months(books) == {"Mar": (70, -100), "Apr": (0, 30)}
    assert Refund.objects.get().amount == 30


ALONE = {
    "money back in a category": ("came", (("checking", "30"), ("food", "-30"))),
    "money back is money out": ("came", (("checking", "-30"), ("equity", "30"))),
    "purchase without its line": ("bought", (("checking", "-100"), ("food", "100"))),
    "purchase with less of it": (
        "bought",
        (("checking", "-100"), ("food", "80"), ("equity", "20")),
    ),
}


@pytest.mark.parametrize("case", ALONE)
def test_an_edit_that_would_part_the_lines_of_money_back_says_so(
    books: Books, bought: Transaction, came: Transaction, refund: Refund, case: str
) -> None:
    which, legs = ALONE[case]
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    equity = Account.objects.get(system_role=SystemRole.REFUNDS)
    accounts = {"checking": books.checking, "food": books.food, "equity": equity}

    with pytest.raises(Inconsistent, match=r"Money back of 30\.00 EUR counts in the month of its"):
        edit(
            books,
            {"came": came, "bought": bought}[which],
            *((accounts[name], amount) for name, amount in legs),
        )

    assert months(books) == {"Mar": (70, -100), "Apr": (0, 30)}


def test_purchase_may_become_dearer_and_of_another_category(
    books: Books, bought: Transaction, came: Transaction, refund: Refund
) -> None:
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    equity = Account.objects.get(system_role=SystemRole.REFUNDS)

    edit(books, bought, (books.checking, "-120"), (books.rent, "90"), (equity, "30"))
    unlink_refund(by=books.actor, refund=Refund.objects.get())

    assert amounts(bought) == {"Test checking": -120, "Test rent": 120}
    assert amounts(came) == {"Test checking": 30, "Test rent": -30}


def test_closed_purchase_holds_the_amount_of_its_money_back(
    books: Books, came: Transaction, refund: Refund
) -> None:
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    equity = Account.objects.get(system_role=SystemRole.REFUNDS)
    make_closed_month(books.household, "2026-03")

    with pytest.raises(ClosedPeriod):
        edit(books, came, (books.checking, "40"), (equity, "-40"))

    assert amounts(came)["Test checking"] == 30


@pytest.mark.usefixtures("by_default")
def test_what_settles_several_purchases_is_not_edited_alone(
    books: Books, bought: Transaction
) -> None:
    trip = books.spend("2026-03-05", "60", books.rent)
    share(books, bought, "Bob")
    share(books, trip, "Bob")
    paid = half(books, books.checking, "2026-04-09", "80")
    settle(books, "Bob", paid)
    equity = Account.objects.get(system_role=SystemRole.REFUNDS)

    with pytest.raises(Inconsistent, match=r"Money back of 80\.00 EUR"):
        edit(books, paid, (books.checking, "70"), (equity, "-70"))
    edit(books, paid, (books.checking, "95"), (equity, "-80"), (books.food, "-15"))

    assert months(books)["Apr"] == (-15, 95)


def test_tip_of_a_pending_row_leaves_money_back_as_it_is(
    books: Books, bought: Transaction, came: Transaction, refund: Refund
) -> None:
    set_refund_month(by=books.actor, refund=refund, in_purchase_month=True)
    Transaction.objects.filter(pk__in=[bought.pk, came.pk]).update(status=Status.PENDING)
    Transaction.objects.filter(pk=came.pk).update(payee=bought.payee)
    equity = Account.objects.get(system_role=SystemRole.REFUNDS)

    report = bring_in(
        books, csv(("2026-03-03", "Shop", "-110.00"), ("2026-04-10", "Shop", "36.00"))
    )

    assert report.matched == 2
    assert amounts(bought) == {"Test checking": -110, "Test food": 80, equity.name: 30}
    assert amounts(came) == {
        "Test checking": 36, equity.name: -30, "Uncategorised income": -6,
    }  # fmt: skip
