"""Journeys through the register, most of them without a mouse."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import expect

from accounts.models import Household
from accounts.scope import household_scope
from ledger.models import Transaction
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books


def legs_of(household: Household, payee: str) -> list[tuple[str, Decimal]]:
    """Return the legs of the only live transaction with a payee."""
    with household_scope(household.pk):
        row = Transaction.objects.live().get(payee__name=payee)
        return [(leg.account.name, leg.amount) for leg in row.postings.select_related("account")]


def test_key_n_opens_the_form_but_not_while_typing(open_page: OpenPage) -> None:
    page = open_page("/transactions/")
    page.keyboard.press("/")
    page.keyboard.type("n")
    expect(page.locator("input[type=search]:focus")).to_have_value("n")

    page.keyboard.press("Escape")
    page.keyboard.press("n")

    page.wait_for_url("**/transactions/new/")


def test_transaction_is_entered_by_keyboard_alone(open_page: OpenPage, books: Books) -> None:
    page = open_page("/transactions/")

    page.keyboard.press("n")
    expect(page.get_by_label("Payee")).to_be_focused()
    for text in ("Bakery", "2*3+0.5", "Test groceries", "Test card"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Bakery").first).to_be_visible()
    assert legs_of(books.household, "Bakery") == [
        ("Test card", Decimal("-6.5")),
        ("Test groceries", Decimal("6.5")),
    ]


def test_known_payee_brings_its_category(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        payee = books.payee("Landlord")
        payee.default_category = books.rent
        payee.save()
    page = open_page("/transactions/new/")

    with page.expect_response("**/payees/suggest/**"):
        page.keyboard.type("landl")
    page.keyboard.type("ord")
    page.wait_for_selector("option[data-category]", state="attached")
    page.keyboard.press("Tab")

    expect(page.locator("#id_category")).to_have_value(str(books.rent.pk))


def test_category_is_fixed_in_the_row_by_keyboard(open_page: OpenPage, books: Books) -> None:
    page = open_page("/transactions/?q=corner")

    page.keyboard.press("j")
    page.keyboard.press("e")
    form = page.locator("[data-row-form]")
    expect(form.get_by_label("Date")).to_be_focused()
    form.get_by_label("Category").focus()
    page.keyboard.type("Test food")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("[data-row]")).to_contain_text("Test food")
    expect(page.get_by_role("status").get_by_text("Saved: 2026-03-02 Corner shop")).to_be_visible()
    assert legs_of(books.household, "Corner shop")[1][0] == "Test food"


def test_escape_gives_up_editing_in_the_row(open_page: OpenPage) -> None:
    page = open_page("/transactions/?q=corner")

    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator("[data-row-form]").get_by_label("Amount").fill("99")
    page.keyboard.press("Escape")

    expect(page.locator("[data-row-form]")).to_have_count(0)
    expect(page.locator("[data-row]")).to_contain_text("€12.50")


def test_split_tells_what_is_left_over_and_is_booked(open_page: OpenPage, books: Books) -> None:
    page = open_page("/transactions/new/")
    page.get_by_label("Payee").fill("Supermarket")
    page.get_by_label("Amount", exact=True).first.fill("30")
    page.get_by_text("Split over several").click()
    lines = page.locator("[data-split-line]")

    page.get_by_role("button", name="Add a line").click()
    expect(lines).to_have_count(3)
    for number, (name, amount) in enumerate((("Test food", "10+5"), ("Test rent", "9"))):
        lines.nth(number).get_by_label("Category or account").select_option(name)
        lines.nth(number).get_by_label("Amount").fill(amount)
        lines.nth(number).get_by_label("Amount").blur()
    expect(page.get_by_text("Left over: 6.00")).to_be_visible()
    lines.nth(2).get_by_label("Amount").fill("6")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Supermarket").first).to_be_visible()
    assert [amount for _name, amount in legs_of(books.household, "Supermarket")] == [
        Decimal(-30),
        Decimal(15),
        Decimal(9),
        Decimal(6),
    ]


def test_transfer_asks_for_its_fee_and_books_it(open_page: OpenPage, books: Books) -> None:
    page = open_page("/transactions/new/")
    fee = page.locator("#id_fee")
    expect(fee).to_be_hidden()

    page.get_by_label("Transfer", exact=True).check()
    page.get_by_label("Payee").fill("Wire")
    page.get_by_label("Amount", exact=True).first.fill("100")
    page.locator("#id_account").select_option("Test checking")
    page.get_by_label("To account").select_option("Test dollars")
    page.get_by_label("Amount received").fill("110")
    fee.fill("1.50")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Wire").first).to_be_visible()
    assert legs_of(books.household, "Wire")[:2] == [
        ("Test checking", Decimal("-101.5")),
        ("Test dollars", Decimal(110)),
    ]


def test_selected_rows_are_deleted_and_brought_back(open_page: OpenPage, books: Books) -> None:
    page = open_page("/transactions/")
    rows = page.locator("[data-row]")
    bar = page.locator("[data-selection-bar]")
    expect(bar).to_be_hidden()

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(2)
    page.keyboard.press("z")

    expect(rows).to_have_count(4)
    expect(page.get_by_text("Undone: Deleted 2 transactions")).to_be_visible()


def test_filter_has_an_address_to_keep(open_page: OpenPage, books: Books) -> None:
    page = open_page("/transactions/")

    page.get_by_text("Filter", exact=True).click()
    page.locator("#filter-category").select_option("Test rent")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("[data-row]")).to_have_count(1)
    assert page.url.endswith(f"/transactions/?category={books.rent.pk}")


def test_everything_needed_works_without_javascript(open_page: OpenPage, books: Books) -> None:
    page = open_page("/transactions/new/", script=False)

    page.get_by_label("Payee").fill("Kiosk")
    page.get_by_label("Amount", exact=True).first.fill("1+1")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Select Kiosk").check()
    page.locator("#bulk-category").select_option("Test food")
    page.get_by_role("button", name="Categorise").click()

    expect(page.get_by_text("Changed 1 transaction.")).to_be_visible()
    assert legs_of(books.household, "Kiosk")[1] == ("Test food", Decimal(2))
