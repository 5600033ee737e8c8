"""The API of households: the caller's own, whichever one the request comes in with."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Household, User
from accounts.roles import Role
from accounts.scope import household_scope
from tests.api.callers import codes, fields, member
from tests.factories.accounts import make_household

LIST = "/api/v1/households/"


def address(household: Household) -> str:
    return f"{LIST}{household.pk}/"


def test_list_is_of_the_callers_own(
    client: Client, household: Household, other_household: Household
) -> None:
    answer = client.get(LIST)

    rows = [(row["id"], row["name"], row["role"]) for row in answer.json()["results"]]
    assert rows == [(household.pk, "Alice's household", "owner")]


def test_retrieve_answers_a_household_and_its_etag(client: Client, household: Household) -> None:
    answer = client.get(address(household))

    assert answer.json()["time_zone"] == "UTC"
    assert answer["ETag"].strip('"').isalnum()


def test_update_changes_what_is_named_and_nothing_else(
    client: Client, household: Household
) -> None:
    answer = client.patch(address(household), {"name": "Ours"}, "application/json")

    household.refresh_from_db()
    assert (answer.status_code, answer.json()["name"], answer.json()["role"]) == (
        200,
        "Ours",
        "owner",
    )
    assert (household.name, household.time_zone) == ("Ours", "UTC")


def test_update_of_another_household_of_ones_own_enters_it(
    client: Client, household: Household, alice: User
) -> None:
    second = make_household(alice, "The shop")

    answer = client.patch(
        address(second),
        {"month_start_day": 25},
        "application/json",
        headers={"Idempotency-Key": "once"},
    )

    with household_scope(second.pk):
        second.refresh_from_db()
    assert (answer.status_code, second.month_start_day) == (200, 25)


def test_update_of_what_changed_since_is_refused(client: Client, household: Household) -> None:
    stale = client.get(address(household))["ETag"]
    client.patch(address(household), {"name": "Ours"}, "application/json")

    answer = client.patch(
        address(household), {"name": "Mine"}, "application/json", headers={"If-Match": stale}
    )

    household.refresh_from_db()
    assert codes(answer) == (412, "RESOURCE_3003")
    assert household.name == "Ours"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"time_zone": "Mars/Base"}, ["time_zone"]),
        ({"month_start_day": 32}, ["month_start_day"]),
        ({"month_start_day": "3"}, ["month_start_day"]),
        ({"nmae": "Ours"}, ["nmae"]),
        ({"name": 3, "time_zone": None}, ["name", "time_zone"]),
    ],
)
def test_update_names_what_is_wrong(
    client: Client, household: Household, body: dict[str, object], wrong: list[str]
) -> None:
    assert fields(client.patch(address(household), body, "application/json")) == (400, wrong)


def test_strangers_find_nothing(stranger: Client, household: Household) -> None:
    assert codes(stranger.get(address(household))) == (404, "RESOURCE_3001")
    answer = stranger.patch(address(household), {"name": "Mine"}, "application/json")
    assert codes(answer) == (404, "RESOURCE_3001")


def test_update_by_a_member_who_does_not_manage_is_refused(household: Household) -> None:
    answer = member(household, Role.MEMBER).patch(
        address(household), {"name": "Mine"}, "application/json"
    )

    assert codes(answer) == (403, "AUTH_1003")


def test_nobody_is_asked_to_sign_in(anonymous: Client, household: Household) -> None:
    assert codes(anonymous.get(LIST)) == (401, "AUTH_1001")
    assert codes(anonymous.get(address(household))) == (401, "AUTH_1001")
