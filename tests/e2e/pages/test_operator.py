"""The operator's pages run whole under the strict content policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Household, User
from tests.factories.accounts import make_user


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A dark window of an operator's; fails when the browser complains of anything."""
    operator = make_user("operator@example.org", is_staff=True, is_superuser=True)
    TOTP.activate(operator, "S" * 32)
    client = Client()
    client.force_login(operator)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    opened = browser.new_context(
        base_url=live_server.url, color_scheme="dark", viewport={"width": 1440, "height": 900}
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    opened.add_cookies([cookie])  # type: ignore[list-item]
    opened.set_default_timeout(10_000)
    complaints: list[str] = []
    opened.on("weberror", lambda found: complaints.append(str(found.error)))
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_pages_run_under_the_strict_policy(page: Page, household: Household, alice: User) -> None:
    for path in ("", "accounts/user/", f"accounts/user/{alice.pk}/change/", "accounts/auditevent/"):
        answer = page.goto(f"/operator/{path}")
        assert answer is not None
        assert answer.status == 200
        policy = answer.headers["content-security-policy"].split("; ")
        assert "script-src 'self'" in policy
        assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("act", ["stand-in", "recovery"])
def test_page_of_an_act_is_accessible(
    page: Page, household: Household, alice: User, act: str
) -> None:
    page.goto(f"/operator/accounts/user/{alice.pk}/{act}/")

    options = {"runOnly": ["wcag2a", "wcag2aa"]}
    found = Axe().run(page, context="#content", options=options).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
