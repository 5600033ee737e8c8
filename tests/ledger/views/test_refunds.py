"""Money back on pages: linked, asked for, settled, given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from ledger.models import Claim, Refund
from tests.factories.books import Books
from tests.ledger.services.test_refunds import bought, came, claim, link

CLAIMS = "/transactions/claims/"


@pytest.fixture(autouse=True)
def _twentieth_of_may() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 12, tzinfo=UTC), tick=False):
        yield


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_claims_show_who_owes_what_since_when(
    client: Client, anonymous: Client, stranger: Client, books: Books
) -> None:
    purchase = bought(books)
    asked = claim(books, purchase)
    link(books, purchase, came(books), asked)

    context = client.get(CLAIMS).context

    (line,) = context["lines"]
    assert (line.claim, str(line.outstanding.rounded()), line.age) == (asked, "20.00 EUR", 70)
    assert [bag.amounts for _label, bag in context["brackets"]][2] == {"EUR": 20}
    assert anonymous.get(CLAIMS).status_code == 302
    assert stranger.get(CLAIMS).context["lines"] == []


def test_empty_claims_say_what_they_are_for(client: Client, books: Books) -> None:
    assert "Nobody owes you anything" in client.get(CLAIMS).content.decode()


def test_a_purchase_shows_what_may_be_its_money_back(client: Client, books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    url = f"/transactions/{purchase.pk}/refunds/"

    answer = client.post(f"{url}link/", {"incoming": incoming.pk}, follow=True)

    assert said(answer) == ["Linked as money back"]
    page = client.get(url)
    assert [each.incoming_id for each in page.context["refunds"]] == [incoming.pk]
    assert page.context["candidates"] == []
    assert url in client.get(f"/transactions/{purchase.pk}/").content.decode()
    text = client.get(f"/transactions/{incoming.pk}/refunds/").content.decode()
    assert "Money back for" in text


def test_money_back_counts_in_the_month_that_is_chosen(client: Client, books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    page = f"/transactions/{purchase.pk}/refunds/"
    client.post(f"{page}link/", {"incoming": incoming.pk})
    month = f"/transactions/refunds/{Refund.objects.get().pk}/month/"

    shown = client.get(page).content.decode()
    there = client.post(month, {"month": "purchase"}, follow=True)
    moved = Refund.objects.get().category
    client.post(month, {"month": "own"})

    assert "counts in April 2026" in shown
    assert "Count it in March 2026" in shown
    assert said(there) == ["Counted in the other month"]
    assert (moved, Refund.objects.get().category) == (books.food, None)
    assert client.get(month).status_code == 405


def test_a_claim_is_noted_and_settled(client: Client, books: Books) -> None:
    purchase, incoming = bought(books), came(books, "50")
    url = f"/transactions/{purchase.pk}/"
    sent = {"payee": "Bob", "amount": "50", "asked_on": "2026-05-01"}

    answer = client.post(f"{url}claims/", sent, follow=True)
    asked = Claim.objects.get()
    settled = {"incoming": incoming.pk, "claim": asked.pk}
    client.post(f"{url}refunds/link/", settled)

    assert said(answer) == ["Noted who owes it"]
    assert Refund.objects.get().claim == asked
    assert [line.claim for line in client.get(CLAIMS).context["settled"]] == [asked]


@pytest.mark.parametrize(
    "sent",
    [
        {"payee": "", "amount": "5", "asked_on": "2026-05-01"},
        {"payee": "Bob", "amount": "x", "asked_on": "2026-05-01"},
        {"payee": "Bob", "amount": "5", "asked_on": "soon"},
        {"payee": "Bob", "amount": "500", "asked_on": "2026-05-01"},
    ],
)
def test_a_claim_says_what_is_wrong(client: Client, books: Books, sent: dict[str, str]) -> None:
    answer = client.post(f"/transactions/{bought(books).pk}/claims/", sent)

    assert answer.status_code == 422
    assert not Claim.objects.exists()


def test_a_claim_is_given_up_and_taken_up_again(client: Client, books: Books) -> None:
    asked = claim(books, bought(books))

    assert said(client.post(f"{CLAIMS}{asked.pk}/waive/", follow=True)) == ["Given up"]
    assert client.get(CLAIMS).context["lines"] == []
    assert said(client.post(f"{CLAIMS}{asked.pk}/reopen/", follow=True)) == ["Taken up again"]


def test_a_refund_is_unlinked(client: Client, books: Books) -> None:
    refund = link(books, bought(books), came(books))

    answer = client.post(f"/transactions/refunds/{refund.pk}/delete/", follow=True)

    assert said(answer) == ["Unlinked"]
    assert not Refund.objects.live().exists()


def test_others_change_nothing(
    client: Client, viewer: Client, stranger: Client, books: Books
) -> None:
    purchase, incoming = bought(books), came(books)
    asked, refund = claim(books, purchase), link(books, bought(books), came(books, "7"))
    at = f"/transactions/{purchase.pk}"
    urls = {
        f"{at}/refunds/link/": {"incoming": incoming.pk},
        f"{at}/claims/": {"payee": "Bob", "amount": "5", "asked_on": "2026-05-01"},
        f"{CLAIMS}{asked.pk}/waive/": {},
        f"/transactions/refunds/{refund.pk}/delete/": {},
    }

    for url, sent in urls.items():
        assert client.get(url).status_code == 405
        assert viewer.post(url, sent).status_code == 403
        assert stranger.post(url, sent).status_code == 404
    assert (Claim.objects.count(), Refund.objects.live().count()) == (1, 1)
    assert viewer.get(f"{at}/refunds/").status_code == 200
    assert stranger.get(f"{at}/refunds/").status_code == 404


@pytest.mark.parametrize("incoming", ["", "x", "999999", "9" * 30])
def test_what_is_none_is_not_there(client: Client, books: Books, incoming: str) -> None:
    url = f"/transactions/{bought(books).pk}/refunds/link/"

    assert client.post(url, {"incoming": incoming}).status_code == 404
