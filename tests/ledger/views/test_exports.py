"""Taking the books out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from openpyxl import load_workbook

from tests.factories.books import Books

EXPORT = "/export/"


def download(client: Client, query: str) -> bytes:
    response = cast("StreamingHttpResponse", client.get(EXPORT + query))
    return b"".join(cast("Iterable[bytes]", response.streaming_content))


@pytest.fixture
def filled(books: Books) -> Books:
    """Two transactions on two categories."""
    books.spend("2026-03-01", "10.00", memo="milk")
    books.spend("2026-03-02", "20.00", books.rent, memo="=1+1")
    return books


def test_export_offers_formats_for_the_filter(client: Client, filled: Books) -> None:
    response = client.get(EXPORT, {"category": filled.rent.pk})

    assert response.context["totals"].count == 1
    assert f'href="?category={filled.rent.pk}&amp;format=csv"' in response.content.decode()


def test_export_writes_the_rows_of_the_filter_as_csv(client: Client, filled: Books) -> None:
    lines = download(client, f"?format=csv&category={filled.rent.pk}").decode().splitlines()

    assert len(lines) == 2
    assert lines[1].startswith("2026-03-02,Test checking,,Test rent,'=1+1,-20.00,EUR")


def test_export_writes_json(client: Client, filled: Books) -> None:
    rows = json.loads(download(client, "?format=json"))

    assert [row["memo"] for row in rows] == ["milk", "=1+1"]


def test_export_writes_a_workbook(client: Client, filled: Books) -> None:
    book = load_workbook(BytesIO(download(client, "?format=xlsx")))

    sheet = book.worksheets[0]
    assert (sheet.max_row, sheet.cell(2, 6).value) == (3, -10)


@pytest.mark.parametrize("journal", ["hledger", "beancount"])
def test_export_writes_the_whole_ledger_as_a_journal(
    journal: str, client: Client, filled: Books
) -> None:
    text = download(client, f"?format={journal}&category={filled.rent.pk}").decode()

    assert ("2026-03-01" in text, "2026-03-02" in text) == (True, True)


def test_export_names_the_file(client: Client, filled: Books) -> None:
    response = client.get(EXPORT, {"format": "csv"})

    assert response["Content-Disposition"].startswith('attachment; filename="finehance-')


def test_export_knows_no_other_format(client: Client, filled: Books) -> None:
    assert client.get(EXPORT, {"format": "exe"}).status_code == 404


def test_export_says_which_condition_cannot_be_read(client: Client, filled: Books) -> None:
    response = client.get(EXPORT, {"until": "soon", "format": "csv"})

    assert (response.status_code, response.context["problem"]) == (
        400,
        "until takes a date such as 2026-01-31",
    )
