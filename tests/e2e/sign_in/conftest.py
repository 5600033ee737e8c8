"""A browser with a virtual passkey, before a live server that demands confirmed addresses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

# Playwright's loop runs in this thread, where the fixtures use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey: it needs Chromium, and data that other connections see."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def base(live_server: LiveServer) -> str:
    """The address of the server on localhost, where passkeys work without https."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def context(base: str, settings: Settings) -> Iterator[BrowserContext]:
    """A fresh browser."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(base_url=base, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        yield context
        browser.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose device holds a passkey reader; fails when the browser reports an error."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda told: complaints.append(told.text) if "Content Security" in told.text else None,
    )
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    assert complaints == []
