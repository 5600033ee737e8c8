"""The tasks that keep the books proven and searchable."""

from __future__ import annotations

import logging

import pytest

from ledger.models import SearchQueue, SearchWord
from ledger.tasks import index_searches, verify_books
from tests.factories.books import Books
from tests.ledger.reports.test_verify import damage


def test_index_searches_empties_the_queue(books: Books) -> None:
    books.spend("2026-03-01", "5.00", memo="word")

    index_searches()

    assert SearchQueue.objects.in_household(books.household).count() == 0
    assert SearchWord.objects.in_household(books.household).filter(word="word").count() == 1


def test_verify_books_is_silent_over_sound_books(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    books.spend("2026-03-01", "5.00")

    with caplog.at_level(logging.ERROR):
        verify_books()

    assert caplog.records == []


def test_verify_books_logs_each_difference(books: Books, caplog: pytest.LogCaptureFixture) -> None:
    books.spend("2026-03-01", "5.00")
    damage("delete from ledger_monthlytotal")

    with caplog.at_level(logging.ERROR):
        verify_books()

    assert len(caplog.records) == 2
    assert "monthly_total" in caplog.text
