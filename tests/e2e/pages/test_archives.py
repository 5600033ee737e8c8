"""A full archive in a browser: restored into a new household, and told what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from tests.e2e.pages.conftest import OpenPage
from tests.factories.archives import archive_of
from tests.factories.books import Books


@pytest.mark.parametrize("script", [True, False])
def test_a_household_is_restored_into_a_new_one(
    open_page: OpenPage, books: Books, settings: Settings, tmp_path: Path, *, script: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path
    home = tmp_path / "home.zip"
    home.write_bytes(archive_of(books.household))
    page = open_page("/household/new/", script=script)
    page.get_by_label("Name").fill("Home again")
    page.get_by_role("button", name="Create household").click()

    page.goto("/imports/new/")
    page.get_by_role("link", name="restored").click()
    page.get_by_label("Full archive").set_input_files(home)
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("link", name="See the result").click()

    row = page.get_by_role("row", name="Transactions 4")
    expect(row).to_be_visible()
    page.goto("/transactions/")
    expect(page.get_by_text("Corner shop").first).to_be_visible()
