"""The register: order, pages, filters, and what an account's page adds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Right
from ledger.enums import Status
from ledger.models import Transaction
from ledger.money import Money, MoneyBag
from ledger.reports.filters import RegisterFilter
from ledger.views.register import PAGE_SIZE, address_of
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.finehance.kit.dom import parse, values
from tests.ledger.views.conftest import HTMX

LIST = reverse("ledger:transaction-list")


def memos(client: Client, query: str) -> list[str]:
    """Return the memos of the rows that a query shows."""
    response = client.get(f"{LIST}?{query}")
    return [row.memo for row in response.context["page"].rows]


@pytest.fixture
def filled(books: Books) -> Books:
    """Four transactions, newest last, told apart by their memos."""
    books.spend("2026-03-01", "10.00", memo="oldest", payee="Corner shop", tags=("trip",))
    books.spend("2026-03-02", "20.00", books.rent, memo="rent", status=Status.PENDING)
    books.book("2026-03-03", (books.card, "-30"), (books.food, "30"), memo="by card")
    books.book("2026-03-04", (books.checking, "40"), (books.salary, "-40"), memo="pay")
    return books


def test_list_shows_the_newest_first(client: Client, filled: Books) -> None:
    assert memos(client, "") == ["pay", "by card", "rent", "oldest"]


def test_list_filters_by_each_condition(client: Client, filled: Books) -> None:
    queries = {
        f"account={filled.card.pk}": ["by card"],
        f"category={filled.food.pk}": ["by card", "oldest"],
        f"payee={filled.payee('Corner shop').pk}": ["oldest"],
        f"tag={filled.tag('trip').pk}": ["oldest"],
        "status=pending": ["rent"],
        "start=2026-03-02&until=2026-03-03": ["by card", "rent"],
        "end=2026-03-02": ["oldest"],
        "min=20&max=30": ["by card", "rent"],
        "q=corner": ["oldest"],
        "q=nothing": [],
    }

    assert {query: memos(client, query) for query in queries} == queries


def test_list_tells_the_sum_of_what_it_shows(client: Client, filled: Books) -> None:
    totals = client.get(LIST, {"q": "oldest"}).context["totals"]

    assert (totals.count, totals.sums) == (1, MoneyBag({"EUR": Decimal(-10)}))


def test_list_offers_to_take_each_condition_away(client: Client, filled: Books) -> None:
    query = f"?category={filled.food.pk}&q=old&until=2026-03-31"

    chips = client.get(LIST + query).context["chips"]

    assert [(chip.label, chip.remove_url) for chip in chips] == [
        ("Test food", "?end=2026-04-01&q=old"),
        ("“old”", f"?category={filled.food.pk}&end=2026-04-01"),
        ("until 2026-03-31", f"?category={filled.food.pk}&q=old"),
    ]


def test_list_says_which_condition_cannot_be_read(client: Client, filled: Books) -> None:
    response = client.get(LIST, {"start": "yesterday"})

    assert (response.status_code, response.context["problem"]) == (
        400,
        "start takes a date such as 2026-01-31",
    )


def test_list_teaches_the_next_step_when_empty(client: Client, books: Books) -> None:
    assert b"No transactions yet" in client.get(LIST).content
    assert b"Nothing matches" in client.get(LIST, {"q": "x"}).content


def test_list_goes_on_from_page_to_page(client: Client, books: Books) -> None:
    for number in range(PAGE_SIZE + 1):
        books.spend(str(date(2026, 1, 1) + timedelta(days=number)), "1.00")

    first = client.get(LIST)
    second = client.get(LIST + first.context["next_url"])

    assert len(first.context["page"].rows) == PAGE_SIZE
    assert [row.date for row in second.context["page"].rows] == [date(2026, 1, 1)]
    assert second.context["next_url"] == ""


def test_list_exports_what_it_shows(client: Client, filled: Books) -> None:
    content = client.get(LIST, {"q": "old"}).content.decode()

    assert 'href="/export/?q=old"' in content


def test_list_by_htmx_is_only_further_rows(client: Client, filled: Books) -> None:
    response = client.get(LIST, {"after": "2026-03-02.999999999"}, headers=HTMX)

    content = response.content.decode()
    assert content.strip().startswith("<tbody>")
    assert content.count("<tr id=") == 2
    # The day of the last row before stands there already.
    assert "2 March" not in content


def test_account_page_tells_the_balance_after_each_row(client: Client, filled: Books) -> None:
    response = client.get(reverse("ledger:account-detail", args=[filled.checking.pk]))

    rows = response.context["page"].rows
    assert [(row.memo, row.balance.amount) for row in rows] == [
        ("pay", Decimal(10)),
        ("rent", Decimal(-30)),
        ("oldest", Decimal(-10)),
    ]
    assert response.context["balance"] == Money(Decimal(10), "EUR")


def test_account_page_filters_its_own_rows_only(client: Client, filled: Books) -> None:
    url = reverse("ledger:account-detail", args=[filled.checking.pk])

    response = client.get(f"{url}?q=card&account={filled.card.pk}")

    assert response.context["page"].rows == ()
    assert [chip.label for chip in response.context["chips"]] == ["“card”"]


def test_account_page_by_htmx_is_only_rows(client: Client, filled: Books) -> None:
    url = reverse("ledger:account-detail", args=[filled.checking.pk])

    assert client.get(url, headers=HTMX).content.strip().startswith(b"<tbody>")


@pytest.mark.parametrize(
    ("right", "selectable", "editable"),
    [
        (Right.FULL, ["by card", "oldest", "pay", "rent"], ["by card", "oldest", "pay", "rent"]),
        (Right.ANNOTATE, ["by card", "oldest", "pay", "rent"], ["oldest", "pay", "rent"]),
        (Right.READ, ["oldest", "pay", "rent"], ["oldest", "pay", "rent"]),
        (Right.NONE, ["oldest", "pay", "rent"], ["oldest", "pay", "rent"]),
    ],
)
def test_rows_offer_only_what_the_rights_allow(
    filled: Books, right: Right, selectable: list[str], editable: list[str]
) -> None:
    guest = make_guest(filled.household)
    limit(guest, filled.card, right, by=filled.actor)
    browser = Client()
    browser.force_login(guest.membership.user)

    answer = browser.get(LIST)

    page = parse(answer.content.decode())
    memos_of = {str(row.id): row.memo for row in answer.context["page"].rows}
    ticked = [memos_of[str(key)] for key in values(page, ".//input[@name='ids']", "value")]
    urls = values(page, ".//a[@data-row-edit]", "href")
    edited = [memos_of[str(url).split("/")[-3]] for url in urls]
    assert (sorted(ticked), sorted(edited)) == (selectable, editable)


def test_row_drawn_by_htmx_offers_only_what_the_rights_allow(filled: Books) -> None:
    guest = make_guest(filled.household)
    limit(guest, filled.card, Right.READ, by=filled.actor)
    row = Transaction.objects.get(memo="by card")
    browser = Client()
    browser.force_login(guest.membership.user)

    drawn = browser.get(reverse("ledger:transaction-detail", args=[row.pk]), headers=HTMX)

    assert (drawn.status_code, b"data-row-edit" in drawn.content) == (200, False)


def test_figures_open_the_rows_behind_them(books: Books) -> None:
    start, end = date(2026, 3, 1), date(2026, 4, 1)

    assert address_of(books.food, start=start, end=end) == (
        f"{LIST}?{RegisterFilter(categories=(books.food.pk,), start=start, end=end).query()}"
    )
    assert address_of(books.checking) == f"/ledger/accounts/{books.checking.pk}/"
    assert address_of(books.opening) == f"{LIST}?account={books.opening.pk}"
