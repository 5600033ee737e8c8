"""Counting what several queries mean in one scan."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.query.errors import QueryError
from ledger.query.examples import field_help, joined_examples
from ledger.query.names import Names
from ledger.query.parser import parse_query
from ledger.reports import query_counts
from ledger.reports.asked import answer
from ledger.reports.asking import ask_text, setting_of
from ledger.reports.query_counts import count_queries
from tests.factories.books import Books

TODAY = date(2026, 3, 20)


@pytest.fixture
def filled(books: Books) -> Books:
    books.spend("2026-01-05", "60.00", memo="oldest", payee="Corner market", tags=("work",))
    books.spend("2026-03-02", "20.00", books.rent, memo="rent")
    books.book("2026-03-03", (books.card, "-30"), (books.food, "30"), memo="by card")
    return books


def every_example(books: Books) -> list[str]:
    names = setting_of(books.household, TODAY).names
    texts = [example.text for example in joined_examples(names, "EUR")]
    texts += [
        text for each in field_help(names, ["Corner market"], "EUR") for text in each.examples
    ]
    return list(dict.fromkeys(texts))


def test_every_example_counts_what_its_list_shows(filled: Books) -> None:
    texts = every_example(filled)
    setting = setting_of(filled.household, TODAY)

    found = count_queries(filled.household, texts, setting)

    expected = {
        text: answer(filled.household, ask_text(filled.household, text, TODAY)).count
        for text in texts
    }
    assert found.by_text == expected
    assert found.newest is None
    assert expected["market"] == 1


def test_counting_too_long_looks_at_the_newest(
    filled: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_counts, "NEWEST", 2)
    setting = setting_of(filled.household, TODAY)
    monkeypatch.setattr(query_counts, "PATIENCE", "1ms")

    found = count_queries(filled.household, every_example(filled), setting)

    assert (found.by_text["amount>50"], found.newest) == (0, 2)


def test_counting_tells_mistakes(filled: Books) -> None:
    with pytest.raises(QueryError):
        count_queries(filled.household, ["tag:x"], setting_of(filled.household, TODAY))


def test_examples_can_be_read_where_nothing_has_a_name() -> None:
    texts = [example.text for example in joined_examples(Names(), "EUR")]
    texts += [text for each in field_help(Names(), [], "EUR") for text in each.examples]

    assert all(parse_query(text) for text in texts)
    assert "tag:" not in {text[:4] for text in texts}
