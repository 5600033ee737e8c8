"""Accounts as choices."""

from __future__ import annotations

import pytest
from django import forms

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import SystemRole
from ledger.forms.choices import AccountChoices, AccountField, Choices, offer_accounts
from ledger.reports.tree import account_tree
from tests.factories.books import Books


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's household with a few accounts and no transactions."""
    return Books(household, actor)


def named(choices: Choices) -> list[str]:
    return [label for _value, label in choices if label.startswith("Test")]


def test_places_leave_out_the_closed_unless_kept(books: Books) -> None:
    books.card.closed_on = "2026-01-01"
    books.card.save()
    accounts = AccountChoices(account_tree(books.household))

    assert named(accounts.places()) == ["Test checking", "Test dollars"]
    assert named(accounts.places(keep=[books.card.pk])) == [
        "Test card",
        "Test checking",
        "Test dollars",
    ]


def test_categories_are_named_by_themselves_first(books: Books) -> None:
    spending, income = AccountChoices(account_tree(books.household)).categories()

    assert named(spending[1]) == ["Test food", "Test groceries · Test food", "Test rent"]
    assert named(income[1]) == ["Test salary"]


def test_categories_leave_out_the_ledgers_own(books: Books) -> None:
    accounts = AccountChoices(account_tree(books.household))
    own = accounts.system(SystemRole.UNCATEGORISED_EXPENSE)

    assert own.pk not in {value for value, _label in accounts.categories()[0][1]}


class OneAccount(forms.Form):
    account = AccountField(required=False)
    name = forms.CharField(required=False)


@pytest.mark.parametrize(("offered", "errors"), [("food", {}), ("rent", {"account": 1})])
def test_account_field_takes_only_what_is_offered(
    offered: str, errors: dict[str, int], books: Books
) -> None:
    accounts = AccountChoices(account_tree(books.household))
    form = OneAccount({"account": str(books.food.pk)})

    offer_accounts(form, accounts, account=[(getattr(books, offered).pk, "it")])

    assert {name: len(texts) for name, texts in form.errors.items()} == errors
    assert form.cleaned_data.get("account") == (None if errors else books.food)


def test_offer_accounts_refuses_another_kind_of_field(books: Books) -> None:
    accounts = AccountChoices(account_tree(books.household))

    with pytest.raises(TypeError, match="name is not an AccountField"):
        offer_accounts(OneAccount(), accounts, name=[])
