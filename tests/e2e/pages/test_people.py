"""Sharing in a browser: a purchase is shared, what is owed settled or let off, scripts or not."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Account, Refund, Transaction
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books
from tests.factories.pairs import half


@pytest.mark.parametrize("script", [True, False])
def test_a_purchase_is_shared_and_settled(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    with household_scope(books.household.pk):
        rent = Transaction.objects.get(payee__name="Landlord")
        half(books, books.checking, "2026-03-09", "400", memo="From Bob")
    page = open_page(f"/transactions/{rent.pk}/refunds/", script=script)

    page.get_by_label("Share it").select_option("equal")
    page.get_by_label("With whom").fill("Bob")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("Shared", exact=True)).to_be_visible()
    page.goto("/transactions/people/")
    page.get_by_role("link", name="Settle up").click()
    page.get_by_text("Write off", exact=True).first.click()
    page.locator("#write-off").get_by_label("Amount").fill("100")
    page.get_by_role("button", name="Write off", exact=True).click()
    expect(page.get_by_text("Written off", exact=True)).to_be_visible()
    page.get_by_label("Money that came in").select_option(index=0)
    page.get_by_role("button", name="Settle", exact=True).click()
    expect(page.get_by_text("Settled", exact=True)).to_be_visible()

    with household_scope(books.household.pk):
        assert sorted(int(row.amount) for row in Refund.objects.all()) == [100, 300]


@pytest.mark.parametrize("script", [True, False])
def test_what_somebody_paid_is_paid_back(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    page = open_page("/transactions/people/paid/", script=script)

    page.get_by_label("Who paid").fill("Ana")
    page.get_by_label("Our part").fill("12.40+20")
    page.get_by_label("Where").fill("Trattoria")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("you owe €32.40")).to_be_visible()
    page.get_by_role("link", name="Settle up").click()
    page.get_by_label("From account").select_option(label="Test checking")
    page.locator("#payback_amount").fill("30")
    page.get_by_role("button", name="Record a payment").click()
    expect(page.get_by_text("Paid back", exact=True)).to_be_visible()
    expect(page.get_by_text("you owe €2.40")).to_be_visible()
    page.get_by_text("Forgiven by them", exact=True).click()
    page.locator("#forgive").get_by_label("Amount").fill("1.40")
    page.get_by_role("button", name="They forgave it").click()
    expect(page.get_by_text("Forgiven", exact=True)).to_be_visible()
    expect(page.get_by_text("you owe €1.00")).to_be_visible()

    with household_scope(books.household.pk):
        legs = Account.objects.get(name="Owed to Ana").postings.values_list("amount", flat=True)
        assert sorted(int(amount * 100) for amount in legs) == [-3240, 140, 3000]


@pytest.mark.parametrize("script", [True, False])
def test_what_is_lent_comes_back_and_the_rest_is_written_off(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    page = open_page("/transactions/people/", script=script)

    page.get_by_role("link", name="We lent somebody money").click()
    page.get_by_label("To whom").fill("Ana")
    page.get_by_label("Amount").fill("50")
    page.get_by_label("From account").select_option(label="Test checking")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("they owe €50.00")).to_be_visible()
    page.get_by_role("link", name="Settle up").click()
    page.locator("#collect_amount").fill("40")
    page.get_by_role("button", name="They gave it back").click()
    expect(page.get_by_text("Given back", exact=True).first).to_be_visible()
    page.get_by_text("Write off what you lent").click()
    page.get_by_role("button", name="Write it off").click()
    expect(page.locator("span", has_text="settled")).to_be_visible()

    with household_scope(books.household.pk):
        legs = Account.objects.get(name="Owed to Ana").postings.values_list("amount", flat=True)
        assert sorted(legs) == [-40, -10, 50]
