"""Asserted balances on pages: noted, taken back, a dot on the account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from ledger.models import BalanceAssertion
from tests.factories.books import Books
from tests.ledger.services.test_assertions import say


@pytest.fixture(autouse=True)
def _second_of_april() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 4, 2, 12, tzinfo=UTC), tick=False):
        yield


def test_a_balance_is_noted_and_taken_back(
    client: Client, anonymous: Client, stranger: Client, books: Books
) -> None:
    url = f"/ledger/accounts/{books.checking.pk}/balances/"
    body = {"date": "2026-03-31", "amount": "10.00"}

    noted = client.post(url, body)
    again = client.post(url, body)
    wrong = client.post(url, {"date": "", "amount": "much"})
    books.spend("2026-03-30", "1", payee="Stray")
    page = client.get(url).content.decode()

    assert (noted.status_code, again.status_code, wrong.status_code) == (302, 422, 422)
    assert "off by €11.00" in page
    assert "is not on the statement" in page
    row = BalanceAssertion.objects.get()
    client.post(f"/balances/{row.pk}/delete/", {"next": url})
    assert "No balance is noted yet" in client.get(url).content.decode()
    assert anonymous.get(url).status_code == 302
    assert stranger.get(url).status_code == 404
    assert stranger.post(f"/balances/{row.pk}/delete/").status_code == 404


@pytest.mark.parametrize(("amount", "words"), [("0", "agreed with the bank"), ("1", "off the")])
def test_an_account_shows_how_it_stands(
    client: Client, books: Books, amount: str, words: str
) -> None:
    say(books, amount)

    for url in ("/ledger/accounts/", f"/ledger/accounts/{books.checking.pk}/"):
        page = client.get(url).content.decode()
        assert words in page
        assert "31 Mar 2026" in page
