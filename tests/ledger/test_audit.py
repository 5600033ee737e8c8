"""What is done to the books is in the audit trail, once for each act and without figures."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import cast

import pytest
from django.core.management import call_command
from django.http import StreamingHttpResponse
from django.test import Client

from accounts.actors import Actor
from accounts.models import AuditEvent, Household
from ledger.models import ChangeSet
from tests.factories.books import Books


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's books, with nothing recorded of how they were made."""
    return Books(household, actor)


def told(kind: str) -> list[tuple[str, dict[str, object]]]:
    rows = AuditEvent.objects.filter(kind=kind).order_by("pk")
    return [(row.subject, row.details) for row in rows]


def test_act_on_the_books_is_one_event(books: Books) -> None:
    before = len(told("books_changed"))

    spent = books.spend("2026-03-01", "12.50", payee="Corner shop")

    change_set = ChangeSet.objects.latest("pk")
    assert told("books_changed")[before:] == [
        ("transaction.record", {"change_set": change_set.pk, "rows": 1})
    ]
    assert "12.50" not in str(told("books_changed")) + str(spent.pk)


@pytest.mark.parametrize("wanted", ["csv", "json", "xlsx", "hledger", "beancount"])
def test_download_is_told(client: Client, books: Books, wanted: str) -> None:
    answer = cast("StreamingHttpResponse", client.get("/export/", {"format": wanted}))
    list(cast("Iterable[bytes]", answer.streaming_content))

    assert told("exported") == [(wanted, {})]


def test_looking_at_the_formats_is_not_told(client: Client, books: Books) -> None:
    client.get("/export/")
    client.head("/export/", {"format": "csv"})

    assert told("exported") == []


@pytest.mark.parametrize(
    ("command", "wanted"), [("export_journal", "hledger"), ("export_transactions", "csv")]
)
def test_command_that_exports_is_told(books: Books, command: str, wanted: str) -> None:
    household = str(books.household.pk)

    call_command(command, "--household", household, "--format", wanted, stdout=StringIO())

    assert told("exported") == [(wanted, {})]
    assert AuditEvent.objects.get(kind="exported").origin == "system"
