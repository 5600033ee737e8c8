"""The queue of what is not in order, and its count on the dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.pairs import half

URL = "/quality/"


@pytest.fixture(autouse=True)
def _twentieth_of_march() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


def test_a_finding_leads_to_what_settles_it(
    client: Client, anonymous: Client, stranger: Client, books: Books
) -> None:
    row = half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    fresh = client.get("/dashboard/").content.decode()

    page = client.get(URL).content.decode()

    assert f'href="/transactions/{row.pk}/edit/"' in page
    assert "What was it" in page
    assert "See what is not in order" in fresh
    # The dollars have no rate, either.
    assert "2 things are not in order" in client.get("/dashboard/").content.decode()
    assert anonymous.get(URL).status_code == 302
    assert "What was it" not in stranger.get(URL).content.decode()


def test_whoever_may_not_record_is_offered_no_form(books: Books) -> None:
    row = half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    viewer = Client()
    user = make_member(books.household, Role.VIEWER).user
    assert user is not None
    viewer.force_login(user)

    page = viewer.get(URL).content.decode()

    assert "What was it" in page
    assert f"/transactions/{row.pk}/edit/" not in page


def test_the_queue_costs_the_same_for_one_finding_and_for_three(
    client: Client, books: Books, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    client.get(URL)

    with django_assert_num_queries(24):
        client.get(URL)
    for day in ("2026-03-04", "2026-03-05"):
        half(books, books.checking, day, "-8", memo=f"What of {day}")
    with django_assert_num_queries(24):
        client.get(URL)
