"""Money back in a browser: who owes it is noted, and what came settles it, without scripts too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Refund, Transaction
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books
from tests.factories.pairs import half


@pytest.mark.parametrize("script", [True, False])
def test_what_somebody_owes_is_noted_and_settled(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    with household_scope(books.household.pk):
        shop = Transaction.objects.get(payee__name="Corner shop")
        half(books, books.checking, "2026-03-09", "5", memo="From Bob")
    page = open_page(f"/transactions/{shop.pk}/", script=script)

    page.get_by_role("link", name="Money back").click()
    page.get_by_label("Who pays it back").fill("Bob")
    page.get_by_label("Amount").fill("5")
    page.get_by_role("button", name="Note who owes it").click()
    expect(page.get_by_text("Noted who owes it", exact=True)).to_be_visible()
    page.goto("/transactions/claims/")
    page.get_by_role("link", name="Settle").click()
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_text("Linked as money back")).to_be_visible()

    page.goto("/transactions/claims/")
    expect(page.get_by_role("heading", name="Settled or given up")).to_be_visible()
    with household_scope(books.household.pk):
        assert str(Refund.objects.select_related("claim__payee").get().claim.payee) == "Bob"
