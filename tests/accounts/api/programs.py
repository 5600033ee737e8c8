"""Programs that sign in to the API by password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from tests.factories.accounts import PASSWORD

AUTH = "/api/v1/auth/"
LOGIN = f"{AUTH}login/"
LOGIN_CODE = f"{AUTH}login/code/"
REFRESH = f"{AUTH}refresh/"
LOGOUT = f"{AUTH}logout/"
JOBS = "/api/v1/jobs/"


class CountingHasher(MD5PasswordHasher):
    """Hashes cheaply, and notes what it hashed in the setting COUNTED_HASHES."""

    algorithm = "counting"

    def encode(self, password: str, salt: str) -> str:
        getattr(settings, "COUNTED_HASHES", []).append(password)
        return super().encode(password, salt)


def send(browser: Client, address: str, **body: Any) -> Any:
    """Post a JSON body."""
    return browser.post(address, body, "application/json")


def sign_in(browser: Client, email: str = "alice@example.org", **more: Any) -> Any:
    """Sign in by the tests' password."""
    return send(browser, LOGIN, email=email, password=PASSWORD, **more)


def call(browser: Client, access: str, address: str = JOBS) -> Any:
    """Get an address with a token."""
    return browser.get(address, headers={"Authorization": f"Bearer {access}"})
