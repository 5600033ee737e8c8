"""The page of the base currency, and its API."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import Job
from accounts.roles import Role
from tests.api.callers import caller, codes, fields
from tests.factories.accounts import make_member
from tests.factories.books import Books

PAGE = reverse("ledger:base-currency")
API = "/api/v1/base-currency/"
JSON = "application/json"


def test_page_shows_what_changes_and_starts_the_job(client: Client, books: Books) -> None:
    books.spend("2025-06-01", "5")

    asked = client.get(PAGE, {"currency": "usd"}).content.decode()
    same = client.get(PAGE, {"currency": "EUR"}).content.decode()
    started = client.post(PAGE, {"currency": "USD"})
    again = client.post(PAGE, {"currency": "JPY"})

    assert "From EUR to USD" in asked
    assert "1 in EUR, from 1 Jun 2025 to 1 Jun 2025" in asked
    assert "It is the base currency already." in same
    job = Job.objects.get(kind="ledger.base_currency")
    assert started["Location"] == reverse("accounts:job-detail", args=[job.pk])
    assert (again.status_code, b"being changed already" in again.content) == (422, True)


def test_page_is_for_owners(books: Books) -> None:
    manager = Client()
    user = make_member(books.household, Role.MANAGER).user
    assert user is not None
    manager.force_login(user)

    assert manager.get(PAGE).status_code == 403
    assert codes(caller(user).get(f"{API}?currency=USD")) == (403, "AUTH_1003")


def test_api_previews_and_starts(books: Books) -> None:
    user = books.actor.user
    assert user is not None
    api = caller(user)
    books.spend("2025-06-01", "5")

    preview = api.get(f"{API}?currency=USD").json()
    started = api.post(API, {"currency": "USD"}, JSON)
    second = api.post(API, {"currency": "JPY"}, JSON)

    assert (preview["transactions"], preview["waiting"][0]["count"]) == (1, 1)
    assert preview["worth"]["money"] == {"amount": "-5.00", "currency": "EUR"}
    assert (started.status_code, started.json()["kind"]) == (202, "ledger.base_currency")
    assert codes(second) == (409, "BUSINESS_4000")
    assert fields(api.post(API, {"currency": "euro"}, JSON)) == (400, ["currency"])
