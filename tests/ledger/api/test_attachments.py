"""Files of transactions by the API."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from ledger.models import Attachment, Transaction
from ledger.services.attachments import attach_file
from tests.api.callers import caller, codes, fields, member
from tests.factories.books import Books
from tests.factories.files import PDF

FILES = "/api/v1/attachments/"


@pytest.fixture
def spent(books: Books) -> Transaction:
    return books.spend("2026-03-01", "12.50", payee="Corner shop")


@pytest.fixture
def receipt(books: Books, spent: Transaction) -> Attachment:
    return attach_file(by=books.actor, transaction=spent, name="receipt.pdf", stream=BytesIO(PDF))


@pytest.fixture
def program(alice: User, books: Books) -> Client:
    return caller(alice)


def of(row: Transaction) -> str:
    return f"/api/v1/transactions/{row.pk}/attachments/"


def send(browser: Client, row: Transaction, data: bytes, name: str = "a.pdf") -> Any:
    return browser.post(of(row), {"file": SimpleUploadedFile(name, data)})


def test_attach_list_and_read(program: Client, spent: Transaction) -> None:
    made = send(program, spent, PDF)
    listed = program.get(of(spent)).json()
    content: Any = program.get(f"{FILES}{made.json()['id']}/content/")

    assert (made.status_code, made.json()["content_type"], listed) == (
        201,
        "application/pdf",
        [made.json()],
    )
    assert content.content == PDF
    assert content["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert program.get(FILES).json()["results"] == listed


def test_wrong_content_is_400_and_names_what_is_taken(program: Client, spent: Transaction) -> None:
    answer = send(program, spent, b"<svg/>")

    assert fields(answer) == (400, ["file"])
    assert "JPEG, PNG, WebP, PDF" in answer.json()["errors"][0]["message"]


def test_too_large_is_413(program: Client, spent: Transaction, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 10

    assert codes(send(program, spent, PDF)) == (413, "VALIDATION_2003")


def test_full_quota_is_told(program: Client, spent: Transaction, settings: Settings) -> None:
    settings.FILE_QUOTA = 10

    assert codes(send(program, spent, PDF)) == (409, "BUSINESS_4015")


def test_another_type_of_body_is_415(program: Client, spent: Transaction) -> None:
    assert codes(program.post(of(spent), {}, "application/json")) == (415, "VALIDATION_2004")


def test_delete_restore_and_link(program: Client, anonymous: Client, receipt: Attachment) -> None:
    one = f"{FILES}{receipt.pk}/"
    link = program.post(f"{one}link/").json()["url"].removeprefix("http://localhost:8000")
    opened: Any = anonymous.get(link)
    b"".join(opened.streaming_content)

    deleted = program.delete(one).status_code
    gone = (program.get(one).status_code, anonymous.get(link).status_code)
    restored = program.post(f"{one}restore/").status_code

    assert (opened.status_code, deleted, gone, restored) == (200, 204, (404, 404), 200)
    assert program.get(one).json()["name"] == "receipt.pdf"


def test_quarantined_file_is_refused(program: Client, receipt: Attachment) -> None:
    Attachment.objects.update(scan_state="infected")

    seen = [
        codes(program.get(f"{FILES}{receipt.pk}/content/")),
        codes(program.post(f"{FILES}{receipt.pk}/link/")),
    ]

    assert seen == [(409, "BUSINESS_4016")] * 2


def test_viewer_reads_and_does_not_attach(
    books: Books, spent: Transaction, receipt: Attachment
) -> None:
    viewer = member(books.household, Role.VIEWER)

    assert viewer.get(of(spent)).status_code == 200
    assert codes(send(viewer, spent, PDF)) == (403, "AUTH_1003")


def test_stranger_finds_nothing(
    bob: User, other_household: object, spent: Transaction, receipt: Attachment
) -> None:
    stranger = caller(bob)
    one = f"{FILES}{receipt.pk}/"

    seen = [
        stranger.get(of(spent)), send(stranger, spent, PDF), stranger.get(one),
        stranger.get(f"{one}content/"), stranger.post(f"{one}link/"), stranger.delete(one),
    ]  # fmt: skip

    assert {answer.status_code for answer in seen} == {404}


def test_nobody_is_asked_to_sign_in(anonymous: Client, spent: Transaction) -> None:
    assert codes(anonymous.get(of(spent))) == (401, "AUTH_1001")
