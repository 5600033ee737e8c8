"""What only accounts and categories do in the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ledger.models import Account
from tests.api.callers import codes, fields
from tests.factories.books import Books

JSON = "application/json"
ACCOUNTS, CATEGORIES = "/api/v1/accounts/", "/api/v1/categories/"
NEW = {"name": "Rainy days", "kind": "savings", "currency": "EUR"}


def test_create_books_the_opening_balance(api: Client, books: Books) -> None:
    opening = {
        "opening_balance": {"amount": "250.5", "currency": "EUR"},
        "opening_date": "2025-01-01",
    }

    made = api.post(ACCOUNTS, NEW | opening, JSON).json()

    shown = api.get(f"/api/v1/transactions/?account={made['id']}").json()["results"]
    assert [row["amount"]["amount"] for row in shown] == ["250.50"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"opening_balance": {"amount": "1", "currency": "USD"}}, ["opening_balance.currency"]),
        ({"opening_balance": {"amount": "1", "currency": "EUR"}}, ["opening_date"]),
        ({"kind": "equity"}, ["currency"]),
    ],
)
def test_create_checks_what_belongs_together(
    api: Client, change: dict[str, Any], wrong: list[str]
) -> None:
    assert fields(api.post(ACCOUNTS, NEW | change, JSON)) == (400, wrong)


def test_number_is_shown_by_its_end_and_kept_encrypted(api: Client) -> None:
    made = api.post(ACCOUNTS, NEW | {"number": "DE12 3456 7890"}, JSON).json()

    row = Account.objects.get(pk=made["id"])
    assert (made["number"], row.number) == ("•••• 7890", "DE1234567890")


def test_close_and_reopen(api: Client, books: Books) -> None:
    address = f"{ACCOUNTS}{books.checking.pk}/"

    closed = api.post(f"{address}close/", {"on": "2025-12-31"}, JSON)
    reopened = api.post(f"{address}reopen/")

    assert (closed.json()["closed_on"], reopened.json()["closed_on"]) == ("2025-12-31", None)


def test_close_and_delete_of_what_still_holds_money_are_refused(api: Client, books: Books) -> None:
    books.spend("2025-03-31", "1")
    address = f"{ACCOUNTS}{books.checking.pk}/"

    closed = api.post(f"{address}close/", {"on": "2025-12-31"}, JSON)

    assert codes(closed) == (409, "BUSINESS_4006")
    assert codes(api.delete(address)) == (409, "BUSINESS_4006")


def test_categories_are_no_accounts_and_accounts_no_categories(api: Client, books: Books) -> None:
    assert codes(api.get(f"{ACCOUNTS}{books.food.pk}/")) == (404, "RESOURCE_3001")
    assert codes(api.get(f"{CATEGORIES}{books.checking.pk}/")) == (404, "RESOURCE_3001")


def test_name_that_is_taken_is_refused(api: Client, books: Books) -> None:
    answer = api.post(CATEGORIES, {"name": "test FOOD", "kind": "expense"}, JSON)

    assert codes(answer) == (409, "BUSINESS_4009")


def test_category_moves_under_another(api: Client, books: Books) -> None:
    body = {"parent": books.food.pk, "name": "Test flat"}

    answer = api.patch(f"{CATEGORIES}{books.rent.pk}/", body, JSON)

    assert (answer.json()["parent"], answer.json()["name"]) == (books.food.pk, "Test flat")


def test_category_is_merged_into_another(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "1", category=books.rent)

    answer = api.post(f"{CATEGORIES}{books.rent.pk}/merge/", {"into": books.food.pk}, JSON)

    shown = api.get(f"/api/v1/transactions/{row.pk}/").json()
    assert (answer.json()["id"], shown["counterpart"]["account"]) == (books.food.pk, books.food.pk)
    assert codes(api.get(f"{CATEGORIES}{books.rent.pk}/")) == (404, "RESOURCE_3001")
