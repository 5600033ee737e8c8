"""An owner hides an account from a viewer, who then finds no trace of it and changes nothing."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.roles import Right, Role
from accounts.scope import household_scope
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books
from tests.factories.rights import Guest, make_guest

TRACES = ("Test card", "7,919", "7919.53", "Ring<")
"""Of the hidden account: no word of it may turn up by chance in an id or a token of a page."""
PAGES = (
    "/dashboard/?period=year",
    "/transactions/",
    "/ledger/accounts/",
    "/categories/",
    "/payees/",
    "/history/",
    "/trash/",
    "/imports/",
    "/export/",
)


def become(page: Page, guest: Guest) -> None:
    """Let the browser be signed in as the guest from now on."""
    client = Client()
    client.force_login(guest.membership.user)
    name = settings.SESSION_COOKIE_NAME
    address = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def test_a_hidden_account_leaves_no_trace_for_a_viewer(open_page: OpenPage, books: Books) -> None:
    with household_scope(books.household.pk):
        guest = make_guest(books.household, Role.VIEWER)
        row = books.book(
            "2026-03-05", (books.card, "-7919.53"), (books.food, "7919.53"), payee="Ring"
        )
    page = open_page("/ledger/accounts/")

    page.get_by_role("link", name="Rights").click()
    page.get_by_label("viewer@example.org on Test card").select_option("none")
    page.get_by_role("button", name="Save rights").click()
    expect(page.get_by_text("1 right was changed")).to_be_visible()
    become(page, guest)

    for path in PAGES:
        page.goto(path)
        text = page.content()
        assert [word for word in TRACES if word in text] == []
        assert "Save rights" not in text
    page.goto("/transactions/")
    expect(page.get_by_role("cell", name="Test checking to Private account")).to_be_visible()
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    for path in (f"/transactions/{row.pk}/", f"/ledger/accounts/{books.card.pk}/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
    with household_scope(books.household.pk):
        assert guest.actor.rights == {books.card.pk: Right.NONE}
