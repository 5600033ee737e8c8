"""The members page and switching between households."""

from __future__ import annotations

from django.test import Client

from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from tests.factories.accounts import make_household, make_member


def test_household_detail_lists_members_and_own_households(
    client: Client, household: Household, other_household: Household
) -> None:
    make_member(household, Role.VIEWER, "vera@example.org")
    make_member(other_household, Role.VIEWER, "stranger@example.org")

    answer = client.get("/household/")

    members = [(str(m.user), m.get_role_display()) for m in answer.context["members"]]
    assert members == [("Alice", "Owner"), ("vera@example.org", "Viewer")]
    assert [m.household for m in answer.context["mine"]] == [household]


def test_household_switch_changes_the_scope(
    client: Client, household: Household, alice: User
) -> None:
    second = make_household(alice, "The shop")

    answer = client.post(f"/household/{second.pk}/switch/")

    assert answer["Location"] == "/"
    assert client.get("/household/").wsgi_request.household == second  # type: ignore[attr-defined]


def test_household_switch_to_a_strangers_is_not_found(
    client: Client, household: Household, other_household: Household
) -> None:
    answer = client.post(f"/household/{other_household.pk}/switch/")

    assert answer.status_code == 404
    assert client.get("/household/").wsgi_request.household == household  # type: ignore[attr-defined]


def test_person_who_left_falls_back_to_their_oldest_household(
    client: Client, household: Household, other_household: Household, alice: User
) -> None:
    with household_scope(other_household.pk):
        membership = Membership.objects.create(household=other_household, user=alice)
    client.post(f"/household/{other_household.pk}/switch/")
    with household_scope(other_household.pk):
        membership.delete()

    answer = client.get("/household/")

    assert answer.wsgi_request.household == household  # type: ignore[attr-defined]


def test_person_in_no_household_is_refused(anonymous: Client, bob: User) -> None:
    anonymous.force_login(bob)

    answer = anonymous.get("/household/")

    assert answer.status_code == 403
