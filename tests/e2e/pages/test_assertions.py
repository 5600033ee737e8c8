"""A balance noted in a browser, and the row that it is off by."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books


@pytest.mark.parametrize("script", [True, False])
def test_a_balance_is_noted_and_its_account_shows_it(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    page = open_page(f"/ledger/accounts/{books.checking.pk}/", script=script)

    page.get_by_role("link", name="Balances").click()
    page.get_by_label("At the end of").fill("2026-03-31")
    page.get_by_label("Balance", exact=True).fill("1137.50")
    page.get_by_role("button", name="Note it").click()

    expect(page.get_by_text("held", exact=True)).to_be_visible()
    page.goto("/ledger/accounts/")
    expect(page.get_by_role("link", name="31 Mar 2026")).to_be_visible()
