"""Asserted balances by programs."""

from __future__ import annotations

from django.test import Client

from tests.api.callers import codes
from tests.factories.books import Books

URL = "/api/v1/balance-assertions/"
JSON = "application/json"


def test_a_balance_is_asserted_checked_and_taken_back(api: Client, books: Books) -> None:
    body = {"account": books.checking.pk, "date": "2026-03-31", "balance": "-5.00"}

    made = api.post(URL, body, JSON)
    twice = api.post(URL, body, JSON)
    spent = books.spend("2026-03-02", "6")
    (check,) = api.get(f"{URL}checks/", {"account": books.checking.pk}).json()["checks"]

    assert (made.status_code, made.json()["source"]) == (201, "typed")
    assert codes(twice) == (409, "BUSINESS_4009")
    assert (check["is_held"], check["difference"]["amount"]) == (False, "1.00")
    assert check["parting"] == {
        "kind": "extra", "date": "2026-03-02", "transaction": spent.pk, "stated": None,
        "booked": {"amount": "-6.00", "currency": "EUR"},
    }  # fmt: skip
    assert api.get(f"{URL}checks/", {"account": books.card.pk}).json() == {"checks": []}
    url = f"{URL}{made.json()['id']}/"
    assert api.delete(url).status_code == 204
    assert [row["id"] for row in api.get(URL, {"trash": "true"}).json()["results"]] == [
        made.json()["id"]
    ]
    assert api.post(f"{url}restore/").status_code == 200
    assert len(api.get(URL).json()["results"]) == 1
