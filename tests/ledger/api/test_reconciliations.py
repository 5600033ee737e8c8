"""Reconciling by programs, and the refusal of what is reconciled."""

from __future__ import annotations

from django.test import Client

from ledger.models import ChangeSet, Transaction
from tests.api.callers import codes
from tests.factories.books import Books
from tests.ledger.services.test_reconciliations import locked

URL = "/api/v1/reconciliations/"
JSON = "application/json"


def test_a_statement_is_begun_ticked_locked_and_reopened(api: Client, books: Books) -> None:
    shop = books.spend("2026-03-02", "12.50", payee="Corner shop")
    body = {
        "account": books.checking.pk, "statement_date": "2026-03-31",
        "statement_balance": "-12.50",
    }  # fmt: skip

    begun = api.post(URL, body, JSON)
    url = f"{URL}{begun.json()['id']}/"
    moved = api.patch(url, {"statement_balance": "-13.00"}, JSON)
    off = api.post(f"{url}tick/", {"untick": [shop.pk]}, JSON).json()
    refused = api.post(f"{url}finish/", {}, JSON)
    api.patch(url, {"statement_balance": "-12.50"}, JSON)
    even = api.post(f"{url}tick/", {"tick": [shop.pk]}, JSON).json()
    done = api.post(f"{url}finish/", {"adjust": False}, JSON)

    assert (begun.status_code, moved.json()["statement_balance"]["amount"]) == (201, "-13.00")
    assert off["difference"] == {"amount": "-13.00", "currency": "EUR"}
    assert codes(refused) == (409, "BUSINESS_4041")
    assert (even["difference"]["amount"], even["rows"][0]["what"]) == ("0.00", "Corner shop")
    assert (done.json()["state"], done.json()["finished_by"]) == ("done", "Alice")
    assert codes(api.delete(url)) == (409, "BUSINESS_4042")
    assert api.post(f"{url}reopen/").json()["state"] == "open"
    assert api.get(f"{url}progress/").json() == even
    assert api.delete(url).status_code == 204
    assert api.get(URL).json()["results"] == []


def test_a_list_is_of_one_account(api: Client, books: Books) -> None:
    locked(books)

    mine = api.get(URL, {"account": books.checking.pk}).json()["results"]
    others = api.get(URL, {"account": books.card.pk}).json()["results"]

    assert ([row["account"] for row in mine], others) == ([books.checking.pk], [])


def test_what_is_reconciled_is_changed_only_with_unlock(api: Client, books: Books) -> None:
    row, _done = locked(books)
    url = f"/api/v1/transactions/{row.pk}/"
    recorded = ChangeSet.objects.get(kind="transaction.record", changes__object_id=row.pk)
    undo = f"/api/v1/history/{recorded.pk}/undo/"
    status = {"transactions": [row.pk], "status": "cleared"}

    refused = [
        codes(api.patch(url, {"date": "2026-03-03"}, JSON)),
        codes(api.delete(url)),
        codes(api.post(undo)),
        codes(api.post("/api/v1/transactions/annotate/", status, JSON)),
    ]
    unclear = api.delete(f"{url}?unlock=perhaps")
    changed = api.patch(f"{url}?unlock=true", {"date": "2026-03-03"}, JSON)

    assert refused == [(409, "BUSINESS_4040")] * 4
    assert unclear.status_code == 400
    assert changed.json()["date"] == "2026-03-03"
    assert api.delete(f"{url}?unlock=true").status_code == 204
    assert not Transaction.objects.live().exists()
