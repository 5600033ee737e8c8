"""The history in the API."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Household
from accounts.roles import Role
from tests.api.callers import codes, member
from tests.factories.books import Books

LIST = "/api/v1/history/"
JSON = "application/json"


def newest(api: Client) -> int:
    """Return the id of the newest act."""
    return int(api.get(LIST).json()["results"][0]["id"])


def test_list_shows_who_did_what_by_which_road(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "1")
    api.patch(f"/api/v1/transactions/{row.pk}/", {"memo": "Bread"}, JSON)

    acts = api.get(f"{LIST}?limit=2").json()["results"]

    assert [(act["kind"], act["origin"], act["user"]) for act in acts] == [
        ("transaction.update", "api", "Alice"),
        ("transaction.record", "user", "Alice"),
    ]


def test_changes_show_each_row_before_and_after(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "1")
    api.patch(f"/api/v1/transactions/{row.pk}/", {"memo": "Bread"}, JSON)

    changes = api.get(f"{LIST}{newest(api)}/changes/").json()["results"]

    assert [(each["model"], each["object_id"]) for each in changes] == [("transaction", row.pk)]
    assert (changes[0]["before"]["memo"], changes[0]["after"]["memo"]) == ("", "Bread")


def test_undo_puts_back_and_can_be_undone(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "1")
    address = f"/api/v1/transactions/{row.pk}/"
    api.patch(address, {"memo": "Bread"}, JSON)
    act = newest(api)

    undone = api.post(f"{LIST}{act}/undo/").json()
    memo = api.get(address).json()["memo"]
    again = api.post(f"{LIST}{act}/undo/")
    api.post(f"{LIST}{undone['change_set']}/undo/")

    assert (undone["undone"], undone["conflicts"], memo) == (1, [], "")
    assert codes(again) == (409, "BUSINESS_4007")
    assert api.get(address).json()["memo"] == "Bread"
    assert api.get(f"{LIST}{act}/").json()["is_undone"] is False


def test_undo_names_what_it_leaves(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "1")
    act = newest(api)
    api.patch(f"/api/v1/transactions/{row.pk}/", {"memo": "Bread"}, JSON)

    answer = api.post(f"{LIST}{act}/undo/").json()

    conflicts = [(each["model"], each["object_id"]) for each in answer["conflicts"]]
    assert (answer["undone"], answer["change_set"]) == (0, None)
    assert conflicts == [("transaction", row.pk)]


def test_undo_takes_the_role_that_the_act_took(books: Books, household: Household) -> None:
    books.spend("2025-03-31", "1")
    reviewer = member(household, Role.REVIEWER)

    assert codes(reviewer.post(f"{LIST}{newest(reviewer)}/undo/")) == (403, "AUTH_1003")


def test_strangers_viewers_and_nobody(
    api: Client, viewer: Client, outsider: Client, anonymous: Client, books: Books
) -> None:
    books.spend("2025-03-31", "1")
    act = f"{LIST}{newest(api)}/"

    assert codes(outsider.get(act)) == (404, "RESOURCE_3001")
    assert codes(outsider.get(f"{act}changes/")) == (404, "RESOURCE_3001")
    assert codes(outsider.post(f"{act}undo/")) == (404, "RESOURCE_3001")
    assert codes(viewer.post(f"{act}undo/")) == (403, "AUTH_1003")
    assert codes(anonymous.get(LIST)) == (401, "AUTH_1001")


def test_list_costs_the_same_for_one_and_for_many(api: Client, books: Books) -> None:
    counts = []
    for number in (1, 30):
        for _each in range(number):
            books.spend("2025-03-31", "1")
        with CaptureQueriesContext(connection) as queries:
            assert api.get(LIST).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
