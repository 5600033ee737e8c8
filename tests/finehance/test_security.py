"""What every answer carries to keep a browser safe."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
SIGNED_OUT = [
    "/",
    "/help/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/api/docs/",
    "/missing/",
    "/health",
]
SIGNED_IN = [
    "/settings/",
    "/household/",
    "/jobs/",
    "/help/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
]


def policy_of(answer: object) -> set[str]:
    header = answer["Content-Security-Policy"]  # type: ignore[index]
    return {part.strip() for part in header.split(";")}


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_open_page_is_under_the_strict_policy(anonymous: Client, path: str) -> None:
    answer = anonymous.get(path)

    assert policy_of(answer) == POLICY
    assert {name: answer[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", SIGNED_IN)
def test_members_page_is_under_the_strict_policy(client: Client, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, policy_of(answer)) == (200, POLICY)
    assert {name: answer[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", [*SIGNED_OUT[:5], *SIGNED_IN])
def test_page_holds_nothing_inline(client: Client, anonymous: Client, path: str) -> None:
    browser = client if path in SIGNED_IN else anonymous

    page = browser.get(path).content.decode()

    assert [mark for mark in ("<style", " style=", "<script>", " onclick=") if mark in page] == []
    assert page.count("<h1") == 1


def test_cookies_are_closed_to_scripts_and_other_sites(client: Client) -> None:
    answer = client.get("/settings/")

    flags = [
        (name, cookie["httponly"], cookie["samesite"]) for name, cookie in answer.cookies.items()
    ]
    assert flags == [("csrftoken", True, "Lax")]


CHECK = "import django; django.setup(); from django.conf import settings; print({what})"


def settings_with(what: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read a setting in a process of its own with nothing but this environment."""
    code = CHECK.format(what=what)
    variables = {"DJANGO_SETTINGS_MODULE": "finehance.settings", "PATH": ""} | environment
    return subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False
    )


PRODUCTION = {
    "DATABASE_URL": "postgres://finehance@db.invalid/finehance",
    "SECRET_KEY": "s7" * 20,
    "ENCRYPTION_KEY": "e7" * 20,
    "ENCRYPTION_SALT": "a7" * 20,
    "JWT_SIGNING_KEY": "j7" * 20,
    "BASE_URL": "https://money.example.org",
}


def test_production_is_strict() -> None:
    names = (
        "settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,"
        " settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS, settings.LOG_JSON,"
        " settings.ALLOWED_HOSTS[0]"
    )

    done = settings_with(names, **PRODUCTION)

    assert done.stdout.strip() == "False True True True 31536000 True money.example.org"


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ENCRYPTION_KEY", "ENCRYPTION_SALT", "JWT_SIGNING_KEY"]
)
@pytest.mark.parametrize("value", ["", "change-me-please-change-me-please-now"])
def test_production_refuses_to_start_with_a_weak_secret(name: str, value: str) -> None:
    done = settings_with("1", **PRODUCTION | {name: value})

    assert done.returncode == 1
    assert f"{name} is" in done.stderr.splitlines()[-1]
