"""Exports by the API are the files of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.api.callers import caller, codes, fields
from tests.factories.books import Books


@pytest.fixture
def api(books: Books, alice: User) -> Client:
    """A program that calls as Alice."""
    books.spend("2026-03-01", "12.50", payee="Corner shop")
    books.spend("2026-04-01", "3.00", payee="Baker")
    return caller(alice)


def content(answer: Any) -> bytes:
    found = b"".join(answer.streaming_content)
    # Closing the answer as a whole would end the test's connection.
    for close in answer._resource_closers:
        close()
    return found


@pytest.mark.parametrize("kind", ["csv", "json", "hledger", "beancount", "xlsx"])
def test_export_is_the_file_of_the_page(api: Client, client: Client, kind: str) -> None:
    mine: Any = api.get(f"/api/v1/exports/{kind}/", headers={"Accept": "text/csv"})
    page: Any = client.get(f"/export/?format={kind}")

    assert (mine.status_code, mine["Content-Type"]) == (200, page["Content-Type"])
    assert mine["Content-Disposition"] == page["Content-Disposition"]
    # A workbook holds the second it was written in.
    assert content(mine) == content(page) or kind == "xlsx"


def test_export_takes_the_filters_of_transactions(api: Client) -> None:
    answer = api.get("/api/v1/exports/csv/?start=2026-04-01")

    lines = content(answer).decode().splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["Baker"]


def test_export_refuses_what_it_does_not_know(api: Client) -> None:
    assert codes(api.get("/api/v1/exports/pdf/")) == (404, "RESOURCE_3001")
    assert fields(api.get("/api/v1/exports/csv/?start=x")) == (400, ["start"])
    assert codes(api.post("/api/v1/exports/csv/")) == (405, "RESOURCE_3002")


def test_export_needs_a_sign_in(anonymous: Client) -> None:
    assert codes(anonymous.get("/api/v1/exports/csv/")) == (401, "AUTH_1001")
