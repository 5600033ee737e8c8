"""The search box of a register: queries, mistakes at their place, completion."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.books import Books
from tests.finehance.kit.dom import parse
from tests.ledger.views.conftest import HTMX

LIST = reverse("ledger:transaction-list")
COMPLETE = reverse("ledger:query-complete")


@pytest.fixture
def filled(books: Books) -> Books:
    """Three transactions, newest last, told apart by their memos."""
    books.spend("2026-03-01", "10.00", memo="oldest", payee="Corner shop", tags=("trip",))
    books.spend("2026-03-02", "20.00", books.rent, memo="rent")
    books.book("2026-03-03", (books.card, "-30"), (books.food, "30"), memo="by card")
    return books


def memos(client: Client, query: str) -> list[str]:
    response = client.get(LIST, {"q": query})
    assert response.status_code == 200
    return [row.memo for row in response.context["page"].rows]


def test_list_takes_queries(client: Client, filled: Books) -> None:
    assert memos(client, "amount>15") == ["by card", "rent"]
    assert memos(client, "tag:trip or account:card") == ["by card", "oldest"]
    assert memos(client, "-tag:trip") == ["by card", "rent"]
    assert memos(client, "corner shop") == ["oldest"]


def test_list_shows_a_mistake_at_its_place(client: Client, filled: Books) -> None:
    response = client.get(LIST, {"q": "corner tag:<trap> shop"})

    assert response.status_code == 400
    document = parse(response.content.decode())
    assert b"corner tag:<mark>&lt;trap&gt;</mark> shop" in response.content
    assert "there is no tag" in response.context["mistake"].problem
    box = document.find(".//input[@id='query']")
    assert box is not None
    assert (box.get("value"), box.get("aria-invalid"), box.get("aria-describedby")) == (
        "corner tag:<trap> shop",
        "true",
        "query-mistake",
    )
    assert len(response.context["page"].rows) == 3


def test_account_page_takes_queries_and_shows_mistakes(client: Client, filled: Books) -> None:
    page = reverse("ledger:account-detail", args=[filled.checking.pk])

    found = client.get(page, {"q": "amount>15"})
    wrong = client.get(page, {"q": "(amount>15"})

    assert [row.memo for row in found.context["page"].rows] == ["rent"]
    assert wrong.status_code == 400
    assert b"<mark>(</mark>amount&gt;15" in wrong.content
    assert [row.memo for row in wrong.context["page"].rows] == ["rent", "oldest"]


def test_list_sends_to_the_trash_for_what_lies_there(client: Client, filled: Books) -> None:
    response = client.get(LIST, {"q": "in:trash"})

    assert response.status_code == 400
    assert response.context["mistake"].problem == "the trash has a page of its own"


def test_list_keeps_the_quick_filters_beside_a_query(client: Client, filled: Books) -> None:
    response = client.get(
        LIST, {"account": str(filled.checking.pk), "start": "2026-03-02", "q": "rent"}
    )

    assert response.context["kept"] == [
        ("account", str(filled.checking.pk)),
        ("start", "2026-03-02"),
    ]
    expected = urlencode({"q": 'account:"Test checking" date:2026-03-02.. rent'})
    assert response.context["as_query_url"] == f"?{expected}"
    assert client.get(LIST, {"q": "rent"}).context["as_query_url"] == ""


def test_rows_are_seen_from_the_accounts_of_the_query(client: Client, filled: Books) -> None:
    response = client.get(LIST, {"q": "category:'test food' memo:card"})

    assert response.context["view"].query == urlencode({"q": "category:'test food' memo:card"})


def test_further_rows_follow_the_query(client: Client, filled: Books) -> None:
    given = {"q": "amount<25", "after": "2026-03-02.999999999"}

    response = client.get(LIST, given, headers=HTMX)

    assert response.content.decode().count("<tr id=") == 2


def test_export_takes_queries_and_refuses_mistakes(client: Client, filled: Books) -> None:
    page = reverse("ledger:export")

    lines = b"".join(
        client.get(page, {"format": "csv", "q": "tag:trip"}).streaming_content  # type: ignore[attr-defined]
    )
    refused = client.get(page, {"format": "csv", "q": "tag:trap"})

    assert lines.count(b"\r\n") == 2
    assert refused.status_code == 400
    assert "there is no tag" in refused.context["problem"]


def test_complete_offers_what_may_come_next(client: Client, filled: Books) -> None:
    def offered(query: str) -> list[str]:
        response = client.get(COMPLETE, {"q": query}, headers=HTMX)
        options = parse(f"<p>{response.content.decode()}</p>").iter("option")
        return [str(option.get("value")) for option in options]

    assert offered("acc") == ["account:"]
    assert offered("x payee:corn") == ['x payee:"Corner shop"']
    assert offered("tag:t") == ["tag:trip"]
    assert offered("zzz") == []


def test_complete_is_for_members(
    client: Client, anonymous: Client, stranger: Client, filled: Books
) -> None:
    assert anonymous.get(COMPLETE, {"q": "tag:t"}).status_code == 302
    assert stranger.get(COMPLETE, {"q": "tag:t"}).content.strip() == b""
    assert client.post(COMPLETE).status_code == 405


def test_list_asks_as_many_questions_whatever_it_finds(client: Client, books: Books) -> None:
    counts = set()
    for number in range(3):
        books.spend(f"2026-03-0{number + 1}", "10.00", memo="x", tags=("trip",))
        with CaptureQueriesContext(connection) as caught:
            client.get(LIST, {"q": "tag:trip amount>5"})
        counts.add(len(caught))

    assert len(counts) == 1


def test_help_runs_every_example_over_the_books(client: Client, filled: Books) -> None:
    response = client.get(reverse("ledger:query-help"))

    shown = {live.text: live.count for _example, live in response.context["joined"]}
    assert shown['"city park"'] == 0
    fields = {field.name: examples for field, examples in response.context["fields"]}
    assert [(each.text, each.count) for each in fields["tag"]] == [("tag:trip", 1)]
    assert [each.count for each in fields["amount"]] == [0, 2]
    for examples in fields.values():
        for example in examples:
            assert client.get(example.url).status_code == 200


def test_help_is_for_members(anonymous: Client, stranger: Client, filled: Books) -> None:
    page = reverse("ledger:query-help")

    assert anonymous.get(page).status_code == 302
    assert b"tag:trip" not in stranger.get(page).content


def test_help_is_linked_from_the_search_box(client: Client, books: Books) -> None:
    assert reverse("ledger:query-help") in client.get(LIST).content.decode()
