"""Quick entry in a browser: one line fills the form, by key, and without scripts too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Transaction
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books


@pytest.mark.parametrize("script", [True, False])
def test_a_line_fills_the_form(open_page: OpenPage, books: Books, *, script: bool) -> None:
    page = open_page("/transactions/", script=script)

    if script:
        page.keyboard.press("q")
        expect(page.get_by_label("Quick entry")).to_be_focused()
    else:
        page.get_by_role("link", name="Quick entry").click()
    page.get_by_label("Quick entry").fill("landlord 4.50 card 2026-03-09 #work")
    page.get_by_role("button", name="Fill in").click()
    expect(page.get_by_text("Understood: Landlord")).to_be_visible()
    expect(page.get_by_label("Payee (optional)")).to_have_value("Landlord")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/transactions/")

    with household_scope(books.household.pk):
        row = Transaction.objects.get(date="2026-03-09")
        legs = row.postings.values_list("account__name", "amount")
        assert {name: int(amount * 100) for name, amount in legs} == {
            "Test card": -450,
            "Test rent": 450,
        }
        assert [str(tag) for tag in row.tags.all()] == ["work"]
