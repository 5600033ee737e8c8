"""Reminders by the API."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from ledger.services.reminders import create_reminder
from tests.api.callers import codes, fields
from tests.factories.books import Books

REMINDERS, JSON = "/api/v1/reminders/", "application/json"


def test_reminder_is_added_changed_ticked_trashed_and_restored(api: Client, books: Books) -> None:
    about = books.spend("2026-03-01", "10").pk
    body = {"transaction": about, "remind_on": "2026-03-10", "text": "Ask it back"}

    made = api.post(REMINDERS, body, JSON)

    row = made.json()
    address = f"{REMINDERS}{row['id']}/"
    assert (made.status_code, row) == (
        201,
        {"id": row["id"], **body, "done_at": None, "deleted_at": None, "version": 1},
    )
    changed = api.patch(address, {"text": "Call"}, JSON, headers={"If-Match": made["ETag"]}).json()
    assert changed == row | {"text": "Call", "version": 2}
    assert codes(api.delete(address, headers={"If-Match": made["ETag"]})) == (412, "RESOURCE_3003")
    assert api.post(f"{address}done/").json()["done_at"] is not None
    assert api.post(f"{address}reopen/").json()["done_at"] is None
    assert api.delete(address).status_code == 204
    assert [each["id"] for each in api.get(REMINDERS, {"trash": "true"}).json()["results"]] == [
        row["id"]
    ]
    assert api.post(f"{address}restore/").json()["deleted_at"] is None


def test_list_gives_the_due_ones_alone(api: Client, books: Books) -> None:
    for year, text in ((2020, "due"), (2100, "to come")):
        create_reminder(by=books.actor, remind_on=date(year, 3, 1), text=text)

    found = [
        [each["text"] for each in api.get(REMINDERS, query).json()["results"]]
        for query in ({}, {"due": "true"})
    ]

    assert found == [["due", "to come"], ["due"]]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["remind_on", "text"]),
        ({"remind_on": "soon", "text": ""}, ["remind_on", "text"]),
        ({"remind_on": "2026-03-10", "text": "x" * 201}, ["text"]),
        ({"remind_on": "2026-03-10", "text": "x", "transaction": 999_999}, ["transaction"]),
        ({"remind_on": "2026-03-10", "text": "x", "done_at": None}, ["done_at"]),
    ],
)
def test_create_names_what_is_wrong(
    api: Client, books: Books, body: dict[str, object], wrong: list[str]
) -> None:
    assert fields(api.post(REMINDERS, body, JSON)) == (400, wrong)


def test_viewers_read_and_strangers_find_nothing(
    viewer: Client, outsider: Client, books: Books
) -> None:
    row = create_reminder(by=books.actor, remind_on=date(2026, 3, 10), text="Ask it back")
    address = f"{REMINDERS}{row.pk}/"

    writes = [viewer.patch(address, {"text": "x"}, JSON), viewer.post(f"{address}done/")]

    assert viewer.get(address).status_code == 200
    assert [codes(answer) for answer in writes] == [(403, "AUTH_1003")] * 2
    assert codes(outsider.post(f"{address}done/")) == (404, "RESOURCE_3001")
