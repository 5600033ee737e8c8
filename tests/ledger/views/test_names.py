"""Payees and tags, whose pages are one family."""

from __future__ import annotations

import pytest
from django.test import Client

from ledger.models import Payee, Tag
from ledger.views.names import PAGE_SIZE
from tests.factories.books import Books

MODELS: dict[str, type[Payee | Tag]] = {"payees": Payee, "tags": Tag}
kinds = pytest.mark.parametrize("kind", MODELS)


def make(books: Books, kind: str, name: str) -> Payee | Tag:
    return books.payee(name) if kind == "payees" else books.tag(name)


def listed(client: Client, kind: str, query: str = "") -> list[str]:
    return [line.row.name for line in client.get(f"/{kind}/{query}").context["lines"]]


@kinds
def test_list_is_in_order_and_can_be_searched(kind: str, client: Client, books: Books) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        make(books, kind, name)

    assert listed(client, kind) == ["Alpha", "Beta", "Gamma"]
    assert listed(client, kind, "?search=ET") == ["Beta"]


@kinds
def test_list_goes_on_after_a_page(kind: str, client: Client, books: Books) -> None:
    for number in range(PAGE_SIZE + 1):
        make(books, kind, f"Name {number:03}")

    page = client.get(f"/{kind}/")

    assert page.context["next_name"] == f"Name {PAGE_SIZE}"
    assert listed(client, kind, f"?from=Name {PAGE_SIZE}") == [f"Name {PAGE_SIZE}"]


@kinds
def test_list_teaches_the_next_step_when_empty(kind: str, client: Client, books: Books) -> None:
    assert b"None yet" in client.get(f"/{kind}/").content


@kinds
def test_create_adds_a_name(kind: str, client: Client, books: Books) -> None:
    response = client.post(f"/{kind}/new/", {"name": " Corner  shop "})

    assert response["Location"] == f"/{kind}/"
    assert listed(client, kind) == ["Corner shop"]


@kinds
def test_create_shows_what_is_wrong(kind: str, client: Client, books: Books) -> None:
    response = client.post(f"/{kind}/new/", {"name": ""})

    assert response.status_code == 422
    assert response.context["form"].errors == {"name": ["This field is required."]}


@kinds
def test_update_renames(kind: str, client: Client, books: Books) -> None:
    row = make(books, kind, "Old")

    client.post(f"/{kind}/{row.pk}/", {"name": "New", "version": 1})

    assert listed(client, kind) == ["New"]


@kinds
def test_update_refuses_a_name_twice_and_a_stale_version(
    kind: str, client: Client, books: Books
) -> None:
    row = make(books, kind, "One")
    make(books, kind, "Two")

    twice = client.post(f"/{kind}/{row.pk}/", {"name": "two", "version": 1})
    stale = client.post(f"/{kind}/{row.pk}/", {"name": "Three", "version": 7})

    assert (twice.status_code, stale.status_code) == (422, 422)
    assert twice.context["form"].non_field_errors() == ["“two” is there already."]
    assert listed(client, kind) == ["One", "Two"]


@kinds
def test_delete_moves_to_the_trash(kind: str, client: Client, books: Books) -> None:
    row = make(books, kind, "Gone")

    client.post(f"/{kind}/{row.pk}/delete/")

    assert listed(client, kind) == []


def test_update_sets_the_usual_category_of_a_payee(client: Client, books: Books) -> None:
    payee = books.payee("Corner shop")
    sent = {"name": "Corner shop", "default_category": books.food.pk, "version": 1}

    client.post(f"/payees/{payee.pk}/", sent)

    payee.refresh_from_db()
    assert payee.default_category == books.food


def test_delete_says_why_a_payee_has_to_stay(client: Client, books: Books) -> None:
    books.spend("2026-03-01", "1.00", payee="Corner shop")
    payee = books.payee("Corner shop")

    response = client.post(f"/payees/{payee.pk}/delete/", follow=True)

    assert "Corner shop has transactions" in response.content.decode()


def test_suggest_puts_names_that_begin_so_first(client: Client, books: Books) -> None:
    books.payee("My corner")
    shop = books.payee("Corner shop")
    shop.default_category = books.food
    shop.save()

    response = client.get("/payees/suggest/", {"row-7-payee": "corner"})

    options = response.content.decode().split("</option>")
    assert options[:2] == [
        f'\n<option value="Corner shop" data-category="{books.food.pk}">',
        '<option value="My corner">',
    ]


def test_suggest_is_silent_without_words(client: Client, books: Books) -> None:
    books.payee("Corner shop")

    assert client.get("/payees/suggest/", {"payee": " "}).context["payees"] == []


def test_merge_makes_payees_one(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "1.00", payee="CORNER 12")
    ids = [books.payee("CORNER 12").pk, books.payee("Corner 13").pk]

    client.post("/payees/merge/", {"ids": ids, "into": "Corner shop"})

    row.refresh_from_db()
    assert (str(row.payee), listed(client, "payees")) == ("Corner shop", ["Corner shop"])


def test_merge_needs_a_name(client: Client, books: Books) -> None:
    response = client.post("/payees/merge/", {"ids": [1]}, follow=True)

    assert b"Select payees and write the name" in response.content


def test_merge_hides_payees_of_others(stranger: Client, books: Books) -> None:
    ids = [books.payee("Corner shop").pk]

    assert stranger.post("/payees/merge/", {"ids": ids, "into": "x"}).status_code == 404
