"""The API of invitations, for who invites and for who is invited."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import Household, Invitation, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.api_tokens import create_token
from tests.api.callers import caller, codes, fields
from tests.factories.accounts import make_invitation, make_user, verify_address

LIST = "/api/v1/invitations/"
JSON = "application/json"


@pytest.fixture
def dora(db: None) -> User:
    """The person who is invited, in no household."""
    user = make_user("dora@example.org", display_name="Dora")
    verify_address(user)
    return user


def state_of(invitation: Invitation) -> str:
    with household_scope(invitation.household_id):
        invitation.refresh_from_db()
    return invitation.state


def test_create_invites_and_shows_no_token(client: Client, household: Household) -> None:
    answer = client.post(LIST, {"email": "Dora@example.org", "role": "viewer"}, JSON)

    listed = client.get(LIST).json()["results"]
    assert (answer.status_code, answer["Location"]) == (201, f"{LIST}{answer.json()['id']}/")
    assert listed == [answer.json()]
    assert sorted(answer.json()) == [
        "email", "ended_at", "expires_at", "id", "invited_by", "rights", "role", "sent_at", "state",
    ]  # fmt: skip
    assert (listed[0]["email"], listed[0]["invited_by"]) == ("dora@example.org", "Alice")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"email": "dora", "role": "viewer"}, ["email"]),
        ({"email": "d@example.org\nBcc: eve@example.org", "role": "viewer"}, ["email"]),
        ({"email": "dora@example.org", "role": "owner"}, ["role"]),
        ({"email": "dora@example.org", "role": "viewer", "state": "accepted"}, ["state"]),
        ({}, ["email", "role"]),
    ],
)
def test_create_names_what_is_wrong(
    client: Client, body: dict[str, object], wrong: list[str]
) -> None:
    assert fields(client.post(LIST, body, JSON)) == (400, wrong)


def test_create_twice_is_a_conflict(client: Client, actor: Actor) -> None:
    make_invitation(actor)

    answer = client.post(LIST, {"email": "dora@example.org", "role": "viewer"}, JSON)

    assert codes(answer) == (409, "BUSINESS_4022")


def test_resend_and_withdraw(client: Client, actor: Actor) -> None:
    invitation, _token = make_invitation(actor)
    before = invitation.token_digest

    resent = client.post(f"{LIST}{invitation.pk}/resend/", {}, JSON)
    withdrawn = client.delete(f"{LIST}{invitation.pk}/")

    assert (resent.status_code, withdrawn.status_code) == (200, 204)
    assert state_of(invitation) == "withdrawn"
    assert invitation.token_digest != before
    assert codes(client.delete(f"{LIST}{invitation.pk}/")) == (409, "BUSINESS_4023")


def test_strangers_find_nothing(stranger: Client, actor: Actor) -> None:
    invitation, _token = make_invitation(actor)

    found = [
        codes(stranger.get(f"{LIST}{invitation.pk}/")),
        codes(stranger.delete(f"{LIST}{invitation.pk}/")),
        codes(stranger.post(f"{LIST}{invitation.pk}/resend/", {}, JSON)),
    ]

    assert found == [(404, "RESOURCE_3001")] * 3
    assert stranger.get(LIST).json()["results"] == []


def test_preview_says_what_is_offered(dora: User, stranger: Client, actor: Actor) -> None:
    _invitation, token = make_invitation(actor, role=Role.REVIEWER)

    mine = caller(dora).post(f"{LIST}preview/", {"token": token}, JSON).json()
    theirs = stranger.post(f"{LIST}preview/", {"token": token}, JSON).json()

    assert (mine["household"], mine["role"], mine["invited_by"], mine["is_mine"]) == (
        "Alice's household",
        "reviewer",
        "Alice",
        True,
    )
    assert (theirs["is_mine"], "email" in theirs) == (False, False)


def test_accept_makes_a_member_once(dora: User, actor: Actor) -> None:
    invitation, token = make_invitation(actor)

    answers = [caller(dora).post(f"{LIST}accept/", {"token": token}, JSON).json() for _ in range(2)]

    assert (
        answers[0]
        == answers[1]
        == {
            "state": "accepted",
            "household": actor.household.pk,
            "role": "viewer",
        }
    )
    assert state_of(invitation) == "accepted"
    with household_scope(actor.household.pk):
        assert Membership.objects.filter(user=dora).count() == 1


def test_decline_ends_it(dora: User, actor: Actor) -> None:
    invitation, token = make_invitation(actor)

    answer = caller(dora).post(f"{LIST}decline/", {"token": token}, JSON)

    assert (answer.json()["state"], state_of(invitation)) == ("declined", "declined")


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_answer_of_another_person_is_refused(stranger: Client, actor: Actor, verb: str) -> None:
    invitation, token = make_invitation(actor)

    answer = stranger.post(f"{LIST}{verb}/", {"token": token}, JSON)

    assert (codes(answer), state_of(invitation)) == ((409, "BUSINESS_4024"), "pending")


@pytest.mark.parametrize("verb", ["accept", "decline", "preview"])
def test_answers_need_a_sign_in_a_token_and_a_person(
    client: Client, anonymous: Client, actor: Actor, verb: str
) -> None:
    path = f"{LIST}{verb}/"
    text = create_token(by=actor, name="script", grants=["admin:write"]).text
    program = Client(headers={"Authorization": f"Bearer {text}"})

    assert codes(anonymous.post(path, {"token": "x"}, JSON)) == (401, "AUTH_1001")
    assert codes(client.post(path, {"token": "guess"}, JSON)) == (404, "RESOURCE_3001")
    assert fields(client.post(path, {"token": "x", "role": "owner"}, JSON)) == (400, ["role"])
    assert codes(program.post(path, {"token": "x"}, JSON)) == (403, "AUTH_1005")
