"""Reconciling in a browser: by keys with scripts, by a button without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Reconciliation
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books


@pytest.mark.parametrize("script", [True, False])
def test_a_statement_is_ticked_and_locked(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    page = open_page(f"/ledger/accounts/{books.checking.pk}/reconciliations/", script=script)
    page.get_by_label("Statement date").fill("2026-03-31")
    page.get_by_label("Balance on it").fill("1187.50")
    page.get_by_label("Rows from").fill("2026-03-01")
    page.get_by_role("button", name="Begin").click()
    boxes = page.locator("input[name=ticked]")
    expect(boxes).to_have_count(4)

    # The card was not paid yet by the statement.
    if script:
        boxes.first.focus()
        for _step in range(3):
            page.keyboard.press("ArrowDown")
        expect(boxes.last).to_be_focused()
        page.keyboard.press("Space")
    else:
        boxes.last.uncheck()
        page.get_by_role("button", name="Keep the ticks").click()

    expect(page.get_by_text("The books and the bank agree.")).to_be_visible()
    page.reload()
    expect(page.locator("input[name=ticked]:checked")).to_have_count(3)
    page.get_by_role("button", name="Lock the statement").click()
    expect(page.get_by_role("heading", name="Rows on it")).to_be_visible()
    page.get_by_role("link", name="Corner shop").click()
    page.get_by_role("button", name="Delete").first.click()
    expect(page.get_by_role("heading", name="Change what is reconciled?")).to_be_visible()
    page.get_by_role("link", name="Leave it as it is").click()
    with household_scope(books.household.pk):
        assert Reconciliation.objects.get().ticks.filter(is_released=False).count() == 3
