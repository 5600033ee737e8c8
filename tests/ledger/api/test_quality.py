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
