"""The queue of what is not in order, and its count on the dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from ledger.reports.quality_kinds import Issue
from ledger.services.assertions import assert_balance
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.pairs import half, halves
from tests.factories.schedules import schedule

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

    # The dollars have no rate, which is graver.
    first = client.get(URL).content.decode()
    page = client.get(URL, {"issue": "uncategorised"}).content.decode()

    assert f'href="/rates/pair/?base=USD&amp;quote={books.household.base_currency}"' in first
    assert "What was it" not in first
    assert f'href="/transactions/{row.pk}/edit/"' in page
    assert "See what is not in order" in fresh
    assert anonymous.get(URL).status_code == 302
    assert client.get(URL, {"issue": "nonsense"}).status_code == 404
    strange = stranger.get(URL, {"issue": "uncategorised"}).content.decode()
    assert "What was it" not in strange


def test_kinds_are_counted_one_after_the_other_until_all_are(client: Client, books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    page = client.get(URL).content.decode()
    answers = [page]

    while 'hx-get="/quality/' in answers[-1] and len(answers) < 9:
        answers.append(client.get(URL, headers={"hx-request": "true"}).content.decode())

    assert [text.count("not counted yet") for text in answers] == [4, 3, 2, 1, 0]
    assert all("<html" not in text for text in answers[1:])
    assert "2 things are not in order." in answers[-1]
    assert "2 things are not in order" in client.get("/dashboard/").content.decode()


def test_whoever_may_not_record_is_offered_no_form(books: Books) -> None:
    row = half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    viewer = Client()
    user = make_member(books.household, Role.VIEWER).user
    assert user is not None
    viewer.force_login(user)

    page = viewer.get(URL, {"issue": "uncategorised"}).content.decode()

    assert "What was it" in page
    assert f"/transactions/{row.pk}/edit/" not in page


def test_the_queue_takes_twelve_queries_at_most_whatever_is_opened(
    client: Client, books: Books
) -> None:
    # Every kind that costs queries has findings, and nothing is kept of a look before.
    assert_balance(by=books.actor, account=books.checking, on=date(2026, 3, 1), amount=Decimal(5))
    schedule(books, starts_on=date(2026, 3, 3))
    halves(books)
    for _twin in range(2):
        books.spend("2026-03-02", "12.50", payee="Corner shop", status="pending")
    counts = {}
    for issue in ("", *Issue):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(URL, {"issue": issue} if issue else {})
        counts[str(issue)] = len(queries)
        assert answer.status_code == 200

    assert {name: count for name, count in counts.items() if count > 12} == {}


def test_the_queue_costs_the_same_for_one_finding_and_for_three(
    client: Client, books: Books, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    asked = {"issue": "uncategorised"}
    client.get(URL, asked)

    with django_assert_num_queries(9):
        client.get(URL, asked)
    for day in ("2026-03-04", "2026-03-05"):
        half(books, books.checking, day, "-8", memo=f"What of {day}")
    with django_assert_num_queries(9):
        client.get(URL, asked)
