"""The page of API tokens: making one, seeing it once, revoking it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actors import Actor
from accounts.models import ApiToken, Household
from accounts.roles import Role
from accounts.services.api_tokens import create_token
from tests.accounts.api.programs import call
from tests.accounts.browsers import freshen
from tests.factories.accounts import make_member

LIST = "/settings/tokens/"
CREATE = "/settings/tokens/create/"
FORM = {"name": "backup", "days": "30", "transactions": "read", "profile": "write"}


@pytest.fixture
def token(actor: Actor) -> ApiToken:
    """A token of Alice's."""
    return create_token(by=actor, name="script", grants=["transactions:read"]).token


@pytest.fixture
def fresh(client: Client) -> Client:
    """Alice's browser, signed in just now."""
    return freshen(client)


def revoke(token: ApiToken) -> str:
    return f"{LIST}{token.pk}/revoke/"


def test_list_shows_ones_own_tokens(
    client: Client, token: ApiToken, household: Household, actor: Actor
) -> None:
    colleague = make_member(household, Role.MANAGER)
    create_token(by=colleague, name="theirs", grants=["profile:read"])

    answer = client.get(LIST)

    assert [row.name for row in answer.context["tokens"]] == ["script"]
    assert f"fin_{token.prefix}_…" in answer.content.decode()


def test_list_without_tokens_offers_to_make_one(client: Client) -> None:
    page = client.get(LIST).content.decode()

    assert ("Make token" in page, "Your tokens" in page) == (True, False)


def test_create_shows_the_token_this_once(fresh: Client, anonymous: Client) -> None:
    answer = fresh.post(CREATE, FORM)

    found = re.search(r'value="(fin_[0-9A-Za-z_]+)"', answer.content.decode())
    assert found is not None
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert found[1] not in fresh.get(LIST).content.decode()
    assert ApiToken.objects.get().grants == ["profile:write", "transactions:read"]
    assert call(anonymous, found[1]).status_code == 200


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "x" * 101}, ["name"]),
        ({"days": "3650"}, ["days"]),
        ({"transactions": "own"}, ["transactions"]),
        ({"transactions": "", "profile": ""}, ["__all__"]),
    ],
)
def test_create_refuses_bad_input(fresh: Client, change: dict[str, str], wrong: list[str]) -> None:
    answer = fresh.post(CREATE, FORM | change)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, wrong)
    assert ApiToken.objects.count() == 0


def test_create_asks_for_the_password_again(client: Client) -> None:
    answer = client.post(CREATE, FORM)

    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert ApiToken.objects.count() == 0


def test_create_past_the_limit_is_refused_on_the_page(fresh: Client, actor: Actor) -> None:
    for _each in range(50):
        create_token(by=actor, name="script", grants=["profile:read"])

    answer = fresh.post(CREATE, FORM)

    assert answer.status_code == 422
    assert "You have 50 tokens; revoke one first." in answer.content.decode()


def test_revoke_ends_a_token(client: Client, token: ApiToken) -> None:
    answer = client.post(revoke(token))

    token.refresh_from_db()
    assert (answer["Location"], token.state) == (LIST, "revoked")


def test_revoke_answers_htmx_with_the_row(client: Client, token: ApiToken) -> None:
    answer = client.post(revoke(token), headers={"HX-Request": "true"})

    page = answer.content.decode().strip()
    assert page.startswith(f'<tr id="token-row-{token.pk}">')
    assert ("Revoked" in page, "<form" in page) == (True, False)


def test_revoke_of_somebody_elses_token_is_not_found(
    stranger: Client, token: ApiToken, household: Household
) -> None:
    colleague = Client()
    person = make_member(household, Role.OWNER).user
    assert person
    colleague.force_login(person)

    assert [browser.post(revoke(token)).status_code for browser in (stranger, colleague)] == [
        404,
        404,
    ]
    token.refresh_from_db()
    assert token.state == "active"


@pytest.mark.parametrize(("method", "address"), [("get", CREATE), ("post", LIST)])
def test_wrong_methods_are_refused(client: Client, method: str, address: str) -> None:
    assert getattr(client, method)(address).status_code == 405


def test_nobody_is_sent_to_sign_in(anonymous: Client, token: ApiToken) -> None:
    answers = [anonymous.get(LIST), anonymous.post(CREATE, FORM), anonymous.post(revoke(token))]

    assert [answer.status_code for answer in answers] == [302] * 3


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_as_many_queries_for_any_number_of_tokens(
    client: Client,
    actor: Actor,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    for _each in range(number):
        create_token(by=actor, name="script", grants=["profile:read"])

    with django_assert_num_queries(7):
        client.get(LIST)
