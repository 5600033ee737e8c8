"""Rules in a browser: previewed, applied, undone, moved by keyboard, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import Rule, Transaction
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import create_rule
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.ledger.imports.bank import bring_in, csv


def keep_rule(books: Books, name: str, word: str = "land") -> Rule:
    return create_rule(
        by=books.actor,
        name=name,
        conditions={"all": [leaf("payee", "contains", word)]},
        actions={"set_category": books.food.pk},
    )


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no-scripts"])
def test_rules_are_previewed_applied_and_undone(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    with household_scope(books.household.pk):
        keep_rule(books, "Rents")
        Transaction.objects.update(category_source="")
    page = open_page("/rules/", script=script)

    page.get_by_role("link", name="Run all").click()
    expect(page.locator("main")).to_contain_text("Category: Test rent → Test food")
    page.get_by_role("button", name="Apply to 1 transaction").click()
    expect(page.locator("main")).to_contain_text("1 transaction changed")
    page.locator("main").get_by_role("button", name="Undo").click()

    expect(page.locator("main")).to_contain_text("undone")
    page.goto("/rules/preview/")
    expect(page.get_by_role("button", name="Apply to 1 transaction")).to_be_visible()


def test_many_rows_categorised_at_once_ask_for_a_rule(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        bring_in(books, csv(*((f"2026-03-0{n}", "Kiosk", f"-{n}.00") for n in (1, 2, 3))))
    page = open_page("/transactions/?q=kiosk")

    for box in page.get_by_label("Select Kiosk").all():
        box.check()
    page.locator("#bulk-category").select_option("Test food")
    page.get_by_role("button", name="Categorise").click()
    toast = page.locator("#toasts [data-toast]")
    expect(toast).to_contain_text("Kiosk was given Test food 3 times: make it a rule?")
    toast.get_by_role("link", name="Show").click()

    expect(page.get_by_role("heading", name="Kiosk: Test food")).to_be_visible()


def test_rules_are_moved_by_keyboard(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        keep_rule(books, "First")
        keep_rule(books, "Second")
        create_rule_group(by=books.actor, name="Later")
    page = open_page("/rules/")

    for _ in range(2):
        page.get_by_role("button", name="Move down: First").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/rules/#rule-*")

    expect(page.locator("main h2")).to_have_text(["In no group", "Later"])
    expect(page.locator("#group-0")).to_contain_text("Second")
    expect(page.locator("section").filter(has_text="Later")).to_contain_text("First")


def test_a_habit_becomes_a_rule_and_rules_a_file(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        for day in (5, 6, 7):
            books.spend(f"2026-03-0{day}", "9", books.food, payee="Bakery")
        Transaction.objects.filter(payee__name="Bakery").update(source="import")
    page = open_page("/rules/")

    page.get_by_role("link", name="Suggestions").click()
    page.get_by_text("The transactions behind it").click()
    expect(page.locator("main tbody tr")).to_have_count(3)
    page.get_by_role("link", name="Make it a rule").click()
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("heading", name="Bakery")).to_be_visible()
    page.goto("/rules/suggestions/")
    expect(page.locator("main")).to_contain_text("Nothing to suggest")

    page.goto("/rules/file/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rules").click()
    page.get_by_label("File of rules").set_input_files(download.value.path())
    page.get_by_role("button", name="Add the rules").click()
    expect(page.locator("main tbody tr")).to_have_count(2)
