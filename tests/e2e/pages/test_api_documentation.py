"""The API's documentation draws itself under the strict content policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

LONGEST = 60_000
"""Milliseconds: both draw some hundred operations on a machine that tests keep busy."""


@pytest.mark.parametrize(
    ("path", "operation"),
    [("/api/docs/", ".opblock-summary-path"), ("/api/reference/", "text=transactions_annotate")],
)
def test_documentation_lists_the_operations(
    browser: Browser, live_server: LiveServer, path: str, operation: str
) -> None:
    page = browser.new_page(base_url=live_server.url)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))

    page.goto(path)

    page.locator(operation).first.wait_for(state="attached", timeout=LONGEST)
    page.close()
    assert broken == []
