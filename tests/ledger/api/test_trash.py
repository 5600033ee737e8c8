"""The trash by programs: what lies there, when it goes, and for how many days it is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine
from django.test import Client

from accounts.models import Household
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books

JSON = "application/json"


def test_the_trash_tells_when_each_row_goes(
    api: Client, books: Books, household: Household
) -> None:
    row = books.spend("2026-03-02", "5", payee="Corner shop")
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        delete_transactions(by=books.actor, transactions=[row.pk])

    kept = api.patch(f"/api/v1/households/{household.pk}/", {"trash_days": 7}, JSON)
    (line,) = api.get("/api/v1/trash/").json()["results"]

    assert (kept.status_code, kept.json()["trash_days"]) == (200, 7)
    assert (line["id"], line["payee"]) == (row.pk, "Corner shop")
    assert line["goes_at"].startswith("2026-03-17T12:00")
    assert api.get(f"/api/v1/trash/{row.pk}/").json() == line


def test_the_history_is_filtered(api: Client, books: Books) -> None:
    books.spend("2026-03-02", "5", payee="Corner shop")
    url = "/api/v1/history/"

    recorded = api.get(url, {"family": "transaction", "words": "corner"}).json()["results"]

    assert [act["kind"] for act in recorded] == ["transaction.record"]
    assert api.get(url, {"family": "rule"}).json()["results"] == []
    assert api.get(url, {"family": "nonsense"}).status_code == 400
