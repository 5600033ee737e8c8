"""A browser signed in as Alice, before a live server with her books."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.actors import Actor
from accounts.models import Household, User
from accounts.scope import household_scope
from tests.factories.books import Books

# Playwright's loop runs in this thread, where the fixtures use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey: it needs Chromium, and data that other connections see."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as it is installed; a module's own, since two of Playwright cannot run at once."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's accounts, with one month of spending."""
    with household_scope(household.pk):
        books = Books(household, actor)
        books.book("2026-03-01", (books.checking, "2000"), (books.salary, "-2000"), memo="Pay")
        books.spend("2026-03-02", "12.50", payee="Corner shop", tags=("trip",))
        books.spend("2026-03-03", "800.00", books.rent, payee="Landlord")
        books.book("2026-03-04", (books.checking, "-50"), (books.card, "50"), memo="Pay the card")
    return books


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer, books: Books, alice: User
) -> Iterator[OpenPage]:
    """Open a page signed in as Alice; fails when the browser reports an error."""
    client = Client()
    client.force_login(alice)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    complaints: list[str] = []

    def open_page(
        path: str, *, width: int = 1280, scheme: str = "light", script: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert complaints == []
