"""Reminders in a browser: kept of a transaction, told, ticked; without scripts, too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Reminder, Transaction
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books

DONE = re.compile("Done.*deposit")


@pytest.mark.parametrize("script", [True, False])
def test_reminder_of_a_transaction_is_told_and_ticked(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    with household_scope(books.household.pk):
        shop = Transaction.objects.get(payee__name="Corner shop")
    page = open_page(f"/transactions/{shop.pk}/", script=script)

    page.get_by_role("link", name="Remind me").click()
    page.get_by_label("Remind from").fill("2026-03-05")
    page.get_by_label("Of what").fill("Ask the deposit back")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Reminders")).to_be_visible()

    page.goto("/dashboard/")
    expect(page.get_by_role("link", name="Ask the deposit back")).to_be_visible()
    page.get_by_role("button", name=DONE).click()
    expect(page.get_by_role("link", name="Ask the deposit back")).to_have_count(0)

    page.goto("/reminders/")
    page.get_by_role("button", name=re.compile("Open again.*deposit")).click()
    expect(page.get_by_role("button", name=DONE)).to_be_visible()
    with household_scope(books.household.pk):
        assert Reminder.objects.get().is_done is False
