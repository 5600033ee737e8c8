"""Categories: the tree, merging and deleting with everything that points at them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.roles import Role
from ledger.enums import AccountKind, SystemRole
from ledger.models import Account, ChangeSet, MonthlyTotal, Payee, Posting, Rule
from ledger.services.categories import (
    create_category,
    delete_category,
    merge_categories,
    move_category_under,
    rename_category,
    restore_category,
)
from ledger.services.errors import ClosedPeriod, Inconsistent, InUse, NameTaken
from ledger.services.payees import set_default_category
from ledger.services.rules import create_rule
from ledger.services.transactions import delete_transactions, restore_transactions
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month


def last_act(by: Actor) -> ChangeSet:
    return ChangeSet.objects.in_household(by.household).latest("pk")


def accounts_with_postings(books: Books) -> set[int]:
    rows = Posting.objects.in_household(books.household)
    return set(rows.exclude(account=books.checking).values_list("account_id", flat=True))


def test_create_category_stands_under_its_kind(books: Books) -> None:
    row = create_category(
        by=books.actor, name=" Bakery ", kind=AccountKind.EXPENSE, parent=books.food
    )

    assert (row.name, row.parent, row.currency) == ("Bakery", books.food, "")


def test_create_category_refuses_places_and_other_kinds(books: Books) -> None:
    with pytest.raises(Inconsistent):
        create_category(by=books.actor, name="Purse", kind=AccountKind.CASH)
    with pytest.raises(Inconsistent):
        create_category(by=books.actor, name="Pay", kind=AccountKind.INCOME, parent=books.food)


def test_rename_category_refuses_a_name_of_its_siblings(books: Books) -> None:
    with pytest.raises(NameTaken):
        rename_category(by=books.actor, category=books.rent, name="test FOOD")


def test_move_category_under_another_and_back(books: Books) -> None:
    moved = move_category_under(by=books.actor, category=books.rent, parent=books.food)
    assert moved.parent == books.food

    with pytest.raises(Inconsistent, match="below it"):
        move_category_under(by=books.actor, category=books.food, parent=books.rent)


def test_merge_categories_takes_everything_along_and_can_be_undone(books: Books) -> None:
    by = books.actor
    books.spend("2025-01-01", "5")
    trashed = books.spend("2025-01-02", "7")
    delete_transactions(by=by, transactions=[trashed.pk])
    payee = set_default_category(by=by, payee=books.payee("Luna"), category=books.groceries)
    rule = create_rule(
        by=by,
        name="Luna",
        conditions={"all": [{"field": "payee", "op": "equals", "value": "Luna"}]},
        actions={"set_category": books.groceries.pk},
    )

    merge_categories(by=by, source=books.groceries, into=books.rent)
    assert accounts_with_postings(books) == {books.rent.pk}
    assert Payee.objects.get(pk=payee.pk).default_category == books.rent
    assert Rule.objects.get(pk=rule.pk).actions == {"set_category": books.rent.pk}
    totals = MonthlyTotal.objects.in_household(books.household).filter(account=books.rent)
    assert [str(total.amount) for total in totals] == ["5.00000000"]

    result = undo_change_set(by=by, change_set=last_act(by))
    assert result.conflicts == ()
    assert accounts_with_postings(books) == {books.groceries.pk}
    assert Payee.objects.get(pk=payee.pk).default_category == books.groceries
    assert Account.objects.get(pk=books.groceries.pk).deleted_at is None


def test_merge_categories_lets_trashed_transactions_come_back_right(books: Books) -> None:
    trashed = books.spend("2025-01-02", "7")
    delete_transactions(by=books.actor, transactions=[trashed.pk])

    merge_categories(by=books.actor, source=books.groceries, into=books.rent)
    restore_transactions(by=books.actor, transactions=[trashed.pk])

    assert accounts_with_postings(books) == {books.rent.pk}


def test_merge_categories_brings_subcategories_under_the_other(books: Books) -> None:
    merge_categories(by=books.actor, source=books.food, into=books.rent)

    assert Account.objects.get(pk=books.groceries.pk).parent == books.rent


def test_merge_categories_refuses_what_makes_no_tree(books: Books) -> None:
    system = Account.objects.in_household(books.household).system(SystemRole.UNCATEGORISED_EXPENSE)

    with pytest.raises(Inconsistent, match="into itself"):
        merge_categories(by=books.actor, source=books.food, into=books.groceries)
    with pytest.raises(Inconsistent, match="another kind"):
        merge_categories(by=books.actor, source=books.food, into=books.salary)
    with pytest.raises(InUse):
        merge_categories(by=books.actor, source=system, into=books.rent)
    with pytest.raises(Inconsistent, match="is not a category"):
        merge_categories(by=books.actor, source=books.rent, into=books.checking)


def test_merge_categories_stops_at_a_closed_period(books: Books) -> None:
    books.spend("2025-01-15", "5")
    make_closed_month(books.household, "2025-01")

    with pytest.raises(ClosedPeriod):
        merge_categories(by=books.actor, source=books.groceries, into=books.rent)

    assert accounts_with_postings(books) == {books.groceries.pk}


def test_delete_category_needs_a_replacement_once_used(books: Books) -> None:
    books.spend("2025-01-01", "5")

    with pytest.raises(InUse):
        delete_category(by=books.actor, category=books.groceries)

    delete_category(by=books.actor, category=books.groceries, replacement=books.rent)
    assert accounts_with_postings(books) == {books.rent.pk}


def test_delete_category_unused_clears_payees_and_comes_back(books: Books) -> None:
    payee = set_default_category(
        by=books.actor, payee=books.payee("Luna"), category=books.groceries
    )

    delete_category(by=books.actor, category=books.groceries)
    assert Payee.objects.get(pk=payee.pk).default_category is None

    assert restore_category(by=books.actor, category=books.groceries).deleted_at is None


def test_delete_category_refuses_one_with_subcategories_or_itself(books: Books) -> None:
    with pytest.raises(InUse, match="subcategories"):
        delete_category(by=books.actor, category=books.food, replacement=books.rent)
    with pytest.raises(Inconsistent, match="another category"):
        delete_category(by=books.actor, category=books.rent, replacement=books.rent)


def test_categories_are_for_managers(books: Books) -> None:
    member = make_member(books.household, Role.MEMBER)

    with pytest.raises(PermissionDenied):
        rename_category(by=member, category=books.rent, name="Mine")
