"""Inviting on the members page, and the page at which the invited answer."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household, Invitation, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope, system_scope
from tests.factories.accounts import (
    PASSWORD,
    make_invitation,
    make_member,
    make_user,
    verify_address,
)


@pytest.fixture
def dora(db: None) -> Client:
    """A browser signed in as the person who is invited, who is in no household."""
    user = make_user("dora@example.org", display_name="Dora")
    verify_address(user)
    browser = Client()
    browser.force_login(user)
    return browser


def households_of(email: str) -> list[tuple[str, str]]:
    with system_scope("a test looks memberships up"):
        rows = Membership.objects.filter(user__email=email).order_by("pk")
        return list(rows.values_list("household__name", "role"))


def test_invite_adds_to_the_pending_ones(client: Client, household: Household) -> None:
    answer = client.post(
        "/household/invitations/", {"email": "Dora@example.org", "role": "reviewer"}
    )

    page = client.get("/household/")
    assert answer["Location"] == "/household/"
    assert [str(each) for each in page.context["invitations"]] == ["dora@example.org as Reviewer"]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"email": "dora", "role": "viewer"}, ["email"]),
        ({"email": "dora@example.org", "role": "owner"}, ["role"]),
        ({"email": "alice@example.org", "role": "viewer"}, ["__all__"]),
        ({}, ["email", "role"]),
    ],
)
def test_invite_says_what_is_wrong(
    client: Client, household: Household, values: dict[str, str], wrong: list[str]
) -> None:
    answer = client.post("/household/invitations/", values)

    assert (answer.status_code, list(answer.context["invite_form"].errors)) == (422, wrong)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("act", ["resend", "withdraw"])
def test_invitation_acts_are_the_owners(
    client: Client, stranger: Client, anonymous: Client, actor: Actor, act: str
) -> None:
    invitation, _token = make_invitation(actor)
    path = f"/household/invitations/{invitation.pk}/{act}/"

    refused = [
        stranger.post(path).status_code,
        anonymous.post(path)["Location"],
        client.get(path).status_code,
    ]
    answer = client.post(path)

    assert refused == [404, f"/accounts/login/?next={path}", 405]
    assert (answer.status_code, answer["Location"]) == (302, "/household/")
    with household_scope(actor.household.pk):
        invitation.refresh_from_db()
    assert invitation.state == {"resend": "pending", "withdraw": "withdrawn"}[act]


def test_page_says_who_asks_into_what_and_keeps_no_copy(anonymous: Client, actor: Actor) -> None:
    _invitation, token = make_invitation(actor, role=Role.REVIEWER)

    answer = anonymous.get(f"/invitations/{token}/")

    text = answer.content.decode()
    assert [mark in text for mark in ("Alice", "Alice&#x27;s household", "Reviewer")] == [True] * 3
    assert "no-store" in answer["Cache-Control"]
    assert "dora@example.org" not in text


@pytest.mark.parametrize("verb", ["", "accept/", "decline/"])
def test_guessed_link_is_not_found(client: Client, actor: Actor, verb: str) -> None:
    make_invitation(actor)
    path = f"/invitations/guess/{verb}"

    answer = client.post(path) if verb else client.get(path)

    assert answer.status_code == 404


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_answers_need_a_sign_in_and_a_form(
    anonymous: Client, dora: Client, actor: Actor, verb: str
) -> None:
    _invitation, token = make_invitation(actor)
    path = f"/invitations/{token}/{verb}/"

    assert anonymous.post(path)["Location"] == f"/accounts/login/?next={path}"
    assert dora.get(path).status_code == 405
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403


def test_accept_makes_a_member_and_goes_there(dora: Client, actor: Actor) -> None:
    _invitation, token = make_invitation(actor)

    page = dora.get(f"/invitations/{token}/")
    answer = dora.post(f"/invitations/{token}/accept/")

    assert (page.context["is_mine"], answer["Location"]) == (True, "/")
    assert households_of("dora@example.org") == [("Alice's household", "viewer")]
    assert dora.get("/household/").wsgi_request.household == actor.household  # type: ignore[attr-defined]


def test_decline_says_so_and_ends_it(dora: Client, actor: Actor) -> None:
    _invitation, token = make_invitation(actor)

    answer = dora.post(f"/invitations/{token}/decline/")

    assert (answer["Location"], households_of("dora@example.org")) == ("/", [])
    assert "This invitation is closed" in dora.get(f"/invitations/{token}/").content.decode()


def test_another_person_is_told_to_verify_the_address(stranger: Client, actor: Actor) -> None:
    _invitation, token = make_invitation(actor)

    page = stranger.get(f"/invitations/{token}/")
    answer = stranger.post(f"/invitations/{token}/accept/")

    assert page.context["is_mine"] is False
    assert answer["Location"] == f"/invitations/{token}/"
    assert [name for name, _role in households_of("bob@example.org")] == ["Bob's household"]


@pytest.mark.parametrize("verification", ["optional", "mandatory"])
def test_signing_up_from_the_link_verifies_the_address_and_gives_no_spare_household(
    anonymous: Client, actor: Actor, settings: Settings, verification: str
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    _invitation, token = make_invitation(actor)
    path = f"/invitations/{token}/"
    anonymous.get(path)
    values = {"email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}

    answer = anonymous.post("/accounts/signup/", {**values, "next": path})

    assert answer["Location"] == path
    assert EmailAddress.objects.get(email="dora@example.org").verified is True
    assert households_of("dora@example.org") == []
    anonymous.post(f"{path}accept/")
    assert households_of("dora@example.org") == [("Alice's household", "viewer")]


def test_signing_up_from_the_link_with_another_address_verifies_nothing(
    anonymous: Client, actor: Actor
) -> None:
    _invitation, token = make_invitation(actor)
    anonymous.get(f"/invitations/{token}/")
    values = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}

    anonymous.post("/accounts/signup/", values)
    anonymous.post(f"/invitations/{token}/accept/")

    assert not EmailAddress.objects.filter(verified=True).exists()
    assert User.objects.filter(email="dora@example.org").count() == 0
    assert households_of("eve@example.org") == [("eve's household", "owner")]


def test_expired_link_verifies_no_address(anonymous: Client, actor: Actor) -> None:
    invitation, token = make_invitation(actor)
    with household_scope(actor.household.pk):
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    page = anonymous.get(f"/invitations/{token}/")
    values = {"email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}

    anonymous.post("/accounts/signup/", values)

    assert "Its time is up" in page.content.decode()
    assert EmailAddress.objects.get(email="dora@example.org").verified is False


def test_member_without_the_permission_invites_nobody(household: Household) -> None:
    member = make_member(household, Role.MANAGER)
    assert isinstance(member.user, User)
    browser = Client()
    browser.force_login(member.user)

    answer = browser.post("/household/invitations/", {"email": "d@example.org", "role": "viewer"})

    assert (answer.status_code, Invitation.objects.count()) == (403, 0)
