"""What may be there twice, in the API: listed, merged, rejected."""

from __future__ import annotations

import pytest
from django.test import Client

from ledger.models import Pair
from tests.api.callers import codes, fields
from tests.factories.books import Books
from tests.ledger.services.test_duplicate_merges import twins

LIST = "/api/v1/duplicate-pairs/"
MERGE, REJECT = f"{LIST}merge/", f"{LIST}reject/"
JSON = "application/json"


def test_list_tells_what_and_why(api: Client, books: Books) -> None:
    row, by_hand = twins(books)

    (pair,) = api.get(LIST).json()["pairs"]

    assert pair == {
        "first": row.pk,
        "second": by_hand.pk,
        "account": books.checking.pk,
        "days": 1,
        "certainty": "certain",
        "score": 95,
        "reasons": pair["reasons"],
    }
    assert pair["reasons"][:2] == ["the same account and amount", "1 day apart"]
    assert api.get(f"{LIST}?certainty=unsure").json() == {"pairs": []}
    assert len(api.get(f"{LIST}?batch={row.import_batch_id}").json()["pairs"]) == 1
    assert codes(api.get(f"{LIST}?batch=999999")) == (404, "RESOURCE_3001")


def test_a_pair_is_merged(api: Client, books: Books) -> None:
    row, by_hand = twins(books)
    body = {"first": row.pk, "second": by_hand.pk, "fields_from": {"date": "second"}}

    answer = api.post(MERGE, body, JSON).json()

    assert (answer["id"], answer["date"], answer["memo"]) == (
        row.pk,
        "2026-03-02",
        "For the party",
    )
    assert api.get(LIST).json() == {"pairs": []}


def test_a_pair_is_rejected(api: Client, books: Books) -> None:
    row, by_hand = twins(books)

    answer = api.post(REJECT, {"first": by_hand.pk, "second": row.pk}, JSON)

    assert (answer.status_code, api.get(LIST).json()) == (204, {"pairs": []})


@pytest.mark.parametrize("url", [MERGE, REJECT])
def test_others_change_nothing(viewer: Client, outsider: Client, books: Books, url: str) -> None:
    row, by_hand = twins(books)
    key = {"first": row.pk, "second": by_hand.pk}

    assert viewer.post(url, key, JSON).status_code == 403
    assert codes(outsider.post(url, key, JSON)) == (404, "RESOURCE_3001")
    assert not Pair.objects.exists()


def test_bad_input_names_its_fields(api: Client, books: Books) -> None:
    row, by_hand = twins(books)
    key = {"first": row.pk, "second": by_hand.pk}

    assert fields(api.post(MERGE, {"first": row.pk, "second": row.pk}, JSON)) == (400, ["second"])
    wrong = key | {"fields_from": {"date": "third"}}
    assert fields(api.post(MERGE, wrong, JSON))[0] == 400
    assert fields(api.post(MERGE, {"first": "1"}, JSON)) == (400, ["first", "second"])
