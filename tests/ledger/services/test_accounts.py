"""Opening, changing, closing and deleting accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor
from accounts.roles import Role
from ledger.enums import AccountKind, SystemRole
from ledger.models import Account, ChangeSet, MonthlyTotal, Posting
from ledger.services.accounts import (
    category_paths,
    close_account,
    create_account,
    delete_account,
    reopen_account,
    reorder_accounts,
    restore_account,
    update_account,
)
from ledger.services.errors import Inconsistent, InUse, NameTaken, StaleEdit
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books

DAY = date(2025, 1, 1)


def open_account(by: Actor, **details: Any) -> Account:
    values: dict[str, Any] = {"name": "Giro", "kind": AccountKind.CHECKING, "currency": "EUR"}
    return create_account(by=by, **(values | details))


def last_act(by: Actor) -> ChangeSet:
    return ChangeSet.objects.in_household(by.household).latest("pk")


@pytest.mark.parametrize(
    ("kind", "given", "is_owed", "booked"),
    [
        (AccountKind.CHECKING, "1200.50", False, "1200.50"),
        (AccountKind.CHECKING, "-80", False, "-80"),
        (AccountKind.CREDIT_CARD, "-300", False, "-300"),
        (AccountKind.CREDIT_CARD, "300", True, "-300"),
        (AccountKind.LOAN, "-300", True, "-300"),
    ],
)
def test_create_account_books_the_opening_balance(
    actor: Actor, kind: AccountKind, given: str, *, is_owed: bool, booked: str
) -> None:
    account = open_account(
        actor, kind=kind, opening_balance=Decimal(given), opening_date=DAY, is_owed=is_owed
    )

    legs = Posting.objects.filter(transaction__postings__account=account)
    assert set(legs.values_list("account__system_role", "amount", "date")) == {
        ("", Decimal(booked), DAY),
        (SystemRole.OPENING, -Decimal(booked), DAY),
    }


def test_create_account_without_a_balance_books_nothing(actor: Actor) -> None:
    account = open_account(actor, number="DE02 1203 0000 0000 2020 51")

    assert not Posting.objects.in_household(actor.household).exists()
    assert account.number == "DE02120300000000202051"
    assert account.number_masked == "•••• 2051"


@pytest.mark.parametrize(
    ("details", "error"),
    [
        ({"currency": ""}, ValidationError),
        ({"currency": "euro"}, ValidationError),
        ({"name": ""}, ValidationError),
        ({"kind": "piggy bank"}, ValidationError),
        ({"kind": AccountKind.EQUITY}, ValidationError),
        ({"opening_balance": Decimal(1)}, ValidationError),
        ({"kind": AccountKind.EXPENSE, "currency": ""}, Inconsistent),
    ],
)
def test_create_account_refuses(
    actor: Actor, details: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        open_account(actor, **details)

    assert not Account.objects.in_household(actor.household).filter(name="Giro").exists()


def test_create_account_refuses_a_name_twice_in_any_case(actor: Actor) -> None:
    open_account(actor)

    with pytest.raises(NameTaken, match="“giro” is there already"):
        open_account(actor, name="giro")


def test_create_account_undone_takes_its_opening_balance_along(actor: Actor) -> None:
    account = open_account(actor, opening_balance=Decimal(5), opening_date=DAY)

    result = undo_change_set(by=actor, change_set=last_act(actor))

    account.refresh_from_db()
    assert (result.undone, result.conflicts) == (2, ())
    assert account.deleted_at is not None
    assert not MonthlyTotal.objects.in_household(actor.household).exists()


def test_create_account_undone_conflicts_once_it_is_used(books: Books) -> None:
    account = open_account(books.actor)
    act = last_act(books.actor)
    books.book("2025-02-01", (account, "-3"), (books.food, "3"))

    result = undo_change_set(by=books.actor, change_set=act)

    assert result.undone == 0
    assert [item.reason for item in result.conflicts] == [
        "Giro has transactions: move or delete them first."
    ]


def test_update_account_changes_what_is_named_and_can_be_undone(actor: Actor) -> None:
    account = open_account(actor, institution="Old bank")

    update_account(by=actor, account=account, institution="New bank", kind=AccountKind.SAVINGS)
    undo_change_set(by=actor, change_set=last_act(actor))

    account.refresh_from_db()
    assert (account.name, account.institution, account.kind) == ("Giro", "Old bank", "checking")


def test_update_account_refuses_another_currency_once_posted(books: Books) -> None:
    books.spend("2025-01-01", "5")

    with pytest.raises(InUse, match="its currency stays EUR"):
        update_account(by=books.actor, account=books.checking, currency="USD")


def test_update_account_takes_another_currency_before_that(books: Books) -> None:
    row = update_account(by=books.actor, account=books.checking, currency="USD")

    assert row.currency == "USD"


def test_update_account_refuses_a_stale_version(actor: Actor) -> None:
    account = open_account(actor)
    update_account(by=actor, account=account, version=1, note="x")

    with pytest.raises(StaleEdit):
        update_account(by=actor, account=account, version=1, note="y")


def test_update_account_keeps_the_tree_without_cycles(actor: Actor) -> None:
    top = open_account(actor)
    middle = open_account(actor, name="Middle", parent=top)
    bottom = open_account(actor, name="Bottom", parent=middle)

    with pytest.raises(Inconsistent, match="which is below it"):
        update_account(by=actor, account=top, parent=bottom)


def test_update_account_undone_never_makes_a_cycle(actor: Actor) -> None:
    one = open_account(actor)
    two = open_account(actor, name="Two", parent=one)
    update_account(by=actor, account=two, parent=None)
    act = last_act(actor)
    update_account(by=actor, account=one, parent=two)

    result = undo_change_set(by=actor, change_set=act)

    assert [item.reason for item in result.conflicts] == [
        "Two cannot stand under Giro, which is below it."
    ]


@pytest.mark.parametrize("kind", [AccountKind.CREDIT_CARD, AccountKind.EQUITY])
def test_create_account_refuses_a_parent_of_another_family(actor: Actor, kind: AccountKind) -> None:
    currency = "" if kind == AccountKind.EQUITY else "EUR"
    parent = open_account(actor, name="Other", kind=kind, currency=currency)

    with pytest.raises(Inconsistent, match="of different kinds"):
        open_account(actor, parent=parent)


def test_close_account_needs_it_empty(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")

    with pytest.raises(InUse, match=r"still holds -5\.00 EUR"):
        close_account(by=books.actor, account=books.checking, on=DAY)

    delete_transactions(by=books.actor, transactions=[spent.pk])
    assert close_account(by=books.actor, account=books.checking, on=DAY).closed_on == DAY


def test_reopen_account_opens_it(books: Books) -> None:
    close_account(by=books.actor, account=books.checking, on=DAY)

    assert reopen_account(by=books.actor, account=books.checking).closed_on is None


def test_delete_account_needs_it_unused(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")

    with pytest.raises(InUse):
        delete_account(by=books.actor, account=books.checking)

    delete_transactions(by=books.actor, transactions=[spent.pk])
    delete_account(by=books.actor, account=books.checking)
    live = Account.objects.in_household(books.household).live()
    assert not live.filter(pk=books.checking.pk).exists()


def test_delete_account_refuses_one_with_accounts_below_and_the_ledgers_own(books: Books) -> None:
    open_account(books.actor, parent=books.checking)
    opening = Account.objects.in_household(books.household).system(SystemRole.OPENING)

    with pytest.raises(InUse, match="accounts below"):
        delete_account(by=books.actor, account=books.checking)
    with pytest.raises(InUse, match="The ledger itself needs"):
        delete_account(by=books.actor, account=opening)


def test_restore_account_goes_to_the_top_when_its_parent_is_gone(actor: Actor) -> None:
    parent = open_account(actor)
    child = open_account(actor, name="Child", parent=parent)
    delete_account(by=actor, account=child)
    delete_account(by=actor, account=parent)

    restored = restore_account(by=actor, account=child)

    assert (restored.deleted_at, restored.parent) == (None, None)


def test_restore_account_refuses_a_name_given_away(actor: Actor) -> None:
    first = open_account(actor)
    delete_account(by=actor, account=first)
    open_account(actor)

    with pytest.raises(NameTaken):
        restore_account(by=actor, account=first)


def test_reorder_accounts_places_them_in_order_and_can_be_undone(books: Books) -> None:
    wanted = [books.dollars.pk, books.checking.pk, books.card.pk]
    rows = Account.objects.in_household(books.household).filter(pk__in=wanted)

    reorder_accounts(by=books.actor, accounts=wanted)
    assert list(rows.order_by("position").values_list("pk", flat=True)) == wanted

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert set(rows.values_list("position", flat=True)) == {1_000}


def test_category_paths_name_unique_categories_and_every_path(books: Books) -> None:
    books.account("Test rent", AccountKind.INCOME, parent=books.salary)

    paths = category_paths(books.household)

    assert "test rent" in paths
    assert paths["test rent"] == books.rent.pk  # a path of one name goes before an unclear name
    assert paths["test food:test groceries"] == paths["test groceries"] == books.groceries.pk
    assert "uncategorised expense" not in paths


def test_accounts_are_for_managers(actor: Actor, books: Books) -> None:
    member = make_member(actor.household, Role.MEMBER)

    with pytest.raises(PermissionDenied):
        open_account(member)
    with pytest.raises(PermissionDenied):
        update_account(by=member, account=books.checking, note="mine")
    with pytest.raises(PermissionDenied):
        delete_account(by=member, account=books.checking)


def test_accounts_of_others_are_not_found(books: Books, other_household: Any) -> None:
    stranger = Actor.system(other_household)

    with pytest.raises(Account.DoesNotExist):
        update_account(by=stranger, account=books.checking, note="mine")
