"""Programs that call the API in tests, and what they read off its answers."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import Household, User
from accounts.roles import Role
from accounts.services.api_sign_ins import begin_sign_in
from tests.factories.accounts import PASSWORD, make_member


def token_of(browser: Client, email: str) -> dict[str, str]:
    """Sign in by address and the tests' password; returns the header that carries the token."""
    body = {"email": email, "password": PASSWORD}
    answer = browser.post("/api/v1/auth/login/", body, "application/json")
    return {"Authorization": f"Bearer {answer.json()['access']}"}


def token_for(email: str) -> str:
    """Return what the Authorization header of a person carries, without signing in."""
    return f"Bearer {begin_sign_in(user=User.objects.get(email=email)).access}"


def caller(user: User | None) -> Client:
    """Return a program that calls as a person, who need not sign in first."""
    return Client(headers={"Authorization": token_for(user.email)} if user else {})


def member(household: Household, role: Role) -> Client:
    """Return a program that calls as a new member of a household."""
    return caller(make_member(household, role).user)


def codes(answer: Any) -> tuple[int, str]:
    """Return the status and the stable code of a problem."""
    return answer.status_code, answer.json()["code"]


def fields(answer: Any) -> tuple[int, list[str]]:
    """Return the status of a problem and the fields of the request that it names."""
    return answer.status_code, sorted(error["field"] for error in answer.json()["errors"])
