"""What accounts, categories, payees, tags and rules have in common in the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from tests.api.callers import codes, fields
from tests.ledger.api.rows import KINDS, Kind

JSON = "application/json"
pytestmark = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def shown(body: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a row that a body is about."""
    return {name: row[name] for name in body if name != "number"}


def test_create_answers_the_row_and_where_it_is(api: Client, actor: Actor, kind: Kind) -> None:
    body = kind.new(actor)

    answer = api.post(kind.address, body, JSON)

    row = answer.json()
    assert (answer.status_code, answer["ETag"]) == (201, f'"{row["version"]}"')
    assert shown(body, row) == shown(body, body)
    assert answer["Location"] == f"{kind.address}{row['id']}/"
    assert api.get(answer["Location"]).json() == row


def test_update_changes_what_is_named_and_nothing_else(
    api: Client, actor: Actor, kind: Kind
) -> None:
    row = kind.make(actor, "Something")
    before = api.get(f"{kind.address}{row.pk}/").json()

    answer = api.patch(f"{kind.address}{row.pk}/", kind.change, JSON)

    after = before | kind.change | {"version": before["version"] + 1}
    assert (answer.status_code, answer.json()) == (200, after)


@pytest.mark.parametrize("verb", ["patch", "delete"])
def test_writes_to_what_changed_since_are_refused(
    api: Client, actor: Actor, kind: Kind, verb: str
) -> None:
    address = f"{kind.address}{kind.make(actor, 'Something').pk}/"
    etag = api.get(address)["ETag"]
    api.patch(address, kind.change, JSON, headers={"If-Match": f"W/{etag}"})

    answer = getattr(api, verb)(address, kind.change, JSON, headers={"If-Match": etag})

    assert codes(answer) == (412, "RESOURCE_3003")
    assert api.get(address)["ETag"] == '"2"'


def test_delete_moves_to_the_trash_and_restore_back(api: Client, actor: Actor, kind: Kind) -> None:
    address = f"{kind.address}{kind.make(actor, 'Something').pk}/"

    deleted = api.delete(address)

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert codes(api.get(address)) == (404, "RESOURCE_3001")
    assert api.get(kind.address, {"trash": "true"}).json()["results"][0]["name"] == "Something"
    assert api.post(f"{address}restore/").json()["deleted_at"] is None
    assert api.get(address).status_code == 200


def test_create_names_every_field_that_is_wrong(api: Client, kind: Kind) -> None:
    assert fields(api.post(kind.address, kind.wrong, JSON)) == (400, kind.errors)


def test_strangers_find_nothing(outsider: Client, actor: Actor, kind: Kind) -> None:
    address = f"{kind.address}{kind.make(actor, 'Something').pk}/"

    answers = [
        outsider.get(address),
        outsider.patch(address, kind.change, JSON),
        outsider.delete(address),
        outsider.post(f"{address}restore/"),
    ]

    assert [codes(answer) for answer in answers] == [(404, "RESOURCE_3001")] * 4
    names = [row["name"] for row in outsider.get(kind.address).json()["results"]]
    assert "Something" not in names


def test_viewers_read_and_do_not_write(viewer: Client, actor: Actor, kind: Kind) -> None:
    address = f"{kind.address}{kind.make(actor, 'Something').pk}/"

    answers = [
        viewer.post(kind.address, kind.new(actor), JSON),
        viewer.patch(address, kind.change, JSON),
        viewer.delete(address),
        viewer.post(f"{address}restore/"),
    ]

    assert [codes(answer) for answer in answers] == [(403, "AUTH_1003")] * 4
    assert viewer.get(address).status_code == 200


def test_nobody_is_asked_to_sign_in(anonymous: Client, actor: Actor, kind: Kind) -> None:
    row = kind.make(actor, "Something")

    answers = [
        anonymous.get(kind.address),
        anonymous.post(kind.address, kind.new(actor), JSON),
        anonymous.get(f"{kind.address}{row.pk}/"),
        anonymous.delete(f"{kind.address}{row.pk}/"),
    ]

    assert [codes(answer) for answer in answers] == [(401, "AUTH_1001")] * 4


def test_list_pages_by_cursor(api: Client, actor: Actor, kind: Kind) -> None:
    made = {kind.make(actor, f"Number {number}").pk for number in range(5)}
    found: list[int] = []
    address = f"{kind.address}?limit=2"

    while address:
        page = api.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]

    assert len(found) == len(set(found))
    assert made <= set(found)


def test_list_costs_the_same_for_one_and_for_many(api: Client, actor: Actor, kind: Kind) -> None:
    counts = []
    for number in (1, 30):
        for each in range(number):
            kind.make(actor, f"Number {number} {each}")
        with CaptureQueriesContext(connection) as queries:
            assert api.get(kind.address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(
    "query",
    ["cursor=nonsense", "cursor=cD0lMDA%3D", "limit=0", "limit=501", "trash=x"],
)
def test_list_refuses_what_it_cannot_read(api: Client, kind: Kind, query: str) -> None:
    assert fields(api.get(f"{kind.address}?{query}")) == (400, [query.split("=", maxsplit=1)[0]])
