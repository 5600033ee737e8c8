"""Transfers that were found, in the API: listed, joined, rejected, parted."""

from __future__ import annotations

import pytest
from django.test import Client

from ledger.models import Pair
from tests.api.callers import codes, fields
from tests.factories.books import Books
from tests.factories.pairs import half, halves, savings
from tests.ledger.imports.bank import bring_in, csv
from tests.ledger.services.test_transfers import balances

LIST, PAIRS = "/api/v1/transfer-pairs/", "/api/v1/pairs/"
LINK, ALL, REJECT = f"{LIST}link/", f"{LIST}link-certain/", f"{LIST}reject/"
JSON = "application/json"


def test_list_tells_both_sides_and_why(api: Client, books: Books) -> None:
    out, into = halves(books)

    (pair,) = api.get(LIST).json()["pairs"]

    assert pair == {
        "out": out.pk,
        "into": into.pk,
        "accounts": [books.checking.pk, savings(books).pk],
        "sent": {"amount": "300.00", "currency": "EUR"},
        "arrived": {"amount": "300.00", "currency": "EUR"},
        "fee": {"amount": "0.00", "currency": "EUR"},
        "days": 1,
        "certainty": "certain",
        "score": 100,
        "reasons": pair["reasons"],
    }
    assert pair["reasons"][:2] == ["the same amount", "1 day later"]


def test_list_takes_an_import_and_a_certainty(api: Client, books: Books) -> None:
    halves(books)
    report = bring_in(books, csv(("2026-03-20", "Coffee", "-80.00")))

    assert api.get(f"{LIST}?certainty=unsure").json() == {"pairs": []}
    assert len(api.get(f"{LIST}?certainty=certain").json()["pairs"]) == 1
    assert api.get(f"{LIST}?batch={report.batch_id}").json() == {"pairs": []}
    assert codes(api.get(f"{LIST}?batch=999999")) == (404, "RESOURCE_3001")
    assert fields(api.get(f"{LIST}?certainty=maybe")) == (400, ["certainty"])


def test_pairs_are_joined_and_what_does_not_fit_is_told(api: Client, books: Books) -> None:
    out, into = halves(books)
    spent = books.spend("2026-03-02", "9")
    pairs = [{"out": out.pk, "into": into.pk}, {"out": spent.pk, "into": out.pk}]

    answer = api.post(LINK, {"pairs": pairs}, JSON)

    assert answer.json() == {
        "joined": 1,
        "skipped": [
            {
                "transactions": [spent.pk, out.pk],
                "reason": "One of them is part of another pair.",
            }
        ],
    }
    assert balances(books)["Rainy days"] == 300


def test_a_fee_names_its_category(api: Client, books: Books) -> None:
    out = half(books, books.checking, "2026-03-02", "-303")
    into = half(books, savings(books), "2026-03-02", "300")
    body = {"pairs": [{"out": out.pk, "into": into.pk}], "fee_category": books.rent.pk}

    assert api.post(LINK, body, JSON).json() == {"joined": 1, "skipped": []}
    assert balances(books)["Test rent"] == 3


def test_all_that_are_certain_are_joined(api: Client, books: Books) -> None:
    halves(books)
    halves(books, "70")

    assert api.post(ALL, {}, JSON).json() == {"joined": 2, "skipped": []}
    assert api.post(ALL, {}, JSON).json() == {"joined": 0, "skipped": []}
    assert codes(api.post(ALL, {"batch": 999999}, JSON)) == (404, "RESOURCE_3001")


def test_a_pair_is_rejected_and_listed_as_such(api: Client, books: Books) -> None:
    out, into = halves(books)

    answer = api.post(REJECT, {"out": out.pk, "into": into.pk}, JSON)

    (pair,) = api.get(PAIRS).json()["results"]
    assert (answer.status_code, api.get(LIST).json()) == (204, {"pairs": []})
    assert (pair["state"], pair["first"], pair["second"]) == ("rejected", out.pk, into.pk)


def test_a_joined_pair_is_parted(api: Client, outsider: Client, books: Books) -> None:
    out, into = halves(books)
    api.post(LINK, {"pairs": [{"out": out.pk, "into": into.pk}]}, JSON)
    url = f"{PAIRS}{Pair.objects.get().pk}/"

    assert outsider.post(f"{url}part/").status_code == 404
    assert (api.get(url).json()["state"], api.post(f"{url}part/").status_code) == ("joined", 204)
    assert len(api.get(LIST).json()["pairs"]) == 1
    assert codes(api.post(f"{url}part/")) == (404, "RESOURCE_3001")


@pytest.mark.parametrize("url", [LINK, REJECT])
def test_a_strangers_transactions_are_not_there(outsider: Client, books: Books, url: str) -> None:
    out, into = halves(books)
    key = {"out": out.pk, "into": into.pk}

    answer = outsider.post(url, {"pairs": [key]} if url == LINK else key, JSON)

    assert codes(answer) == (404, "RESOURCE_3001")


def test_viewers_look_and_change_nothing(viewer: Client, books: Books) -> None:
    out, into = halves(books)
    key = {"out": out.pk, "into": into.pk}

    assert viewer.get(LIST).status_code == 200
    for url, body in ((LINK, {"pairs": [key]}), (ALL, {}), (REJECT, key)):
        assert viewer.post(url, body, JSON).status_code == 403


def test_bad_input_names_its_fields(api: Client, books: Books) -> None:
    out, _into = halves(books)

    assert fields(api.post(REJECT, {"out": out.pk, "into": out.pk}, JSON)) == (400, ["into"])
    assert fields(api.post(LINK, {"pairs": []}, JSON)) == (400, ["pairs"])
    assert fields(api.post(REJECT, {"out": "1", "into": 0}, JSON)) == (400, ["into", "out"])
