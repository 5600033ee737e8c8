"""The pages of accounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ledger.models import Account
from tests.factories.books import Books

LIST, NEW = "/ledger/accounts/", "/ledger/accounts/new/"


def written(**values: Any) -> dict[str, Any]:
    """Return what the form sends for a new account."""
    return {
        "name": "Giro",
        "kind": "checking",
        "currency": "eur",
        "opening_balance": "100+0.50",
        "opening_date": "2026-01-01",
        "is_in_net_worth": "on",
        **values,
    }


def test_list_groups_accounts_with_their_balances(client: Client, books: Books) -> None:
    books.spend("2026-03-01", "12.50")

    groups = client.get(LIST).context["account_groups"]

    assert [
        (group.title, [(row.account.name, row.balance.amount) for row in group.rows])
        for group in groups
    ] == [
        ("What you have", [("Test checking", Decimal("-12.5")), ("Test dollars", Decimal(0))]),
        ("What you owe", [("Test card", Decimal(0))]),
    ]


def test_list_teaches_the_next_step_when_empty(client: Client) -> None:
    assert b"No accounts yet" in client.get(LIST).content


def test_create_opens_an_account_with_its_balance(client: Client) -> None:
    response = client.post(NEW, written(number="DE89 3704 0044 0532 0130 00"))

    account = Account.objects.get(name="Giro")
    assert response["Location"] == f"{LIST}{account.pk}/"
    assert (account.currency, account.number_masked) == ("EUR", "•••• 3000")
    assert account.postings.get().amount == Decimal("100.5")


def test_create_takes_a_debt_as_it_is_spoken_of(client: Client) -> None:
    client.post(NEW, written(kind="credit_card", opening_balance="250"))

    assert Account.objects.get(name="Giro").postings.get().amount == Decimal(-250)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "This field is required."),
        ({"currency": "e"}, "Write a currency code such as EUR."),
        ({"kind": "expense"}, "Select a valid choice."),
        ({"opening_date": ""}, "Say on which day the balance was so."),
    ],
)
def test_create_says_what_is_wrong(
    changes: dict[str, str], message: str, client: Client, books: Books
) -> None:
    response = client.post(NEW, written(**changes))

    assert (response.status_code, message in response.content.decode()) == (422, True)


def test_create_refuses_a_name_twice(client: Client, books: Books) -> None:
    response = client.post(NEW, written(name="Test checking"))

    assert response.context["form"].non_field_errors() == ["“Test checking” is there already."]


def test_update_changes_and_keeps_the_number(client: Client) -> None:
    client.post(NEW, written(number="1234567890"))
    account = Account.objects.get(name="Giro")

    client.post(f"{LIST}{account.pk}/edit/", written(name="Main", version=account.version))

    account.refresh_from_db()
    assert (account.name, account.number) == ("Main", "1234567890")


def test_update_of_a_stale_version_is_refused(client: Client, books: Books) -> None:
    url = f"{LIST}{books.checking.pk}/edit/"
    client.post(url, written(name="Main", version=1))

    response = client.post(url, written(name="Other", version=1))

    assert response.status_code == 422
    assert "Somebody changed this meanwhile." in response.content.decode()


def test_close_and_reopen(client: Client, books: Books) -> None:
    url = f"{LIST}{books.card.pk}/close/"

    client.post(url)
    closed = client.get(LIST).context["closed"]
    client.post(url)

    assert [row.account.name for row in closed.rows] == ["Test card"]
    assert client.get(LIST).context["closed"] is None


def test_close_says_why_it_is_refused(client: Client, books: Books) -> None:
    books.spend("2026-03-01", "12.50")

    response = client.post(f"{LIST}{books.checking.pk}/close/", follow=True)

    assert "Test checking still holds -12.50 EUR." in response.content.decode()
