"""`?q=` of the API: the query language, and where a mistake in it is."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.books import Books

LIST = "/api/v1/transactions/"
EXPORT = "/api/v1/exports/csv/"


@pytest.fixture
def filled(books: Books) -> Books:
    """Three transactions, newest last, told apart by their memos."""
    books.spend("2026-03-01", "10.00", memo="oldest", payee="Corner shop", tags=("trip",))
    books.spend("2026-03-02", "20.00", books.rent, memo="rent")
    books.book("2026-03-03", (books.card, "-30"), (books.food, "30"), memo="by card")
    return books


def memos(api: Client, query: str) -> list[str]:
    answer = api.get(LIST, {"q": query})
    assert answer.status_code == 200
    return [row["memo"] for row in answer.json()["results"]]


def test_list_takes_queries(api: Client, filled: Books) -> None:
    assert memos(api, "account:card or tag:trip") == ["by card", "oldest"]
    assert memos(api, "amount:15..30 date:2026-03") == ["by card", "rent"]
    assert memos(api, "corner shop") == ["oldest"]


def test_list_pages_through_a_query(api: Client, filled: Books) -> None:
    first = api.get(LIST, {"q": "amount<25", "limit": "1"}).json()

    second = api.get(first["next"]).json()

    assert [row["memo"] for row in first["results"] + second["results"]] == ["rent", "oldest"]
    assert second["next"] is None


@pytest.mark.parametrize("path", [LIST, EXPORT])
def test_mistake_is_told_with_its_place(api: Client, filled: Books, path: str) -> None:
    answer = api.get(path, {"q": "shop acount:visa"})

    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "VALIDATION_2001")
    assert body["query"] == {
        "position": 5,
        "length": 6,
        "problem": "there is no field acount",
        "remedy": "write account, or quote the words",
    }
    assert [(each["field"], each["message"]) for each in body["errors"]] == [
        ("q", "there is no field acount: write account, or quote the words")
    ]


def test_other_mistakes_have_no_place(api: Client, filled: Books) -> None:
    answer = api.get(LIST, {"min": "NaN"})

    assert (answer.status_code, "query" in answer.json()) == (400, False)


def test_export_takes_queries(api: Client, filled: Books) -> None:
    answer = api.get(EXPORT, {"q": "tag:trip"})

    assert b"".join(answer.streaming_content).count(b"\r\n") == 2  # type: ignore[attr-defined]
