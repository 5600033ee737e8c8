"""The API of members, of households of one's own, and of handing one over."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actors import Actor
from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from tests.api.callers import caller, codes, fields
from tests.factories.accounts import make_household, make_member, make_user, prove

LIST = "/api/v1/members/"
HOUSEHOLDS = "/api/v1/households/"
JSON = "application/json"


def pk_of(actor: Actor) -> int:
    with household_scope(actor.household.pk):
        return Membership.objects.get(household=actor.household, user=actor.user).pk


def role_of(actor: Actor) -> str:
    with household_scope(actor.household.pk):
        found = Membership.objects.filter(household=actor.household, user=actor.user)
        return ", ".join(found.values_list("role", flat=True))


@pytest.fixture
def dora(household: Household) -> Actor:
    """A member of Alice's household."""
    return make_member(household, Role.MEMBER, "dora@example.org")


def test_list_is_of_the_household(client: Client, dora: Actor, other_household: Household) -> None:
    rows = client.get(LIST).json()["results"]

    assert [(row["name"], row["email"], row["role"]) for row in rows] == [
        ("Alice", "alice@example.org", "owner"),
        ("dora@example.org", "dora@example.org", "member"),
    ]


def test_update_changes_the_role_that_was_read(client: Client, dora: Actor) -> None:
    path = f"{LIST}{pk_of(dora)}/"
    tag = client.get(path)["ETag"]

    first = client.patch(path, {"role": "viewer"}, JSON, headers={"If-Match": tag})
    second = client.patch(path, {"role": "manager"}, JSON, headers={"If-Match": tag})

    assert (first.status_code, first.json()["role"]) == (200, "viewer")
    assert (codes(second), role_of(dora)) == ((412, "RESOURCE_3003"), "viewer")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"role": "owner"}, ["role"]),
        ({"role": 1}, ["role"]),
        ({"role": "viewer", "user": 1}, ["user"]),
        ({"role": "viewer", "household": 1, "rights": {}}, ["household", "rights"]),
    ],
)
def test_update_names_what_is_wrong(
    client: Client, dora: Actor, body: dict[str, object], wrong: list[str]
) -> None:
    answer = client.patch(f"{LIST}{pk_of(dora)}/", body, JSON)

    assert (fields(answer), role_of(dora)) == ((400, wrong), "member")


def test_remove_ends_the_membership(client: Client, dora: Actor) -> None:
    answer = client.delete(f"{LIST}{pk_of(dora)}/")

    assert (answer.status_code, role_of(dora)) == (204, "")
    assert codes(caller(dora.user).get("/api/v1/accounts/")) == (403, "AUTH_1003")


def test_remove_of_oneself_and_of_strangers(
    client: Client, actor: Actor, other_household: Household
) -> None:
    stranger = make_member(other_household, Role.MEMBER)

    assert codes(client.delete(f"{LIST}{pk_of(actor)}/")) == (409, "BUSINESS_4020")
    assert codes(client.delete(f"{LIST}{pk_of(stranger)}/")) == (404, "RESOURCE_3001")


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_any_number_of_rows(
    client: Client,
    household: Household,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        make_member(household, Role.VIEWER, f"v{number}@example.org")

    with django_assert_num_queries(6):
        client.get(LIST)


def test_create_makes_a_household_of_ones_own_once(client: Client, alice: User) -> None:
    body = {"name": "The shop", "base_currency": "USD", "time_zone": "Europe/Vienna"}
    once = {"Idempotency-Key": "once"}

    answers = [client.post(HOUSEHOLDS, body, JSON, headers=once) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["role"], answers[0].json()["base_currency"]) == ("owner", "USD")
    assert len(client.get(HOUSEHOLDS).json()["results"]) == 2


def test_create_by_who_is_in_no_household(db: None) -> None:
    nobody = caller(make_user())

    made = nobody.post(HOUSEHOLDS, {"name": "Mine"}, JSON, headers={"Idempotency-Key": "once"})

    assert (made.status_code, made.json()["role"]) == (201, "owner")
    assert [row["name"] for row in nobody.get(HOUSEHOLDS).json()["results"]] == ["Mine"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["name"]),
        ({"name": "x", "base_currency": "e"}, ["base_currency"]),
        ({"name": "x", "time_zone": "Mars/Base"}, ["time_zone"]),
        ({"name": "x", "role": "owner", "id": 1}, ["id", "role"]),
    ],
)
def test_create_names_what_is_wrong(
    client: Client, body: dict[str, object], wrong: list[str]
) -> None:
    assert fields(client.post(HOUSEHOLDS, body, JSON)) == (400, wrong)


def test_role_in_the_household_of_the_address_decides(
    client: Client, alice: User, other_household: Household
) -> None:
    """A viewer here and an owner there may change what is there, whatever the request says."""
    own = make_household(alice, "The shop")
    viewer = make_member(other_household, Role.VIEWER)
    assert viewer.user is not None
    second = make_household(viewer.user, "Vera's own")

    mine = caller(viewer.user).patch(
        f"{HOUSEHOLDS}{second.pk}/", {"name": "Ours"}, JSON,
        headers={"X-Household": str(other_household.pk)},
    )  # fmt: skip
    theirs = caller(viewer.user).patch(
        f"{HOUSEHOLDS}{other_household.pk}/", {"name": "Ours"}, JSON,
        headers={"X-Household": str(second.pk)},
    )  # fmt: skip

    assert (mine.status_code, codes(theirs)) == (200, (403, "AUTH_1003"))
    assert codes(caller(viewer.user).post(f"{HOUSEHOLDS}{own.pk}/leave/", {}, JSON)) == (
        404,
        "RESOURCE_3001",
    )


def test_leave_ends_ones_own_membership(dora: Actor, household: Household) -> None:
    answer = caller(dora.user).post(f"{HOUSEHOLDS}{household.pk}/leave/", {}, JSON)

    assert (answer.status_code, role_of(dora)) == (204, "")


def test_last_owner_cannot_leave(client: Client, actor: Actor, household: Household) -> None:
    answer = client.post(f"{HOUSEHOLDS}{household.pk}/leave/", {}, JSON)

    assert (codes(answer), role_of(actor)) == ((409, "BUSINESS_4021"), "owner")


def test_transfer_asks_a_browser_for_a_recent_sign_in(
    client: Client, actor: Actor, dora: Actor, household: Household
) -> None:
    path, body = f"{HOUSEHOLDS}{household.pk}/transfer/", {"member": pk_of(dora)}

    refused = client.post(path, body, JSON)
    before = role_of(dora)
    answer = prove(client).post(path, body, JSON)

    assert (codes(refused), before) == ((403, "AUTH_1008"), "member")
    assert (answer.status_code, answer.json()["role"]) == (200, "manager")
    assert (role_of(dora), role_of(actor)) == ("owner", "manager")


def test_transfer_is_to_members_alone(
    client: Client, actor: Actor, household: Household, other_household: Household
) -> None:
    stranger = make_member(other_household, Role.MEMBER)

    answer = prove(client).post(
        f"{HOUSEHOLDS}{household.pk}/transfer/", {"member": pk_of(stranger)}, JSON
    )

    assert (codes(answer), role_of(actor)) == ((404, "RESOURCE_3001"), "owner")
