"""Schedules in the API: kept, paused, their times, and what detection proposes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from ledger.models import Occurrence, Schedule
from ledger.services.arrivals import run_schedules
from tests.api.callers import codes, fields
from tests.factories.books import Books
from tests.factories.schedules import schedule

LIST = "/api/v1/schedules/"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _tenth_of_february() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 2, 10, 12, tzinfo=UTC), tick=False):
        yield


def body(books: Books, **values: Any) -> dict[str, Any]:
    return {
        "name": "Rent",
        "account": books.checking.pk,
        "other": books.rent.pk,
        "starts_on": "2026-01-03",
        "amount": "-800.00",
        **values,
    }


def test_create_read_change_and_delete(api: Client, books: Books) -> None:
    made = api.post(LIST, body(books, days=[1, 15], payee=books.payee("Landlord").pk), JSON)
    url = made["Location"]

    changed = api.patch(url, {"amount": "-850", "posts": True}, JSON).json()
    deleted = api.delete(url)
    restored = api.post(f"{url}restore/")

    assert (made.status_code, made.json()["days"]) == (201, [1, 15])
    assert (changed["amount"], changed["posts"], changed["days"]) == (
        "-850.00000000",
        True,
        [1, 15],
    )
    assert (deleted.status_code, restored.status_code) == (204, 200)
    assert [row["name"] for row in api.get(LIST).json()["results"]] == ["Rent"]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"amount": "0"}, ["amount"]),
        ({"amount": 800}, ["amount"]),
        ({"every": 0}, ["every"]),
        ({"unit": "week", "days": [1]}, ["every"]),
        ({"country": "XX"}, ["every"]),
        ({"account": 2**40}, ["account"]),
        ({"nonsense": 1}, ["nonsense"]),
    ],
)
def test_create_says_what_is_wrong(
    api: Client, books: Books, values: dict[str, Any], wrong: list[str]
) -> None:
    assert fields(api.post(LIST, body(books, **values), JSON)) == (400, wrong)


def test_times_are_listed_and_settled(api: Client, books: Books) -> None:
    row = schedule(books)
    paid = books.spend("2026-02-03", "800", books.rent, payee="Landlord")
    url = f"{LIST}{row.pk}/"

    skipped = api.post(f"{url}skip/", {"due_on": "2026-01-03"}, JSON).json()
    matched = api.post(
        f"{url}match/", {"due_on": "2026-02-03", "transaction": paid.pk}, JSON
    ).json()
    recorded = api.post(f"{url}record/", {"due_on": "2026-03-03"}, JSON).json()
    reopened = api.post(f"{url}reopen/", {"due_on": "2026-01-03"}, JSON).json()

    assert [each["state"] for each in (skipped, matched, recorded, reopened)] == [
        "skipped",
        "matched",
        "posted",
        "expected",
    ]
    times = api.get(f"{LIST}times/?start=2026-01-01&end=2026-04-01").json()["times"]
    assert [(each["due_on"], each["state"]) for each in times] == [
        ("2026-01-03", "missed"),
        ("2026-02-03", "matched"),
        ("2026-03-03", "posted"),
    ]
    assert times[1]["arrived"] == {"amount": "-800.00", "currency": "EUR"}


def test_time_that_is_none_or_settled_is_refused(api: Client, books: Books) -> None:
    row = schedule(books)
    url = f"{LIST}{row.pk}/skip/"
    api.post(url, {"due_on": "2026-01-03"}, JSON)

    assert codes(api.post(url, {"due_on": "2026-01-04"}, JSON)) == (409, "BUSINESS_4030")
    assert codes(api.post(url, {"due_on": "2026-01-03"}, JSON)) == (409, "BUSINESS_4031")
    assert fields(api.post(url, {}, JSON)) == (400, ["due_on"])
    assert Occurrence.objects.count() == 1


def test_times_are_asked_for_up_to_ten_years(api: Client, books: Books) -> None:
    assert fields(api.get(f"{LIST}times/?start=2020-01-01&end=2040-01-01")) == (400, ["end"])


def test_proposals_are_accepted_and_dismissed(api: Client, books: Books) -> None:
    for payee, amount in (("Filmkiste", "9.99"), ("Gym", "30")):
        for month in ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02"):
            books.spend(f"{month}-05", amount, payee=payee)
    found = {each["name"]: each for each in api.get(f"{LIST}proposals/").json()["proposals"]}

    accepted = api.post(f"{LIST}accept/", {"key": found["Gym"]["key"]}, JSON)
    dismissed = api.post(f"{LIST}dismiss/", {"key": found["Filmkiste"]["key"]}, JSON)

    assert found["Gym"]["reason"] == "5 times, every month; 30.00 EUR each"
    assert (accepted.status_code, dismissed.status_code) == (201, 204)
    assert api.get(f"{LIST}proposals/").json() == {"proposals": []}
    assert [row["name"] for row in api.get(LIST).json()["results"]] == ["Gym"]
    assert codes(api.post(f"{LIST}accept/", {"key": "x"}, JSON)) == (409, "BUSINESS_4030")


def test_state_pauses_and_goes_on(api: Client, books: Books) -> None:
    row = schedule(books)

    paused = api.post(f"{LIST}{row.pk}/state/", {"state": "paused"}, JSON).json()

    assert (paused["state"], api.get(f"{LIST}times/").json()) == ("paused", {"times": []})
    assert fields(api.post(f"{LIST}{row.pk}/state/", {"state": "dismissed"}, JSON)) == (
        400,
        ["state"],
    )


def test_strangers_viewers_and_nobody(
    outsider: Client, viewer: Client, anonymous: Client, books: Books
) -> None:
    row = schedule(books)
    url = f"{LIST}{row.pk}/"

    assert outsider.get(url).status_code == 404
    assert (viewer.get(url).status_code, viewer.delete(url).status_code) == (200, 403)
    assert codes(anonymous.get(url)) == (401, "AUTH_1001")
    assert viewer.put(url, {}, JSON).status_code == 405
    assert Schedule.objects.get().starts_on == date(2026, 1, 3)


def test_alerts_and_a_new_price(api: Client, books: Books) -> None:
    row = schedule(books, "-9.99", payee=books.payee("Tonstrom"), starts_on=date(2026, 2, 5))
    books.spend("2026-02-05", "10.99", books.rent, payee="Tonstrom")
    run_schedules(by=books.actor, today=date(2026, 2, 10))

    alerts = api.get(f"{LIST}alerts/").json()["alerts"]
    price = alerts[0]["time"]["arrived"]
    changed = api.post(f"{LIST}{row.pk}/reprice/", {"amount": price}, JSON)
    wrong = api.post(
        f"{LIST}{row.pk}/reprice/", {"amount": {"amount": "5", "currency": "EUR"}}, JSON
    )

    assert [(each["kind"], each["schedule"], each["name"]) for each in alerts] == [
        ("price", row.pk, "Rent")
    ]
    assert price == {"amount": "-10.99", "currency": "EUR"}
    assert Decimal(changed.json()["amount"]) == Decimal("-10.99")
    assert api.get(f"{LIST}alerts/").json()["alerts"] == []
    assert fields(wrong) == (400, ["amount"])
