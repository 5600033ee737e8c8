"""Headers on pages, the API, errors and static files; and which other sites may call the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from finehance.headers import PERMISSIONS, SecurityHeadersMiddleware
from tests.finehance.test_security import PRODUCTION, settings_with

EVERYWHERE = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
ANSWERS = [
    ("/", 200),
    ("/accounts/login/", 200),
    ("/missing/", 404),
    ("/api/v1/accounts/", 401),
    ("/api/v1/missing/", 404),
    ("/api/docs/", 200),
    ("/api/reference/", 200),
    ("/health/live", 200),
    ("/static/js/nav.js", 200),
]
ORIGIN = "https://app.example.org"


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_carries_the_headers(anonymous: Client, path: str, status: int) -> None:
    answer = anonymous.get(path)

    found = {name: answer.get(name) for name in EVERYWHERE}
    answer.close()
    assert (answer.status_code, found) == (status, EVERYWHERE)


def test_permissions_leave_nothing_but_passkeys() -> None:
    allowed = [part for part in PERMISSIONS.split(", ") if not part.endswith("=()")]

    assert allowed == ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/transactions/", 200), ("/missing/", 404), ("/help/", 200), ("/api/v1/accounts/", 200)],
)
def test_what_members_see_is_not_kept(client: Client, path: str, status: int) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store, private")


@pytest.mark.parametrize("path", ["/api/v1/accounts/", "/api/v1/missing/"])
def test_the_apis_refusals_are_not_kept(anonymous: Client, path: str) -> None:
    assert anonymous.get(path)["Cache-Control"] == "no-store, private"


def test_static_files_may_be_kept(client: Client) -> None:
    answer = client.get("/static/js/nav.js")

    kept = answer["Cache-Control"]
    answer.close()
    assert "no-store" not in kept


def test_answer_that_says_more_stays_as_it_is() -> None:
    def view(request: object) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "no-store", "X-Frame-Options": "SAMEORIGIN"})

    answer = SecurityHeadersMiddleware(view)(RequestFactory().get("/api/v1/x/"))

    assert (answer["Cache-Control"], answer["X-Frame-Options"]) == ("no-store", "SAMEORIGIN")


@pytest.mark.parametrize("path", ["/transactions/new/", "/settings/profile/"])
def test_session_cannot_write_without_the_forms_token(client: Client, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    assert strict.post(path, {}).status_code == 403


def test_session_cannot_write_by_the_api_without_the_forms_token(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    answer = strict.post("/api/v1/tags/", {"name": "a"}, "application/json")

    assert answer.status_code == 403


def preflight(browser: Client, path: str, origin: str) -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return browser.options(path, headers=headers)


def test_no_other_site_may_call_the_api_by_default(anonymous: Client) -> None:
    answer = preflight(anonymous, "/api/v1/accounts/", ORIGIN)

    assert "Access-Control-Allow-Origin" not in answer


def test_listed_site_may_call_the_api_without_cookies(
    anonymous: Client, settings: Settings
) -> None:
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]

    asked = preflight(anonymous, "/api/v1/accounts/", ORIGIN)
    answer = anonymous.get("/api/v1/accounts/", headers={"Origin": ORIGIN})

    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    assert "idempotency-key" in asked["Access-Control-Allow-Headers"]
    assert "PUT" not in asked["Access-Control-Allow-Methods"]
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, ORIGIN)
    assert "RateLimit-Remaining" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/api/v1/accounts/", "https://evil.example.org"),
        ("/api/v1/accounts/", "https://app.example.org.evil.test"),
        ("/api/v1/accounts/", "http://app.example.org"),
        ("/api/v1/accounts/", "null"),
        ("/transactions/", ORIGIN),
        ("/accounts/login/", ORIGIN),
        ("/health", ORIGIN),
    ],
)
def test_others_and_pages_stay_closed(
    anonymous: Client, settings: Settings, path: str, origin: str
) -> None:
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]

    answer = anonymous.get(path, headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize(("preload", "expected"), [("true", "True"), ("", "False")])
def test_production_cookies_belong_to_the_host_alone(preload: str, expected: str) -> None:
    names = (
        "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE,"
        " settings.SECURE_HSTS_PRELOAD, settings.CORS_ALLOWED_ORIGINS"
    )

    done = settings_with(names, **PRODUCTION | {"HSTS_PRELOAD": preload})

    assert done.stdout.strip() == f"__Host-sessionid __Host-csrftoken True {expected} []"
