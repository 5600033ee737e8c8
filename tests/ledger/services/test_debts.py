"""What people paid for us: booked, paid back in parts, set off, kept from who may not see it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Household
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.enums import AccountKind
from ledger.models import Account, ChangeSet, PersonAccount, Refund, Transaction
from ledger.reports.balances import balance_sheet
from ledger.reports.people import PersonLine, people, person_line
from ledger.reports.verify import verify_ledger
from ledger.services.accounts import close_account, delete_account
from ledger.services.debts import (
    DebtDraft,
    ensure_person_account,
    pay_back,
    record_debt,
    set_off,
    settle_debt,
)
from ledger.services.errors import ClosedPeriod, Inconsistent, InUse
from ledger.services.payees import delete_payee, merge_payees
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.services.test_shares import amounts, share
from tests.ledger.services.test_transfers import last_act

TODAY = date(2026, 5, 20)


def paid(books: Books, day: str, amount: str, who: str = "Ana", **more: Any) -> Transaction:
    """Let somebody pay for us."""
    usual: dict[str, Any] = {"currency": "EUR", "category": books.food}
    by = more.pop("by", books.actor)
    values = {"person": books.payee(who), "amount": Decimal(amount), **usual, **more}
    return record_debt(by=by, draft=DebtDraft(date=date.fromisoformat(day), **values))


def settle(books: Books, row: Transaction, who: str = "Ana", **more: Any) -> Transaction:
    usual: dict[str, Any] = {"by": books.actor, "person": books.payee(who), "today": TODAY}
    return settle_debt(**(usual | {"outgoing": row.pk} | more))


def line(books: Books, who: str = "Ana") -> PersonLine:
    return person_line(books.household, books.payee(who), today=TODAY)


def told(books: Books, who: str = "Ana") -> tuple[str, str, str]:
    """Return what they owe, what we owe, and the balance of both."""
    row = line(books, who)
    return tuple(
        ", ".join(str(money.rounded()) for money in bag) or "-"
        for bag in (row.outstanding, row.debts.outstanding, row.balance)
    )  # type: ignore[return-value]


def owed_account(books: Books, name: str = "Owed to Ana") -> Account:
    return Account.objects.live().get(name=name)


def test_what_somebody_paid_is_spending_of_its_day_and_owed(books: Books) -> None:
    row = paid(books, "2026-03-02", "30", payee=books.payee("Trattoria"), memo="Dinner")

    account = owed_account(books)
    assert (account.kind, account.currency) == (AccountKind.OTHER_LIABILITY, "EUR")
    assert amounts(row) == {"Owed to Ana": -30, "Test food": 30}
    assert (str(row.payee), row.memo) == ("Trattoria", "Dinner")
    assert told(books) == ("-", "30.00 EUR", "-30.00 EUR")
    assert line(books).age == 79
    sheet = balance_sheet(books.household, as_of=TODAY)
    assert str(sheet.of(account.pk).own.single().rounded()) == "-30.00 EUR"
    assert verify_ledger(books.household).differences == ()


def test_usual_category_stands_in(books: Books) -> None:
    shop = books.payee("Bakery")
    shop.default_category = books.groceries
    shop.save()

    assert "Test groceries" in amounts(paid(books, "2026-03-02", "3", payee=shop, category=None))
    assert "Uncategorised expense" in amounts(paid(books, "2026-03-02", "3", category=None))


@pytest.mark.parametrize(
    ("amount", "leg", "left"),
    [("50", {"Owed to Ana": 50}, ("10.00 EUR", [0, 10])),
     ("20", {"Owed to Ana": 20}, ("40.00 EUR", [10, 30])),
     ("75", {"Owed to Ana": 60, "Uncategorised expense": 15}, ("-", [0, 0]))],
    ids=["over two", "part", "more"],
)  # fmt: skip
def test_payment_settles_the_oldest_first(
    books: Books, amount: str, leg: dict[str, int], left: tuple[str, list[int]]
) -> None:
    paid(books, "2026-03-02", "30")
    paid(books, "2026-03-09", "30")
    went = half(books, books.checking, "2026-04-01", f"-{amount}", memo="To Ana")

    settle(books, went)

    went.refresh_from_db()
    assert amounts(went) == {"Test checking": -int(amount), **leg}
    assert str(went.payee) == "Ana"
    assert told(books)[1] == left[0]
    assert [int(each.outstanding.amount) for each in line(books).debts.lines] == left[1]
    assert verify_ledger(books.household).differences == ()

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert told(books)[1] == "60.00 EUR"


def test_payment_is_recorded(books: Books) -> None:
    paid(books, "2026-03-02", "30")
    pay: dict[str, Any] = {"by": books.actor, "person": books.payee("Ana"), "on": TODAY}

    row = pay_back(account=books.checking, amount=Decimal(12), **pay)

    assert amounts(row) == {"Test checking": -12, "Owed to Ana": 12}
    assert told(books) == ("-", "18.00 EUR", "-18.00 EUR")
    for amount in ("0", "18.01"):
        with pytest.raises(ValidationError, match=r"18\.00 EUR"):
            pay_back(account=books.checking, amount=Decimal(amount), **pay)
    with pytest.raises(ValidationError, match=r"0\.00 USD"):
        pay_back(account=books.dollars, amount=Decimal(1), **pay)


def test_claims_and_debts_are_set_off(books: Books) -> None:
    dinner = books.spend("2026-03-02", "90", books.food, payee="Trattoria")
    trip = books.spend("2026-03-05", "20", books.rent, payee="Cabin")
    share(books, dinner, "Ana")
    share(books, trip, "Ana", own=Decimal(0))
    paid(books, "2026-03-07", "57.40", category=books.groceries)
    paid(books, "2026-03-08", "8", currency="USD")
    assert told(books) == ("65.00 EUR", "57.40 EUR, 8.00 USD", "7.60 EUR, -8.00 USD")

    common = set_off(by=books.actor, person=books.payee("Ana"), today=TODAY)

    (row,) = {refund.incoming for refund in Refund.objects.all()}
    assert [str(money.rounded()) for money in common] == ["57.40 EUR"]
    assert {name: str(leg) for name, leg in exact(row).items()} == {
        "Owed to Ana": "57.40",
        "Test food": "-45.00",
        "Test rent": "-12.40",
    }
    assert told(books) == ("7.60 EUR", "8.00 USD", "7.60 EUR, -8.00 USD")
    assert verify_ledger(books.household).differences == ()
    with pytest.raises(Inconsistent, match="do not both owe"):
        set_off(by=books.actor, person=books.payee("Ana"), today=TODAY)

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert told(books) == ("65.00 EUR", "57.40 EUR, 8.00 USD", "7.60 EUR, -8.00 USD")


def exact(row: Transaction) -> dict[str, Decimal]:
    return {
        leg.account.name: leg.amount.quantize(Decimal("0.01"))
        for leg in row.postings.select_related("account")
    }


def test_more_than_was_owed_is_owed_by_them(books: Books) -> None:
    paid(books, "2026-03-02", "30")
    books.book("2026-03-03", (books.checking, "-50"), (owed_account(books), "50"))

    assert told(books) == ("-", "-", "20.00 EUR")
    assert [str(money) for money in line(books).they_owe] == ["20.00000000 EUR"]


def test_account_of_a_person_is_opened_once_and_again(books: Books) -> None:
    ana = books.payee("Ana")
    open_it: dict[str, Any] = {"by": books.actor, "payee": ana}
    account = ensure_person_account(currency="EUR", **open_it)
    close_account(by=books.actor, account=account, on=TODAY)
    books.account("Owed to Ana (USD)", AccountKind.CASH, "USD")

    again = ensure_person_account(currency="EUR", **open_it)
    dollars = ensure_person_account(currency="USD", **open_it)
    delete_account(by=books.actor, account=again)
    new = ensure_person_account(currency="EUR", **open_it)

    assert (again.pk, again.closed_on) == (account.pk, None)
    assert dollars.name == "Owed to Ana (USD) 2"
    assert new.pk != account.pk
    with pytest.raises(ValidationError):
        ensure_person_account(currency="euro", **open_it)


def test_merged_payees_are_one_person(books: Books) -> None:
    paid(books, "2026-03-02", "30", "Anna")
    paid(books, "2026-03-03", "10")
    share(books, books.spend("2026-03-02", "8", books.food), "Anna")
    merge_payees(by=books.actor, sources=[books.payee("Anna")], into=books.payee("Ana"))

    assert told(books) == ("4.00 EUR", "40.00 EUR", "-36.00 EUR")
    assert [row.payee.name for row in people(books.household, today=TODAY)] == ["Ana"]


def test_what_is_in_use_stays(books: Books) -> None:
    paid(books, "2026-03-02", "30", payee=books.payee("Trattoria"))
    opened = ChangeSet.objects.get(kind="account.create")

    with pytest.raises(InUse):
        delete_payee(by=books.actor, payee=books.payee("Ana"))
    refused = undo_change_set(by=books.actor, change_set=opened)

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    undo_change_set(by=books.actor, change_set=opened)
    assert (refused.undone, len(refused.conflicts)) == (0, 2)
    assert told(books) == ("-", "-", "-")
    assert not PersonAccount.objects.live().exists()


def shared_purchase(books: Books) -> Transaction:
    row = books.spend("2026-04-01", "20", books.food)
    share(books, row, "Bob")
    return row


@pytest.mark.parametrize(
    "make",
    [
        lambda books: half(books, books.checking, "2026-04-01", "20"),
        lambda books: half(books, books.dollars, "2026-04-01", "-20"),
        lambda books: paid(books, "2026-04-01", "20"),
        lambda books: books.book("2026-04-01", (books.checking, "-2"), (books.card, "2")),
        shared_purchase,
    ],
    ids=["came in", "currency", "their own", "transfer", "claimed"],
)
def test_what_pays_nobody_back_is_refused(books: Books, make: Any) -> None:
    paid(books, "2026-03-02", "30")
    row = make(books)

    with pytest.raises(Inconsistent):
        settle(books, row)


def test_wrong_amounts_categories_and_households_are_refused(
    books: Books, other_household: Household
) -> None:
    with pytest.raises(ValidationError):
        paid(books, "2026-03-02", "0")
    with pytest.raises(Inconsistent):
        paid(books, "2026-03-02", "1", category=books.card)
    stranger = books.payee("Eve")
    stranger.household = other_household
    with pytest.raises(Inconsistent):
        paid(books, "2026-03-02", "1", person=stranger)


def test_closed_months_stay(books: Books) -> None:
    paid(books, "2026-05-02", "30")
    went = half(books, books.checking, "2026-03-03", "-20")
    make_closed_month(books.household, "2026-03")

    with pytest.raises(ClosedPeriod):
        paid(books, "2026-03-02", "30")
    with pytest.raises(ClosedPeriod):
        settle(books, went)


def test_roles_and_rights_hold(books: Books) -> None:
    paid(books, "2026-03-02", "30")
    went = half(books, books.checking, "2026-04-01", "-20")
    viewer = make_guest(books.household, Role.VIEWER, email="v@example.org").actor
    reader = limit(make_guest(books.household), owed_account(books), Right.READ, by=books.actor)
    ana = books.payee("Ana")

    for by in (viewer, reader):
        with pytest.raises(PermissionDenied):
            paid(books, "2026-03-02", "1", by=by)
        with pytest.raises(PermissionDenied):
            settle(books, went, by=by)
        with pytest.raises(PermissionDenied):
            pay_back(by=by, person=ana, account=books.checking, amount=Decimal(1), on=TODAY)

    hidden = limit(
        make_guest(books.household, email="h@example.org"),
        owed_account(books),
        Right.NONE,
        by=books.actor,
    )
    user = hidden.user.pk if hidden.user else None
    enter_household(books.household.pk, user_id=user, hidden=hidden.hidden)
    assert people(books.household, today=TODAY) == ()
