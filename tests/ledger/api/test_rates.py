"""Exchange rates by the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from time_machine import travel

from ledger.models import ExchangeRate
from tests.api.callers import codes, fields
from tests.factories.books import Books

JSON = "application/json"
RATES = "/api/v1/rates/"
BODY = {"base": "USD", "quote": "EUR", "date": "2026-03-20", "rate": "0.9"}


@pytest.fixture(autouse=True)
def _today() -> object:
    with travel("2026-03-20 12:00", tick=False):
        yield


def test_rate_is_entered_corrected_deleted_and_restored(api: Client, books: Books) -> None:
    made = api.post(RATES, BODY, JSON)
    address = made["Location"]
    changed = api.patch(address, {"rate": "0.95"}, JSON, headers={"If-Match": made["ETag"]})
    stale = api.patch(address, {"rate": "0.5"}, JSON, headers={"If-Match": made["ETag"]})
    deleted = api.delete(address)

    assert (made.status_code, made.json()["rate"], made.json()["source"]) == (201, "0.9", "own")
    assert (changed.status_code, changed.json()["rate"]) == (200, "0.95")
    assert codes(stale) == (412, "RESOURCE_3003")
    assert deleted.status_code == 204
    assert [row["rate"] for row in api.get(f"{RATES}?trash=true").json()["results"]] == ["0.95"]
    assert api.post(f"{address}restore/").json()["deleted_at"] is None


def test_wrong_rates_name_their_fields(api: Client) -> None:
    wrong = {"base": "usd", "quote": 7, "date": "today", "rate": 0.9}

    assert fields(api.post(RATES, wrong, JSON)) == (400, ["base", "date", "quote", "rate"])
    assert fields(api.post(RATES, BODY | {"rate": "0"}, JSON)) == (400, ["rate"])


def test_pairs_tell_age_and_how_they_were_made(api: Client, books: Books) -> None:
    books.rate("2026-03-18", "EUR", "USD", "1.25")

    found = api.get(f"{RATES}pairs/").json()["results"]

    step = {"base": "EUR", "quote": "USD", "rate": "1.25", "date": "2026-03-18", "source": "test"}
    rate = {"rate": "0.8", "date": "2026-03-18", "source": "test"}
    assert found == [
        {
            "base": "USD",
            "quote": "EUR",
            "rate": rate | {"steps": [step | {"is_inverse": True}]},
            "age": 2,
            "is_stale": False,
        }
    ]


def test_rate_of_a_day_and_the_days_between(api: Client, books: Books) -> None:
    for day, rate in (("2026-03-10", "0.9"), ("2026-03-12", "0.8")):
        books.rate(day, "USD", "EUR", rate)
    pair = {"base": "USD", "quote": "EUR"}

    known = api.get(f"{RATES}on/", pair | {"on": "2026-03-11"}).json()["rate"]
    missing = api.get(f"{RATES}on/", pair | {"on": "2026-03-20"}).json()["rate"]
    history = api.get(f"{RATES}history/", pair | {"start": "2026-03-01"}).json()["rates"]

    assert (known["rate"], known["date"], missing) == ("0.9", "2026-03-10", None)
    assert [(each["date"], each["rate"]) for each in history] == [
        ("2026-03-10", "0.9"),
        ("2026-03-12", "0.8"),
    ]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({}, ["base", "quote"]),
        ({"base": "USD", "quote": "EUR", "start": "2000-01-01"}, ["end"]),
        ({"base": "USD", "quote": "EUR", "start": "2026-03-01", "end": "2026-03-01"}, ["end"]),
    ],
)
def test_history_refuses(api: Client, query: dict[str, Any], wrong: list[str]) -> None:
    assert fields(api.get(f"{RATES}history/", query)) == (400, wrong)


def test_file_is_entered(api: Client, books: Books) -> None:
    data = b"Date,USD,JPY\n2026-03-20,1.25,160\n"

    used = api.post(f"{RATES}import/", {"file": SimpleUploadedFile("a.csv", data)})
    every = api.post(f"{RATES}import/", {"file": SimpleUploadedFile("a.csv", data), "all": "true"})
    broken = api.post(f"{RATES}import/", {"file": SimpleUploadedFile("a.csv", b"Date,Payee\n")})

    assert (used.json(), every.json()) == ({"entered": 1}, {"entered": 1})
    assert fields(broken) == (400, ["file"])
    assert ExchangeRate.objects.filter(date=date(2026, 3, 20)).count() == 2


def test_viewers_read_and_strangers_find_nothing(
    api: Client, viewer: Client, outsider: Client, books: Books
) -> None:
    address = api.post(RATES, BODY, JSON)["Location"]

    assert viewer.get(address).status_code == 200
    assert codes(viewer.patch(address, {"rate": "1"}, JSON)) == (403, "AUTH_1003")
    assert codes(outsider.get(address)) == (404, "RESOURCE_3001")
    assert outsider.get(RATES).json()["results"] == []
