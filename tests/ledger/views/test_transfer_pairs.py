"""Transfers that were found, on pages: shown side by side, joined, rejected, parted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from ledger.models import Pair, Transaction
from ledger.services.transfer_links import fee_category, merge_into_transfer
from tests.factories.books import Books
from tests.factories.pairs import half, halves, savings
from tests.ledger.imports.bank import bring_in, csv
from tests.ledger.services.test_transfers import balances, legs
from tests.ledger.views.conftest import QueryCount

LIST = "/transactions/transfers/"
LINK, ALL, REJECT = f"{LIST}link/", f"{LIST}all/", f"{LIST}reject/"


def value(pair: tuple[Transaction, Transaction]) -> dict[str, str]:
    return {"pair": f"{pair[0].pk}-{pair[1].pk}"}


def shown(client: Client, url: str = LIST) -> list[tuple[str, int]]:
    """Return the certainty and the number of pairs of each group on the page."""
    return [(str(group.label), group.count) for group in client.get(url).context["pair_groups"]]


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_list_shows_both_sides_and_why(client: Client, books: Books) -> None:
    halves(books)
    half(books, books.checking, "2026-03-07", "-50", memo="Bakery")
    half(books, books.card, "2026-03-07", "50", memo="Bob")

    answer = client.get(LIST)

    assert shown(client) == [("Certain", 1), ("Not sure", 1)]
    text = answer.content.decode()
    assert "Umbuchung Rainy days" in text
    assert "the same amount; 1 day later" in text


def test_list_is_for_members_alone(anonymous: Client, stranger: Client, books: Books) -> None:
    halves(books)

    assert anonymous.get(LIST)["Location"].startswith("/accounts/login/")
    assert stranger.get(LIST).context["pair_groups"] == []


def test_empty_list_says_what_it_is_for(client: Client, books: Books) -> None:
    assert "No transfer waits to be joined" in client.get(LIST).content.decode()


@pytest.mark.parametrize("url", [LINK, ALL, REJECT])
def test_acts_are_posted_by_whoever_may_record(
    client: Client, viewer: Client, reviewer: Client, books: Books, url: str
) -> None:
    pair = halves(books)

    assert client.get(url).status_code == 405
    assert viewer.post(url, value(pair)).status_code == 403
    assert reviewer.post(url, value(pair)).status_code == 403
    assert not Pair.objects.exists()


@pytest.mark.parametrize("url", [LINK, REJECT])
@pytest.mark.parametrize("sent", ["", "1", "a-b", "1-2-3", f"{10**20}-{10**20}", "999999-999998"])
def test_a_pair_that_is_none_is_not_there(
    client: Client, books: Books, url: str, sent: str
) -> None:
    assert client.post(url, {"pair": sent}).status_code == 404


@pytest.mark.parametrize("url", [LINK, REJECT])
def test_a_strangers_pair_is_not_there(stranger: Client, books: Books, url: str) -> None:
    assert stranger.post(url, value(halves(books))).status_code == 404


def test_one_is_joined_and_the_way_back_is_said(client: Client, books: Books) -> None:
    pair = halves(books)

    answer = client.post(LINK, value(pair), follow=True)

    assert said(answer) == ["Joined as a transfer"]
    assert balances(books) == {"Test checking": -300, "Rainy days": 300}
    (message,) = answer.context["messages"]
    client.post(message.extra_tags)
    assert shown(client) == [("Certain", 1)]


def test_a_fee_takes_the_category_that_was_chosen(client: Client, books: Books) -> None:
    out = half(books, books.checking, "2026-03-02", "-303", memo="Transfer Rainy days")
    into = half(books, savings(books), "2026-03-02", "300", memo="Transfer Test checking")

    context = client.get(LIST).context
    refused = client.post(LINK, value((out, into)), follow=True)
    client.post(LINK, value((out, into)) | {"fee_category": books.rent.pk})

    assert context["fee_category"].taxonomy_id == "finance.fees"
    assert said(refused) == ["The amounts differ: choose a category for the difference."]
    assert legs(out)[2] == ("Test rent", 3, 3)


def test_all_that_are_certain_are_joined_at_once(client: Client, books: Books) -> None:
    halves(books)
    halves(books, "41.20")
    half(books, books.checking, "2026-03-07", "-50", memo="Bakery")
    half(books, books.card, "2026-03-07", "50", memo="Bob")

    answer = client.post(ALL, follow=True)

    assert said(answer) == ["Joined 2 transfers"]
    assert shown(client) == [("Not sure", 1)]


def test_a_rejected_pair_is_gone(client: Client, books: Books) -> None:
    client.post(REJECT, value(halves(books)))

    assert shown(client) == []


def test_an_import_shows_its_own(client: Client, books: Books) -> None:
    halves(books)
    half(books, savings(books), "2026-03-20", "80", memo="Umbuchung Test checking")
    report = bring_in(books, csv(("2026-03-20", "Umbuchung Rainy days", "-80.00")))

    page = client.get(f"/imports/{report.batch_id}/")

    assert page.context["transfers"] == 1
    assert f"{LIST}?batch={report.batch_id}" in page.content.decode()
    assert shown(client, f"{LIST}?batch={report.batch_id}") == [("Certain", 1)]
    client.post(ALL, {"batch": report.batch_id})
    assert shown(client) == [("Certain", 1)]


@pytest.mark.parametrize("batch", ["x", "999999", "9" * 30])
def test_an_import_that_is_none_is_not_there(client: Client, books: Books, batch: str) -> None:
    assert client.get(f"{LIST}?batch={batch}").status_code == 404


def test_what_was_joined_is_parted_on_its_page(
    client: Client, viewer: Client, stranger: Client, books: Books
) -> None:
    out, into = halves(books)
    merge_into_transfer(by=books.actor, first=out, second=into)
    url = f"/transactions/pairs/{Pair.objects.get().pk}/part/"

    assert url in client.get(f"/transactions/{out.pk}/").content.decode()
    assert "Joined into" in client.get(f"/transactions/{into.pk}/").content.decode()
    assert (viewer.post(url).status_code, stranger.post(url).status_code) == (403, 404)
    assert client.get(url).status_code == 405
    assert said(client.post(url, follow=True)) == ["Parted again"]
    assert shown(client) == [("Certain", 1)]


def test_queries_do_not_grow_with_the_pairs(
    client: Client, books: Books, count_queries: Callable[[], AbstractContextManager[QueryCount]]
) -> None:
    halves(books)
    client.get(LIST)
    with count_queries() as few:
        client.get(LIST)
    halves(books, "41.20")
    halves(books, "42.20")
    with count_queries() as many:
        client.get(LIST)

    assert many.value == few.value <= 12


def test_the_category_of_fees_is_the_households_own(books: Books) -> None:
    fees = fee_category(books.actor)

    assert fees is not None
    assert fees.household_id == books.household.pk
