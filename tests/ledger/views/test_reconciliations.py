"""Reconciling on pages, and being asked before what is reconciled is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ledger.models import Reconciliation, Transaction
from tests.factories.books import Books
from tests.ledger.services.test_reconciliations import begin, locked

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _second_of_april() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 4, 2, 12, tzinfo=UTC), tick=False):
        yield


def start(books: Books) -> str:
    return f"/ledger/accounts/{books.checking.pk}/reconciliations/"


def asked(client: Client, answer: Any) -> Any:
    """Return the page that asks, to which an answer leads."""
    assert (answer.status_code, answer["Location"]) == (302, "/unlock/")
    return client.get("/unlock/")


def test_a_statement_is_begun_ticked_and_locked(
    client: Client, anonymous: Client, stranger: Client, books: Books
) -> None:
    shop = books.spend("2026-03-02", "12.50", payee="Corner shop")
    page = client.get(start(books))
    usual = page.context["form"].initial
    body = {"statement_date": "2026-03-31", "statement_balance": "-12.50"}

    begun = client.post(start(books), body)
    row = Reconciliation.objects.get()
    url = f"/reconciliations/{row.pk}/"
    unticked = client.post(f"{url}tick/", {"shown": f"{shop.pk}"}, headers=HTMX)
    ticked = client.post(f"{url}tick/", {"shown": f"{shop.pk}", "ticked": [shop.pk]})
    done = client.post(f"{url}finish/", {"next": url}, follow=True)

    assert (usual["statement_date"].isoformat(), begun["Location"]) == ("2026-03-31", url)
    assert "Lock with an adjustment" in unticked.content.decode()
    assert "<html" not in unticked.content.decode()
    assert ticked.status_code == 302
    assert "Corner shop" in done.content.decode()
    assert client.get(start(books)).context["past"][0].row == row
    assert anonymous.get(url).status_code == 302
    assert [stranger.get(each).status_code for each in (url, start(books))] == [404, 404]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"statement_date": "soon", "statement_balance": "1"},
        {"statement_date": "2026-03-31", "statement_balance": "many"},
    ],
)
def test_what_a_statement_does_not_say_is_asked_again(
    client: Client, books: Books, body: dict[str, str]
) -> None:
    answer = client.post(start(books), body or {"since": ""})

    assert (answer.status_code, Reconciliation.objects.count()) == (422, 0)


def test_a_statement_is_corrected_reopened_and_given_up(client: Client, books: Books) -> None:
    _row, done = locked(books)
    url = f"/reconciliations/{done.pk}/"

    client.post(f"{url}reopen/")
    body = {"statement_date": "2026-03-30", "statement_balance": "-12"}
    client.post(f"{url}edit/", body)
    wrong = client.post(f"{url}edit/", body | {"statement_date": ""})
    corrected = client.get(url).context["progress"]
    client.post(f"{url}delete/", {"next": start(books)})

    assert (str(corrected.difference.amount), wrong.status_code) == ("0.50000000", 422)
    assert client.get(url).status_code == 404
    assert client.get(start(books)).context["open"] is None


def test_the_form_asks_before_it_changes_what_is_reconciled(client: Client, books: Books) -> None:
    row, _done = locked(books)
    url = f"/transactions/{row.pk}/edit/"
    form = client.get(url).context["form"]
    body = {
        "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0",
        "version": row.version, "date": "2026-03-02", "flow": "expense", "status": "reconciled",
        "account": books.checking.pk, "amount": "13", "payee": "Corner shop",
        "category": books.groceries.pk, "memo": "", "tags": "",
    }  # fmt: skip
    assert form.initial["version"] == row.version

    page = asked(client, client.post(url, body))
    fields = dict(page.context["asked"]["fields"])
    answer = client.post(page.context["asked"]["url"], fields | {"unlock": "1"})

    assert "Test checking, 31 Mar 2026" in page.content.decode()
    assert answer.status_code == 302
    row.refresh_from_db()
    assert {leg.amount for leg in row.postings.all()} == {13, -13}


def test_deleting_asks_and_leaving_it_changes_nothing(client: Client, books: Books) -> None:
    row, _done = locked(books)

    page = asked(client, client.post(f"/transactions/{row.pk}/delete/"))
    kept = Transaction.objects.live().filter(pk=row.pk).exists()
    client.post(f"/transactions/{row.pk}/delete/", {"unlock": "1"})

    assert (page.status_code, kept) == (200, True)
    assert not Transaction.objects.live().filter(pk=row.pk).exists()


def test_htmx_is_led_to_the_page_that_asks(client: Client, books: Books) -> None:
    row, _done = locked(books)
    body = {"action": "delete", "ids": [row.pk]}

    answer = client.post("/transactions/bulk/", body, headers=HTMX)

    assert answer["HX-Redirect"] == "/unlock/"
    assert dict(client.get("/unlock/").context["asked"]["fields"])["ids"] == str(row.pk)


def test_the_row_that_is_edited_in_place_asks_in_place(client: Client, books: Books) -> None:
    row, _done = locked(books)
    url = f"/transactions/{row.pk}/edit/"
    given = {
        "version": row.version, "date": "2026-03-03", "amount": "12.50", "memo": "",
        "payee": "Corner shop", "category": books.groceries.pk, "tags": "", "status": "reconciled",
    }  # fmt: skip
    body = {f"row-{row.pk}-{name}": value for name, value in given.items()}

    refused = client.post(url, body, headers=HTMX)
    changed = client.post(url, body | {"unlock": "1"}, headers=HTMX)

    assert refused.status_code == 422
    assert "Change it all the same" in refused.content.decode()
    assert changed.status_code == 200


def test_nothing_is_asked_of_whom_nothing_was_refused(client: Client, books: Books) -> None:
    assert client.get("/unlock/")["Location"] == "/transactions/"


def test_a_statement_costs_the_same_queries_for_one_row_and_for_three(
    client: Client, books: Books, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    books.spend("2026-03-02", "1")
    url = f"/reconciliations/{begin(books, '-1').pk}/"
    client.get(url)

    with django_assert_num_queries(9):
        client.get(url)
    for day in ("2026-03-03", "2026-03-04"):
        books.spend(day, "1")
    with django_assert_num_queries(9):
        client.get(url)
