"""What only payees and tags do in the API."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.callers import codes, fields
from tests.factories.books import Books

JSON = "application/json"


@pytest.mark.parametrize("noun", ["payees", "tags"])
def test_create_of_a_known_name_answers_whom_it_means(api: Client, noun: str) -> None:
    first = api.post(f"/api/v1/{noun}/", {"name": "Corner shop"}, JSON).json()

    again = api.post(f"/api/v1/{noun}/", {"name": " corner  SHOP "}, JSON).json()

    assert again == first


def test_payee_takes_a_usual_category_and_gives_it_up(api: Client, books: Books) -> None:
    body = {"name": "Landlord", "default_category": books.rent.pk}
    made = api.post("/api/v1/payees/", body, JSON)

    changed = api.patch(made["Location"], {"default_category": None}, JSON)

    assert made.json()["default_category"] == books.rent.pk
    assert changed.json()["default_category"] is None


def test_payees_merge_and_their_transactions_follow(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "1", payee="REWE 123")
    into = books.payee("Rewe")

    answer = api.post(f"/api/v1/payees/{into.pk}/merge/", {"sources": [row.payee_id]}, JSON)

    shown = api.get(f"/api/v1/transactions/{row.pk}/").json()
    assert (answer.status_code, shown["payee"]["name"]) == (200, "Rewe")
    assert [payee["name"] for payee in api.get("/api/v1/payees/").json()["results"]] == ["Rewe"]


def test_merge_names_the_payee_that_does_not_exist(api: Client, books: Books) -> None:
    into = books.payee("Rewe")

    answer = api.post(f"/api/v1/payees/{into.pk}/merge/", {"sources": [into.pk, 2**40]}, JSON)

    assert fields(answer) == (400, ["sources[1]"])


def test_payee_in_use_is_not_deleted(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "1", payee="Rewe")

    assert codes(api.delete(f"/api/v1/payees/{row.payee_id}/")) == (409, "BUSINESS_4006")
