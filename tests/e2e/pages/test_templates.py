"""Templates in a browser: kept from a transaction or written, chosen for a new one, changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Transaction, TransactionTemplate
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books


@pytest.mark.parametrize("script", [True, False])
def test_a_template_is_kept_and_entered_again(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    with household_scope(books.household.pk):
        rent = Transaction.objects.get(payee__name="Landlord")
    page = open_page(f"/transactions/{rent.pk}/", script=script)

    page.get_by_role("link", name="Save as template").click()
    page.get_by_label("Name", exact=True).fill("Flat")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/templates/")
    page.get_by_role("link", name="Flat", exact=True).click()
    expect(page.get_by_label("Payee (optional)")).to_have_value("Landlord")
    page.get_by_label("Template").select_option("Flat")
    page.get_by_label("Quick entry").fill("@flat 950 2026-04-01")
    page.get_by_role("button", name="Fill in").click()
    expect(page.get_by_text("Understood: the template Flat")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/transactions/")

    with household_scope(books.household.pk):
        row = Transaction.objects.get(date="2026-04-01")
        legs = row.postings.values_list("account__name", "amount")
        assert dict(legs) == {"Test checking": -950, "Test rent": 950}


@pytest.mark.parametrize("script", [True, False])
def test_a_template_is_written_and_changed(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    page = open_page("/transactions/templates/", script=script)

    page.get_by_role("link", name="New template").first.click()
    page.get_by_label("Name", exact=True).fill("Gym")
    page.locator("#id_amount").fill("2*15")
    page.get_by_label("Category (optional)").select_option("Test food")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Edit Gym").click()
    page.get_by_text("Split over several").click()
    lines = page.locator("[data-split-line]")
    for at, (name, amount) in enumerate((("Test food", "30"), ("Test rent", "5"))):
        lines.nth(at).get_by_label("Category or account").select_option(name)
        lines.nth(at).get_by_label("Amount").fill(amount)
    page.locator("#id_amount").fill("35")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("row", name="Gym")).to_contain_text("−€35.00")
    with household_scope(books.household.pk):
        amounts = [leg["amount"] for leg in TransactionTemplate.objects.get().legs]
        assert [Decimal(amount) for amount in amounts] == [-35, 30, 5]
