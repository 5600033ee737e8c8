"""Operations in a browser: saved from the bar, applied, undone; with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Transaction
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no-scripts"])
def test_operation_is_saved_from_the_bar_applied_and_undone(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    page = open_page("/transactions/", script=script)

    page.get_by_label("Select Corner shop").check()
    page.locator("#bulk-category").select_option("Test food")
    page.locator("#bulk-status").select_option("Pending")
    page.get_by_role("button", name="Save as an operation").click()
    page.get_by_label("Name", exact=True).fill("Food, open")
    page.locator("main").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Test food · Pending")

    page.goto("/transactions/")
    page.get_by_label("Select Corner shop").check()
    if not script:
        page.get_by_role("button", name="Operations…").click()
    page.get_by_role("button", name="Food, open").click()
    toast = page.locator("#toasts")
    expect(toast).to_contain_text("Changed 1 transaction.")
    assert values(books) == ("Test food", "pending")

    toast.get_by_role("button", name="Undo").last.click()
    expect(toast).to_contain_text("Undone")
    assert values(books) == ("Test groceries", "cleared")


def values(books: Books) -> tuple[str, str]:
    """Return category and status of what was bought in the corner shop."""
    with household_scope(books.household.pk):
        row = Transaction.objects.get(payee__name="Corner shop")
        return row.postings.order_by("position")[1].account.name, row.status
