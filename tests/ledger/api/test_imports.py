"""Imports in the API: a file is sent, previewed, imported by a job, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.scope import enter_household
from accounts.services.job_runs import run_queued_job
from ledger.enums import RowOutcome
from ledger.models import ImportBatch, ImportRow
from tests.api.callers import codes, fields
from tests.factories.books import Books
from tests.ledger.imports.books.exports import YNAB_ZIP

LIST = "/api/v1/imports/"
JSON = "application/json"
STATEMENT = b"""Date,Description,Amount,Balance
2025-03-30,Corner shop,-12.30,87.70
2025-03-31,Salary,1000.00,1087.70
"""


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """The folder that uploads are kept in."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def send(api: Client, books: Books, content: bytes = STATEMENT, name: str = "march.csv") -> Any:
    """Send a file for the checking account."""
    file = SimpleUploadedFile(name, content)
    return api.post(LIST, {"account": books.checking.pk, "file": file})


@pytest.fixture
def uploaded(api: Client, books: Books) -> str:
    """The address of a file that waits."""
    return str(send(api, books)["Location"])


@pytest.fixture
def posted(
    api: Client,
    books: Books,
    uploaded: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> str:
    """The address of a file that was imported."""
    job = api.post(f"{uploaded}run/").json()
    with django_capture_on_commit_callbacks(execute=True):
        run_queued_job(books.household.pk, job["id"])
    enter_household(books.household.pk)
    return uploaded


def test_upload_answers_how_the_file_is_read(api: Client, books: Books) -> None:
    answer = send(api, books)

    batch = answer.json()
    assert (answer.status_code, batch["state"], batch["format"]) == (201, "uploaded", "csv")
    assert (batch["account"], batch["file_name"]) == (books.checking.pk, "march.csv")
    assert batch["options"]["columns"]["amount"] == 2
    assert api.get(answer["Location"]).json() == batch
    assert api.get("/api/v1/transactions/").json()["results"] == []


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02 nothing that a bank writes"])
def test_upload_of_what_is_no_statement_says_why(
    api: Client, books: Books, media: Path, content: bytes
) -> None:
    answer = send(api, books, content)

    assert fields(answer) == (400, ["file"])
    assert answer.json()["errors"][0]["message"].startswith("march.csv")
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_upload_needs_an_account_and_a_file(api: Client, books: Books) -> None:
    assert fields(api.post(LIST, {"account": books.food.pk})) == (400, ["account", "file"])
    assert codes(api.post(LIST, {}, JSON)) == (415, "VALIDATION_2004")


def test_preview_reports_and_leaves_nothing(api: Client, books: Books, uploaded: str) -> None:
    books.book("2025-03-30", (books.checking, "-12.30"), (books.food, "12.30"))

    report = api.post(f"{uploaded}preview/").json()

    assert (report["added"], report["matched"], report["failed"]) == (1, 1, 0)
    assert report["sums"] == [{"amount": "987.70", "currency": "EUR"}]
    assert [row["outcome"] for row in report["rows"]] == ["matched"]
    assert report["tie_out"]["statement"] == {"amount": "1087.70", "currency": "EUR"}
    assert api.get(uploaded).json()["state"] == "uploaded"
    assert len(api.get("/api/v1/transactions/").json()["results"]) == 1


def test_run_answers_the_job_that_imports(api: Client, uploaded: str) -> None:
    answer = api.post(f"{uploaded}run/")

    job = answer.json()
    assert (answer.status_code, job["kind"], job["state"]) == (202, "import", "queued")
    batch = api.get(uploaded).json()
    assert (batch["state"], batch["job"]) == ("running", job["id"])
    assert codes(api.post(f"{uploaded}run/")) == (409, "BUSINESS_4013")


def test_imported_file_says_what_it_added(api: Client, posted: str) -> None:
    batch = api.get(posted).json()

    shown = api.get(f"/api/v1/transactions/?batch={batch['id']}&min=10&max=20").json()["results"]
    assert (batch["state"], batch["added_count"]) == ("posted", 2)
    assert batch["statement_balance"] == {"amount": "1087.70", "currency": "EUR"}
    assert batch["difference"] == {"amount": "0.00", "currency": "EUR"}
    assert [(row["payee"]["name"], row["source"]) for row in shown] == [("Corner shop", "import")]


def test_undo_takes_back_what_was_not_edited_since(api: Client, posted: str) -> None:
    rows = api.get("/api/v1/transactions/?min=10&max=20").json()["results"]
    api.patch(f"/api/v1/transactions/{rows[0]['id']}/", {"memo": "Mine"}, JSON)

    undone = api.post(f"{posted}undo/").json()

    kept = [each["transaction"] for each in undone["kept"]]
    assert kept == [rows[0]["id"]]
    assert api.get(posted).json()["state"] == "undone"
    assert codes(api.post(f"{posted}undo/")) == (409, "BUSINESS_4007")


def test_reading_is_corrected_while_the_file_waits(
    api: Client, books: Books, uploaded: str
) -> None:
    options = api.get(uploaded).json()["options"]
    text = options["columns"].pop("memo", None) or options["columns"].pop("payee")
    options["columns"]["payee"] = text

    answer = api.patch(uploaded, {"account": books.card.pk, "options": options}, JSON)

    assert answer.json()["account"] == books.card.pk
    assert answer.json()["options"]["columns"] == options["columns"]


@pytest.mark.parametrize("options", [{"columns": 3}, {"columns": {"amount": 1}}, {"nonsense": 1}])
def test_reading_that_cannot_be_is_refused(
    api: Client, uploaded: str, options: dict[str, Any]
) -> None:
    assert fields(api.patch(uploaded, {"options": options}, JSON)) == (400, ["options"])


def test_file_that_waits_is_forgotten_and_one_in_the_books_is_not(
    api: Client, books: Books, posted: str
) -> None:
    waiting = send(api, books)["Location"]

    assert api.delete(waiting).status_code == 204
    assert codes(api.get(waiting)) == (404, "RESOURCE_3001")
    assert codes(api.delete(posted)) == (409, "BUSINESS_4013")


def test_write_to_what_changed_since_is_refused(api: Client, books: Books, uploaded: str) -> None:
    etag = api.get(uploaded)["ETag"]
    api.patch(uploaded, {"account": books.card.pk}, JSON, headers={"If-Match": etag})

    assert codes(api.delete(uploaded, headers={"If-Match": etag})) == (412, "RESOURCE_3003")


def test_rows_say_what_became_of_them(api: Client, books: Books, posted: str) -> None:
    again = send(api, books)["Location"]
    batch = ImportBatch.objects.get(pk=api.get(again).json()["id"])
    values = {"household": books.household, "batch": batch, "reason": "It is there already."}
    rows = [
        ImportRow(line=line, outcome=RowOutcome.SKIPPED, amount=line, currency="EUR", **values)
        for line in (3, 2)
    ]
    ImportRow.objects.bulk_create(rows)

    found = api.get(f"{again}rows/?outcome=skipped&limit=1").json()
    rest = api.get(found["next"]).json()

    first = found["results"][0]
    assert (first["line"], first["amount"]) == (2, {"amount": "2.00", "currency": "EUR"})
    assert [row["line"] for row in rest["results"]] == [3]
    assert api.get(f"{again}rows/?outcome=failed").json()["results"] == []
    assert fields(api.get(f"{again}rows/?outcome=lost")) == (400, ["outcome"])


def test_list_costs_the_same_for_one_and_for_many(api: Client, books: Books) -> None:
    counts = []
    for number in (1, 10):
        for _each in range(number):
            send(api, books)
        with CaptureQueriesContext(connection) as queries:
            assert api.get(LIST).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("act", ["preview", "run", "undo"])
def test_acts_are_for_members_who_record(
    viewer: Client, outsider: Client, anonymous: Client, uploaded: str, act: str
) -> None:
    answers = [codes(each.post(f"{uploaded}{act}/")) for each in (viewer, outsider, anonymous)]

    assert answers == [(403, "AUTH_1003"), (404, "RESOURCE_3001"), (401, "AUTH_1001")]


def test_files_are_the_households_own(
    viewer: Client, outsider: Client, books: Books, uploaded: str
) -> None:
    assert codes(outsider.get(uploaded)) == (404, "RESOURCE_3001")
    assert codes(outsider.get(f"{uploaded}rows/")) == (404, "RESOURCE_3001")
    assert fields(send(outsider, books)) == (400, ["account"])
    assert codes(send(viewer, books)) == (403, "AUTH_1003")


def send_books(api: Client, name: str = "ynab.zip", content: bytes = YNAB_ZIP) -> Any:
    """Send whole books, for no account."""
    return api.post(LIST, {"file": SimpleUploadedFile(name, content)})


def test_books_are_sent_without_an_account(api: Client, books: Books) -> None:
    answer = send_books(api)

    batch = answer.json()
    assert (answer.status_code, batch["format"], batch["account"]) == (201, "ynab", None)


def test_statement_without_an_account_is_refused(api: Client, books: Books) -> None:
    answer = send_books(api, "march.csv", STATEMENT)

    assert (answer.status_code, answer.json()["code"]) == (409, "BUSINESS_4013")


def test_books_are_previewed_with_both_sides(api: Client, books: Books) -> None:
    report = api.post(f"{send_books(api)['Location']}preview/").json()

    assert (report["added"], report["failed"]) == (4, 0)
    sides = {each["path"]: each["difference"] for each in report["accounts"]}
    assert sides == {"Checking": "0.00000000", "Savings": "0.00000000"}
    assert [each["what"] for each in report["not_carried"]] == ["budgeted amounts"]


def test_books_are_moved_in_by_a_job_and_taken_back(
    api: Client,
    books: Books,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    url = str(send_books(api)["Location"])
    job = api.post(f"{url}run/").json()
    with django_capture_on_commit_callbacks(execute=True):
        run_queued_job(books.household.pk, job["id"])
    enter_household(books.household.pk)

    batch = api.get(url).json()
    undone = api.post(f"{url}undo/").json()

    assert (batch["state"], batch["added_count"]) == ("posted", 4)
    assert [each["ledger_balance"] for each in batch["accounts"]] == [
        "3115.70000000",
        "300.00000000",
    ]
    assert undone["removed"] == 4


def test_books_are_not_sent_to_one_account(api: Client, books: Books) -> None:
    url = str(send_books(api)["Location"])

    answer = api.patch(url, {"account": books.checking.pk}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (409, "BUSINESS_4013")
