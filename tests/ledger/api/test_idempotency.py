"""Writes that are sent twice happen once, also when both are sent at the same time."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import Household, IdempotencyRecord, User
from accounts.scope import household_scope
from ledger.models import Tag
from tests.api.callers import caller, codes, fields
from tests.factories.books import Books

TAGS = "/api/v1/tags/"
JSON = "application/json"
ONCE = {"Idempotency-Key": "7f3a"}
RACERS = 4


def test_repeated_write_is_answered_and_not_repeated(api: Client, books: Books) -> None:
    body = {
        "date": "2025-03-31",
        "account": books.checking.pk,
        "amount": {"amount": "-1", "currency": "EUR"},
    }
    shuffled = dict(reversed(body.items()))

    first = api.post("/api/v1/transactions/", body, JSON, headers=ONCE)
    again = api.post("/api/v1/transactions/", shuffled, JSON, headers=ONCE)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert [again[name] for name in ("ETag", "Location")] == [
        first[name] for name in ("ETag", "Location")
    ]
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert len(api.get("/api/v1/transactions/").json()["results"]) == 1


def test_repeated_delete_is_answered_without_a_body(api: Client) -> None:
    address = api.post(TAGS, {"name": "fruit"}, JSON)["Location"]

    answers = [api.delete(address, headers=ONCE) for _each in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", TAGS, {"name": "vegetables"}),
        ("POST", "/api/v1/payees/", {"name": "fruit"}),
        ("PATCH", TAGS, {"name": "fruit"}),
    ],
)
def test_key_of_another_request_is_refused(
    api: Client, method: str, address: str, body: dict[str, str]
) -> None:
    made = api.post(TAGS, {"name": "fruit"}, JSON, headers=ONCE)
    target = made["Location"] if method == "PATCH" else address

    answer = api.generic(method, target, json.dumps(body), JSON, headers=ONCE)

    assert codes(answer) == (422, "VALIDATION_2006")


def test_refused_write_keeps_no_answer(api: Client) -> None:
    refused = api.post(TAGS, {"name": ""}, JSON, headers=ONCE)

    answer = api.post(TAGS, {"name": "fruit"}, JSON, headers=ONCE)

    assert (refused.status_code, answer.status_code) == (400, 201)


def test_keys_are_a_persons_own(api: Client, outsider: Client) -> None:
    api.post(TAGS, {"name": "fruit"}, JSON, headers=ONCE)

    answer = outsider.post(TAGS, {"name": "vegetables"}, JSON, headers=ONCE)

    assert (answer.status_code, answer.json()["name"]) == (201, "vegetables")


def test_file_sent_twice_is_one_upload(
    api: Client, books: Books, settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    contents = (b"Date,Text,Amount\n2025-03-31,x,1.00\n", b"Date,Text,Amount\n2025-03-31,x,2.00\n")

    answers = [
        api.post(
            "/api/v1/imports/",
            {"account": books.checking.pk, "file": SimpleUploadedFile("a.csv", content)},
            headers=ONCE,
        )
        for content in (contents[0], *contents)
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("key", ["", "k" * 201, "k\u00e9y"])
def test_key_that_cannot_be_kept_is_refused(api: Client, key: str) -> None:
    answer = api.post(TAGS, {"name": "fruit"}, JSON, headers={"Idempotency-Key": key})

    assert fields(answer) == (400, ["Idempotency-Key"])


@pytest.mark.django_db(transaction=True)
def test_of_the_same_write_sent_at_once_one_wins(alice: User, household: Household) -> None:
    start = Barrier(RACERS)

    def race(_racer: int) -> Any:
        start.wait()
        try:
            return caller(alice).post(TAGS, {"name": "fruit"}, JSON, headers=ONCE)
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(race, range(RACERS)))

    with household_scope(household.pk):
        kept = (Tag.objects.count(), IdempotencyRecord.objects.count())
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (201, answers[0].content)
    }
    assert sum("Idempotency-Replayed" in answer for answer in answers) == RACERS - 1
    assert kept == (1, 1)
