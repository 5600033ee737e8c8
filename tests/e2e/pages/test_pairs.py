"""Transfers and duplicates that were found, settled in a browser, with scripts and without."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Pair, Transaction
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books
from tests.factories.pairs import halves


def test_certain_transfers_are_joined_in_one_click_and_undone(
    open_page: OpenPage, books: Books
) -> None:
    with household_scope(books.household.pk):
        halves(books)
        halves(books, "41.20")
    page = open_page("/transactions/")

    page.get_by_role("link", name="Find transfers").click()
    expect(page.get_by_role("heading", name="Certain (2)")).to_be_visible()
    page.get_by_role("button", name="Join all that are certain").click()
    expect(page.get_by_text("No transfer waits to be joined")).to_be_visible()
    page.get_by_role("status").get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undone")).to_be_visible()
    page.goto("/transactions/transfers/")
    expect(page.get_by_role("heading", name="Certain (2)")).to_be_visible()


def test_a_pair_is_rejected_without_scripts(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        halves(books)
    page = open_page("/transactions/transfers/", script=False)

    page.get_by_role("button", name="No transfer").click()

    expect(page.get_by_text("No transfer waits to be joined")).to_be_visible()
    with household_scope(books.household.pk):
        assert Pair.objects.get().state == "rejected"


def test_a_joined_pair_is_parted_on_its_page(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        out, _into = halves(books)
    page = open_page("/transactions/transfers/")

    page.locator(".pair-acts").get_by_role("button", name="Join").click()
    expect(page.get_by_text("Joined as a transfer")).to_be_visible()
    page.goto(f"/transactions/{out.pk}/")
    page.get_by_role("button", name="Part them again").click()
    expect(page.get_by_text("Parted again")).to_be_visible()

    page.goto("/transactions/transfers/")
    expect(page.get_by_role("heading", name="Certain (1)")).to_be_visible()


def test_duplicates_are_merged_field_by_field(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        shop = Transaction.objects.get(payee__name="Corner shop")
        twin = books.spend("2026-03-02", "12.50", payee="Corner shop", memo="Milk")
    page = open_page("/transactions/duplicates/")

    expect(page.get_by_role("heading", name="Not sure (1)")).to_be_visible()
    page.get_by_role("link", name="Choose field by field").click()
    page.get_by_role("group", name="Memo").get_by_label("Milk").check()
    page.get_by_role("button", name="Merge").click()

    expect(page.get_by_text("Nothing seems to be there twice")).to_be_visible()
    with household_scope(books.household.pk):
        kept = Transaction.objects.live().get(pk__in=[shop.pk, twin.pk])
        assert kept.memo == "Milk"


def test_duplicates_stay_two_without_scripts(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        books.spend("2026-03-02", "12.50", payee="Corner shop")
    page = open_page("/transactions/duplicates/", script=False, width=360, scheme="dark")

    page.get_by_role("button", name="They are two").click()

    expect(page.get_by_text("Nothing seems to be there twice")).to_be_visible()
    with household_scope(books.household.pk):
        assert Pair.objects.get().state == "rejected"
