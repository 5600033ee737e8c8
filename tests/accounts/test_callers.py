"""Whose requests are counted together."""

from __future__ import annotations

from collections.abc import Callable

import jwt
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.callers import know_api_token, person_of_api_token, person_of_jwt, person_of_session
from accounts.models import Household, User
from accounts.services.api_sign_ins import begin_sign_in
from accounts.token_secrets import make_text
from tests.api.callers import token_for


def carrying(header: str | None) -> HttpRequest:
    headers = {} if header is None else {"Authorization": header}
    return RequestFactory().get("/api/v1/accounts/", headers=headers)


def test_session_stands_for_its_person(alice: User) -> None:
    request = carrying(None)
    request.user = alice

    assert person_of_session(request) == f"user:{alice.pk}"


def test_nobody_is_no_person() -> None:
    request = carrying(None)
    request.user = AnonymousUser()

    assert person_of_session(request) is None


def test_genuine_jwt_stands_for_its_person(alice: User) -> None:
    assert person_of_jwt(carrying(token_for(alice.email))) == f"user:{alice.pk}"


@pytest.mark.parametrize("find", [person_of_jwt, person_of_api_token])
@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer ", "Bearer opaque-token", "Bearer a.b.c", "Basic YWxpY2U6cGFzcw=="],
)
def test_other_credentials_stand_for_nobody(
    header: str | None, find: Callable[[HttpRequest], str | None]
) -> None:
    assert find(carrying(header)) is None


def test_forged_jwt_stands_for_nobody(alice: User) -> None:
    claims = {"sub": str(alice.pk), "token_type": "access", "exp": 4_000_000_000, "jti": "1"}
    forged = jwt.encode(claims, "k" * 64, algorithm="HS256")

    assert person_of_jwt(carrying(f"Bearer {forged}")) is None


def test_refresh_token_stands_for_nobody(alice: User) -> None:
    pair = begin_sign_in(user=alice)

    assert person_of_jwt(carrying(f"Bearer {pair.refresh}")) is None


def test_api_token_stands_for_its_person_once_it_was_admitted(alice: User) -> None:
    text = make_text()
    request = carrying(f"bearer {text}")
    before = person_of_api_token(request)

    know_api_token(text, alice.pk)

    assert (before, person_of_api_token(request)) == (None, f"user:{alice.pk}")
    assert person_of_api_token(carrying(f"Bearer {make_text()}")) is None


def test_made_up_api_token_stands_for_nobody(household: Household) -> None:
    text = make_text()

    answer = Client().get("/api/v1/transactions/", headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 401
    assert person_of_api_token(carrying(f"Bearer {text}")) is None
