"""Roles, removing, leaving and handing over, on pages."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actors import Actor
from accounts.models import Household, Membership
from accounts.roles import MATRIX, Role
from accounts.scope import household_scope
from tests.factories.accounts import make_household, make_invitation, make_member, prove


def pk_of(actor: Actor) -> int:
    with household_scope(actor.household.pk):
        return Membership.objects.get(household=actor.household, user=actor.user).pk


def role_of(actor: Actor) -> str:
    with household_scope(actor.household.pk):
        found = Membership.objects.filter(household=actor.household, user=actor.user)
        return ", ".join(found.values_list("role", flat=True))


def signed_in(actor: Actor) -> Client:
    browser = Client()
    assert actor.user is not None
    browser.force_login(actor.user)
    return browser


def texts(answer: object) -> list[str]:
    """Return what the next page will say."""
    return [str(message) for message in answer.wsgi_request._messages]  # type: ignore[attr-defined]


PAGES = ["/household/roles/", "/household/leave/", "/household/transfer/", "/household/new/"]


@pytest.mark.parametrize("path", PAGES)
def test_page_works_and_needs_a_sign_in(client: Client, anonymous: Client, path: str) -> None:
    assert prove(client).get(path).status_code == 200
    assert anonymous.get(path)["Location"] == f"/accounts/login/?next={path}"
    assert client.delete(path).status_code == 405


def test_role_list_is_the_matrix(client: Client) -> None:
    table = client.get("/household/roles/").context["table"]

    shown = {role: {row.permission for row in table if dict(row.carried)[role]} for role in MATRIX}
    assert shown == MATRIX
    assert all(str(row.about) for row in table)


@pytest.mark.parametrize(("role", "count"), [(Role.MANAGER, 1), (Role.MEMBER, 0), (Role.VIEWER, 0)])
def test_members_page_leads_managers_to_the_rights(
    household: Household, role: Role, count: int
) -> None:
    page = signed_in(make_member(household, role)).get("/household/").content.decode()

    assert page.count('href="/ledger/accounts/rights/"') == count


def test_member_update_changes_the_role(client: Client, household: Household) -> None:
    member = make_member(household, Role.MEMBER, "dora@example.org")

    answer = client.post(f"/household/members/{pk_of(member)}/", {"role": "viewer"})

    assert (answer.status_code, answer["Location"]) == (302, "/household/")
    assert role_of(member) == "viewer"
    assert texts(answer) == ["dora@example.org is Viewer now."]


@pytest.mark.parametrize("role", ["owner", "emperor", ""])
def test_member_update_takes_no_other_role(client: Client, household: Household, role: str) -> None:
    member = make_member(household, Role.MEMBER)

    client.post(f"/household/members/{pk_of(member)}/", {"role": role})

    assert role_of(member) == "member"


def test_mass_assignment_raises_nobody(household: Household) -> None:
    """Names of fields that a form does not have are not heard."""
    viewer = make_member(household, Role.VIEWER)
    browser = signed_in(viewer)
    more = {"role": "owner", "is_staff": "on", "is_superuser": "on", "household": "1", "user": "1"}

    browser.post("/settings/profile/", {"display_name": "Vera", **more})
    browser.post("/household/new/", {"name": "Mine", "base_currency": "EUR", "time_zone": "UTC"})

    assert viewer.user is not None
    viewer.user.refresh_from_db()
    assert (viewer.user.display_name, viewer.user.is_staff) == ("Vera", False)
    assert role_of(viewer) == "viewer"


def test_member_remove_asks_and_removes(client: Client, household: Household) -> None:
    member = make_member(household, Role.MEMBER, "dora@example.org")
    path = f"/household/members/{pk_of(member)}/remove/"

    asked = client.get(path)
    before = role_of(member)
    answer = client.post(path)

    assert (asked.status_code, before, role_of(member)) == (200, "member", "")
    assert texts(answer) == ["dora@example.org is no longer in the household."]


def test_removed_member_has_no_access_with_the_next_request(
    client: Client, household: Household
) -> None:
    member = make_member(household, Role.MANAGER)
    browser = signed_in(member)
    before = browser.get("/household/").status_code

    client.post(f"/household/members/{pk_of(member)}/remove/")

    answer = browser.get("/household/")
    assert (before, answer.status_code) == (200, 403)
    assert "/household/new/" in answer.content.decode()


@pytest.mark.parametrize("path", ["/household/members/{}/", "/household/members/{}/remove/"])
def test_strangers_members_are_not_found(
    client: Client, other_household: Household, path: str
) -> None:
    member = make_member(other_household, Role.MEMBER)

    answer = client.post(path.format(pk_of(member)), {"role": "viewer"})

    assert (answer.status_code, role_of(member)) == (404, "member")


def test_last_owner_is_told_why_they_cannot_leave(client: Client, actor: Actor) -> None:
    answer = client.post("/household/leave/")

    assert role_of(actor) == "owner"
    assert texts(answer) == ["A household needs an owner: hand it over to another member first."]


def test_leave_ends_the_membership(household: Household) -> None:
    member = make_member(household, Role.MEMBER)
    browser = signed_in(member)

    answer = browser.post("/household/leave/")

    assert (answer["Location"], role_of(member)) == ("/", "")


def test_transfer_makes_an_owner(client: Client, actor: Actor, household: Household) -> None:
    member = make_member(household, Role.VIEWER)

    prove(client).post("/household/transfer/", {"member": pk_of(member)})

    assert (role_of(member), role_of(actor)) == ("owner", "manager")


def test_transfer_asks_for_the_password_again(
    client: Client, actor: Actor, household: Household
) -> None:
    member = make_member(household, Role.VIEWER)

    answer = client.post("/household/transfer/", {"member": pk_of(member)})

    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert (role_of(member), role_of(actor)) == ("viewer", "owner")


def test_transfer_is_to_members_of_this_household(
    client: Client, actor: Actor, other_household: Household
) -> None:
    stranger = make_member(other_household, Role.VIEWER)

    answer = prove(client).post("/household/transfer/", {"member": pk_of(stranger)})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["member"])
    assert (role_of(stranger), role_of(actor)) == ("viewer", "owner")


def test_household_create_makes_one_and_goes_there(client: Client) -> None:
    values = {"name": "The shop", "base_currency": "usd", "time_zone": "Europe/Vienna"}

    answer = client.post("/household/new/", values)

    household = client.get("/household/").wsgi_request.household  # type: ignore[attr-defined]
    assert answer["Location"] == "/"
    made = (household.name, household.base_currency, household.time_zone)
    assert made == ("The shop", "USD", "Europe/Vienna")


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"base_currency": "e"}, ["base_currency"]),
        ({"time_zone": "Mars/Base"}, ["time_zone"]),
    ],
)
def test_household_create_names_what_is_wrong(
    client: Client, changed: dict[str, str], wrong: list[str]
) -> None:
    values = {"name": "The shop", "base_currency": "EUR", "time_zone": "UTC"} | changed

    answer = client.post("/household/new/", values)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, wrong)


def test_person_in_no_household_makes_one(anonymous: Client, bob: object) -> None:
    anonymous.force_login(bob)  # type: ignore[arg-type]  # a person

    answer = anonymous.post(
        "/household/new/", {"name": "Bob's", "base_currency": "EUR", "time_zone": "UTC"}
    )

    assert answer.status_code == 302
    assert anonymous.get("/household/").status_code == 200


def test_last_household_is_remembered_at_the_next_sign_in(client: Client, actor: Actor) -> None:
    assert actor.user is not None
    second = make_household(actor.user, "The shop")
    client.post(f"/household/{second.pk}/switch/")

    later = signed_in(actor)

    assert later.get("/household/").wsgi_request.household == second  # type: ignore[attr-defined]


def test_top_bar_offers_ones_own_households(
    client: Client, actor: Actor, other_household: Household
) -> None:
    assert actor.user is not None
    second = make_household(actor.user, "The shop")

    page = client.get("/jobs/").content.decode()

    assert page.count("/switch/") == 1
    assert f"/household/{second.pk}/switch/" in page
    assert "Bob's household" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_members_page_takes_as_many_queries_for_any_number_of_rows(
    client: Client,
    actor: Actor,
    household: Household,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        make_member(household, Role.VIEWER, f"v{number}@example.org")
        make_invitation(actor, f"i{number}@example.org")

    with django_assert_num_queries(9):
        client.get("/household/")


@pytest.mark.parametrize(("role", "is_owner"), [(role, role is Role.OWNER) for role in Role])
def test_members_page_offers_what_the_role_may(
    household: Household, actor: Actor, role: Role, *, is_owner: bool
) -> None:
    make_invitation(actor, "secret@example.org")

    page = signed_in(make_member(household, role)).get("/household/").content.decode()

    offered = [mark in page for mark in ("/remove/", "Send the invitation", "secret@example.org")]
    assert offered == [is_owner] * 3
