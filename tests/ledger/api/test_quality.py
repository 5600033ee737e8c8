"""What is not in order, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tests.factories.books import Books
from tests.factories.pairs import half


@pytest.fixture(autouse=True)
def _twentieth_of_march() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


def test_what_is_not_in_order_is_told_with_counts(api: Client, books: Books) -> None:
    row = half(books, books.checking, "2026-03-02", "-9", memo="What was it")
    books.rate("2026-03-18", "EUR", "USD", "1.1")

    found = api.get("/api/v1/quality/").json()

    assert found == {
        "count": 1,
        "issues": [
            {
                "issue": "uncategorised",
                "count": 1,
                "findings": [
                    {
                        "what": "What was it", "detail": "What was it", "keys": [row.pk],
                        "amount": {"amount": "-9.00", "currency": "EUR"}, "date": "2026-03-02",
                    }
                ],
            }
        ],
    }  # fmt: skip


def test_one_kind_is_opened_at_a_time(api: Client, books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-9", memo="What was it")

    first = api.get("/api/v1/quality/").json()
    other = api.get("/api/v1/quality/?issue=uncategorised").json()

    told = [
        [(each["issue"], len(each["findings"])) for each in x["issues"]] for x in (first, other)
    ]
    assert told == [[("rate", 1), ("uncategorised", 0)], [("rate", 0), ("uncategorised", 1)]]
    assert api.get("/api/v1/quality/?issue=nonsense").status_code == 400
