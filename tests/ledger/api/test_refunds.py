"""Money back in the API: refunds and claims."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from ledger.models import Claim, Refund
from tests.api.callers import codes, fields
from tests.factories.books import Books
from tests.ledger.services.test_refunds import bought, came, claim

REFUNDS, CLAIMS = "/api/v1/refunds/", "/api/v1/claims/"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _twentieth_of_may() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 12, tzinfo=UTC), tick=False):
        yield


def test_a_claim_is_made_settled_and_listed(api: Client, books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    body = {
        "purchase": purchase.pk, "payee": books.payee("Bob").pk, "amount": "50.00",
        "asked_on": "2026-03-11",
    }  # fmt: skip

    made = api.post(CLAIMS, body, JSON)
    asked = made.json()["id"]
    key = {"purchase": purchase.pk, "incoming": incoming.pk, "claim": asked}
    linked = api.post(REFUNDS, key, JSON)

    assert (made.status_code, linked.status_code) == (201, 201)
    assert api.get(f"{CLAIMS}owed/").json() == {
        "claims": [
            {
                "claim": asked,
                "purchase": purchase.pk,
                "payee": books.payee("Bob").pk,
                "state": "open",
                "expected": {"amount": "50.00", "currency": "EUR"},
                "received": {"amount": "30.00", "currency": "EUR"},
                "written_off": {"amount": "0.00", "currency": "EUR"},
                "outstanding": {"amount": "20.00", "currency": "EUR"},
                "asked_on": "2026-03-11",
                "age": 70,
            }
        ]
    }


def test_a_claim_is_given_up_and_taken_up_again(api: Client, books: Books) -> None:
    url = f"{CLAIMS}{claim(books, bought(books)).pk}/"

    assert api.post(f"{url}waive/").json()["state"] == "waived"
    assert api.post(f"{url}reopen/").json()["state"] == "open"
    assert api.get(url).json()["amount"] == "50.00000000"


def test_a_refund_is_linked_once_and_unlinked(api: Client, books: Books) -> None:
    key = {"purchase": bought(books).pk, "incoming": came(books).pk}

    made = api.post(REFUNDS, key, JSON)
    again = api.post(REFUNDS, key, JSON)
    deleted = api.delete(made["Location"])

    assert (made.json()["amount"], made.json()["claim"]) == ("30.00000000", None)
    assert codes(again) == (409, "BUSINESS_4018")
    assert (deleted.status_code, api.get(REFUNDS).json()["results"]) == (204, [])


def test_a_refund_counts_in_the_month_of_its_purchase(api: Client, books: Books) -> None:
    kept = api.patch(
        f"/api/v1/households/{books.household.pk}/", {"refunds_in_purchase_month": True}, JSON
    )
    made = api.post(REFUNDS, {"purchase": bought(books).pk, "incoming": came(books).pk}, JSON)
    own = api.patch(made["Location"], {"is_in_purchase_month": False}, JSON)
    again = api.patch(made["Location"], {"is_in_purchase_month": True}, JSON)
    bad = api.patch(made["Location"], {"is_in_purchase_month": "yes"}, JSON)

    assert kept.json()["refunds_in_purchase_month"] is True
    assert [answer.json()["is_in_purchase_month"] for answer in (made, own, again)] == [
        True,
        False,
        True,
    ]
    assert bad.status_code == 400


def test_others_change_nothing(viewer: Client, outsider: Client, books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    asked = claim(books, purchase)
    key = {"purchase": purchase.pk, "incoming": incoming.pk}

    assert viewer.post(REFUNDS, key, JSON).status_code == 403
    assert viewer.get(f"{CLAIMS}owed/").status_code == 200
    assert codes(outsider.post(REFUNDS, key, JSON)) == (404, "RESOURCE_3001")
    assert codes(outsider.post(f"{CLAIMS}{asked.pk}/waive/")) == (404, "RESOURCE_3001")
    assert (Claim.objects.count(), Refund.objects.count()) == (1, 0)


def test_bad_input_names_its_fields(api: Client, books: Books) -> None:
    purchase = bought(books)
    body = {
        "purchase": purchase.pk, "payee": books.payee("Bob").pk, "amount": "-5",
        "asked_on": "2026-03-11",
    }  # fmt: skip

    assert fields(api.post(CLAIMS, body, JSON)) == (400, ["amount"])
    assert fields(api.post(CLAIMS, body | {"amount": "500"}, JSON)) == (400, ["amount"])
    assert fields(api.post(REFUNDS, {"purchase": "1"}, JSON)) == (400, ["incoming", "purchase"])
