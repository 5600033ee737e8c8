"""The pages of exchange rates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from time_machine import travel

from accounts.roles import Role
from ledger.models import ExchangeRate
from tests.factories.accounts import make_member
from tests.factories.books import Books

LIST = reverse("ledger:rate-list")
CREATE = reverse("ledger:rate-create")
IMPORT = reverse("ledger:rate-import")
PAIR = f"{reverse('ledger:rate-pair')}?base=USD&quote=EUR"


@pytest.fixture(autouse=True)
def _today() -> object:
    with travel("2026-03-20 12:00", tick=False):
        yield


def test_list_shows_what_is_needed_and_how_old_it_is(client: Client, books: Books) -> None:
    books.rate("2026-03-18", "EUR", "USD", "1.25")

    page = client.get(LIST).content.decode()

    assert "0.8 EUR" in page
    assert "2 days old" in page
    assert "1 EUR = 1.25 USD turned round (test, 2026-03-18)" in page
    assert "too old" not in page


def test_list_says_what_is_missing(client: Client, books: Books) -> None:
    assert b"missing" in client.get(LIST).content
    books.rate("2026-02-18", "EUR", "USD", "1.25")

    assert b"too old" in client.get(LIST).content


def test_pair_shows_the_rate_of_a_day_and_its_rule(client: Client, books: Books) -> None:
    books.rate("2026-03-13", "USD", "EUR", "0.9")

    on_day = client.get(f"{PAIR}&on=2026-03-14").content.decode()
    missing = client.get(f"{PAIR}&on=2026-03-12").content.decode()

    assert "1 USD = 0.9 EUR" in on_day
    assert "The last rate before 2026-03-14, made on 2026-03-13." in on_day
    assert "Which rate counts" in on_day
    assert "No rate is known" in missing


@pytest.mark.parametrize("query", ["", "?base=USD", "?base=USD&quote=USD", "?base=1&quote=EUR"])
def test_pair_of_nothing_is_not_there(client: Client, query: str) -> None:
    assert client.get(reverse("ledger:rate-pair") + query).status_code == 404


def test_rate_is_entered_corrected_taken_back_and_undone(client: Client, books: Books) -> None:
    body = {"base": "usd", "quote": "EUR", "rate": "1/1.25", "on": "2026-03-20"}
    entered = client.post(CREATE, body, follow=True)
    row = ExchangeRate.objects.get()
    assert entered.redirect_chain == [(PAIR, 302)]
    assert (row.base, row.rate) == ("USD", Decimal("0.8"))

    edit = reverse("ledger:rate-update", args=[row.pk])
    assert client.get(edit).context["form"]["rate"].value() == "0.8"
    client.post(edit, {"rate": "0.9", "version": "1"})
    stale = client.post(edit, {"rate": "0.7", "version": "1"})
    taken = client.post(reverse("ledger:rate-delete", args=[row.pk]), follow=True)
    row.refresh_from_db()

    assert (stale.status_code, row.rate, row.deleted_at is None) == (422, Decimal("0.9"), False)
    undo = next(iter(taken.context["messages"])).extra_tags
    client.post(undo)
    row.refresh_from_db()
    assert row.deleted_at is None


def test_wrong_rate_is_told(client: Client, books: Books) -> None:
    body = {"base": "USD", "quote": "USD", "rate": "0", "on": "2026-03-20"}

    answer = client.post(CREATE, body)

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["Choose two different currencies."]


def test_file_of_the_central_bank_is_entered(client: Client, books: Books) -> None:
    file = SimpleUploadedFile("eurofxref.csv", b"Date,USD,JPY\n2026-03-20,1.25,160\n")
    broken = SimpleUploadedFile("other.csv", b"Date,Payee\n")

    done = client.post(IMPORT, {"upload": file}, follow=True)
    refused = client.post(IMPORT, {"upload": broken})

    assert [str(each) for each in done.context["messages"]] == ["1 rate is new or other"]
    assert [str(row) for row in ExchangeRate.objects.all()] == ["1 EUR = 1.25 USD on 2026-03-20"]
    assert refused.status_code == 422
    assert "upload" in refused.context["form"].errors


def test_members_look_and_managers_write(books: Books) -> None:
    row = books.rate("2026-03-20", "USD", "EUR", "0.9")
    member = Client()
    user = make_member(books.household, Role.MEMBER).user
    assert user is not None
    member.force_login(user)

    page = member.get(PAIR).content.decode()

    assert "1 USD = 0.9 EUR" in page
    assert "Take back" not in page
    for url in (CREATE, IMPORT, reverse("ledger:rate-delete", args=[row.pk])):
        assert member.post(url).status_code == 403


def test_rates_of_strangers_are_not_there(
    anonymous: Client, stranger: Client, books: Books
) -> None:
    row = books.rate("2026-03-20", "USD", "EUR", "0.9")
    edit = reverse("ledger:rate-update", args=[row.pk])

    assert anonymous.get(LIST).status_code == 302
    assert stranger.get(edit).status_code == 404
    assert b"0.9" not in stranger.get(PAIR).content


def test_figures_name_the_rate_that_made_them(client: Client, books: Books) -> None:
    books.rate("2026-03-18", "USD", "EUR", "0.9")
    row = books.book("2026-03-19", (books.dollars, "100"), (books.salary, "-100"))

    first = client.get(reverse("ledger:dashboard")).content.decode()
    inside = client.get(reverse("ledger:transaction-detail", args=[row.pk])).content.decode()

    assert "at 0.9 of 2026-03-18" in first
    assert "at 0.9 of 2026-03-18" in inside
