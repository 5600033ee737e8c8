"""Whose requests are counted together."""

from __future__ import annotations

import jwt
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.callers import person_of_session, person_of_token
from accounts.models import User
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


def test_genuine_token_stands_for_its_person(alice: User) -> None:
    assert person_of_token(carrying(token_for(alice.email))) == f"user:{alice.pk}"


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer ", "Bearer opaque-token", "Bearer a.b.c", "Basic YWxpY2U6cGFzcw=="],
)
def test_other_credentials_stand_for_nobody(header: str | None) -> None:
    assert person_of_token(carrying(header)) is None


def test_forged_token_stands_for_nobody(alice: User) -> None:
    claims = {"user_id": alice.pk, "token_type": "access", "exp": 4_000_000_000, "jti": "1"}
    forged = jwt.encode(claims, "k" * 64, algorithm="HS256")

    assert person_of_token(carrying(f"Bearer {forged}")) is None


def test_refresh_token_stands_for_nobody(alice: User) -> None:
    assert person_of_token(carrying(f"Bearer {RefreshToken.for_user(alice)}")) is None
