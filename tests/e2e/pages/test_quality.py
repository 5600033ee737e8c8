"""The queue of what is not in order, worked through by keys."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.scope import household_scope
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books
from tests.factories.pairs import half


def test_a_key_opens_what_settles_a_finding(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    page = open_page("/dashboard/")
    page.get_by_role("link", name="not in order").click()
    page.get_by_role("link", name="Without a category 1").click()
    expect(page.get_by_role("heading", name="Without a category")).to_be_visible()
    # Everything else is counted meanwhile, and what is opened stays.
    expect(page.get_by_text("2 things are not in order.")).to_be_visible()
    count = page.locator("[data-row]").count()

    for _step in range(count):
        page.keyboard.press("j")
    page.keyboard.press("e")

    expect(page.get_by_role("heading", name="Edit transaction")).to_be_visible()
