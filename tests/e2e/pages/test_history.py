"""The history in a browser: an act found by its words, opened, undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books


@pytest.mark.parametrize("script", [True, False])
def test_an_act_is_found_opened_and_undone(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    assert books.household.pk
    page = open_page("/history/", script=script)

    page.get_by_label("Words").fill("corner shop")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Recorded 2026-03-02 Corner shop").click()
    expect(page.get_by_role("heading", name="Row by row")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    page.goto("/trash/")

    expect(page.get_by_role("link", name="Corner shop")).to_be_visible()
    expect(page.get_by_text("goes for good after 30 days")).to_be_visible()
