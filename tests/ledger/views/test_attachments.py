"""Files on a transaction's page: attaching, handing out, trash, signed links, hidden accounts."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Membership
from accounts.roles import Right, Role
from ledger.enums import ScanState
from ledger.models import Attachment, Transaction
from ledger.services.attachments import attach_file, delete_attachment, sign_link
from ledger.services.rights import set_account_right
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.files import PDF, picture


@pytest.fixture
def spent(books: Books) -> Transaction:
    return books.spend("2026-03-01", "12.50", payee="Corner shop")


@pytest.fixture
def receipt(books: Books, spent: Transaction) -> Attachment:
    return attach_file(by=books.actor, transaction=spent, name="receipt.pdf", stream=BytesIO(PDF))


def page(row: Transaction) -> str:
    return reverse("ledger:transaction-detail", args=[row.pk])


def address(verb: str, pk: int) -> str:
    return reverse(f"ledger:attachment-{verb}", args=[pk])


def read(answer: Any) -> bytes:
    """Read a streamed answer to its end, which closes its file."""
    return b"".join(answer.streaming_content)


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_page_attaches_several_files(client: Client, spent: Transaction) -> None:
    sent = {"uploads": [upload("a.pdf", PDF), upload("b.jpg", picture())]}

    answer = client.post(
        address("create", spent.pk), sent, headers={"Referer": f"http://testserver{page(spent)}"}
    )
    shown = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == page(spent)
    assert list(Attachment.objects.values_list("name", flat=True)) == ["a.pdf", "b.jpg"]
    assert ("a.pdf" in shown, 'alt="b.jpg"' in shown) == (True, True)


def test_page_takes_a_photo_with_the_camera_of_a_phone(client: Client, spent: Transaction) -> None:
    shown = client.get(page(spent)).content.decode()

    camera = 'type="file" name="uploads" accept="image/*" capture="environment"'
    assert camera in shown
    assert shown.count('type="file"') == shown.count('name="uploads"') == 2


def test_one_refused_file_refuses_all(client: Client, spent: Transaction) -> None:
    sent = {"uploads": [upload("a.pdf", PDF), upload("b.svg", b"<svg/>")]}

    answer = client.post(address("create", spent.pk), sent, follow=True)

    assert Attachment.objects.count() == 0
    assert "This kind of file is not taken" in answer.content.decode()


def test_nothing_chosen_is_told(client: Client, spent: Transaction) -> None:
    answer = client.post(address("create", spent.pk), {}, follow=True)

    assert "Choose a file, or drop it here." in answer.content.decode()


def test_too_large_a_file_is_413(client: Client, spent: Transaction, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1_000

    answer = client.post(address("create", spent.pk), {"uploads": upload("a.txt", b"x" * 2_000)})

    assert (answer.status_code, Attachment.objects.count()) == (413, 0)


def test_download_is_saved_and_runs_nothing(client: Client, receipt: Attachment) -> None:
    answer = client.get(address("download", receipt.pk))

    assert read(answer) == PDF
    assert {name: answer[name] for name in (
        "Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control",
        "X-Content-Type-Options",
    )} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="receipt.pdf"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("p.jpg", picture(), "inline"),
        ("p.pdf", PDF, "attachment"),
        ("p.txt", b"Paid", "attachment"),
    ],
)
def test_only_pictures_are_shown(
    client: Client, books: Books, name: str, data: bytes, expected: str
) -> None:
    spent = books.spend("2026-03-01", "12.50")
    row = attach_file(by=books.actor, transaction=spent, name=name, stream=BytesIO(data))

    answer = client.get(address("download", row.pk), {"inline": "1"})
    read(answer)

    assert answer["Content-Disposition"] == f'{expected}; filename="{name}"'


def test_name_cannot_write_headers(client: Client, books: Books, spent: Transaction) -> None:
    name = 'a"; x="\r\nSet-Cookie: a=b.txt'
    row = attach_file(by=books.actor, transaction=spent, name=name, stream=BytesIO(b"Paid"))

    answer = client.get(address("download", row.pk))
    read(answer)

    assert "\n" not in answer["Content-Disposition"]
    assert "a" not in answer.cookies


def test_name_is_shown_as_text(client: Client, books: Books, spent: Transaction) -> None:
    attach_file(
        by=books.actor, transaction=spent, name="<img src=x onerror=1>", stream=BytesIO(b"Paid")
    )

    assert "<img src=x" not in client.get(page(spent)).content.decode()


def test_quarantined_file_is_told_and_not_handed_out(
    client: Client, spent: Transaction, receipt: Attachment
) -> None:
    Attachment.objects.update(scan_state=ScanState.INFECTED)

    shown = client.get(page(spent)).content.decode()

    assert "Quarantined" in shown
    assert f'href="{address("download", receipt.pk)}"' not in shown
    assert client.get(address("download", receipt.pk)).status_code == 404


def test_delete_and_restore(client: Client, receipt: Attachment) -> None:
    client.post(address("delete", receipt.pk))
    gone = client.get(address("download", receipt.pk)).status_code
    client.post(address("restore", receipt.pk))
    back = client.get(address("download", receipt.pk))
    read(back)

    assert (gone, back.status_code) == (404, 200)


@pytest.mark.parametrize("verb", ["download", "delete", "restore"])
def test_stranger_finds_nothing(stranger: Client, receipt: Attachment, verb: str) -> None:
    method = stranger.get if verb == "download" else stranger.post

    assert method(address(verb, receipt.pk)).status_code == 404


@pytest.mark.parametrize("verb", ["download", "delete", "restore", "create"])
def test_nobody_is_sent_to_sign_in(anonymous: Client, receipt: Attachment, verb: str) -> None:
    method = anonymous.get if verb == "download" else anonymous.post

    assert method(address(verb, receipt.pk)).status_code == 302


@pytest.mark.parametrize(
    ("verb", "method"),
    [("download", "post"), ("delete", "get"), ("restore", "get"), ("create", "get")],
)
def test_wrong_method_is_refused(
    client: Client, receipt: Attachment, verb: str, method: str
) -> None:
    assert getattr(client, method)(address(verb, receipt.pk)).status_code == 405


def test_viewer_sees_and_changes_nothing(books: Books, receipt: Attachment) -> None:
    browser = Client()
    viewer = make_member(books.household, Role.VIEWER)
    assert viewer.user is not None
    browser.force_login(viewer.user)

    shown = browser.get(page(receipt.transaction)).content.decode()

    assert ("receipt.pdf" in shown, 'enctype="multipart/form-data"' in shown) == (True, False)
    assert browser.post(address("delete", receipt.pk)).status_code == 403


def test_file_of_a_hidden_account_does_not_exist(books: Books, receipt: Attachment) -> None:
    browser = Client()
    member = make_member(books.household, Role.MEMBER)
    assert member.user is not None
    hide(books, member.user.pk)
    browser.force_login(member.user)

    history = browser.get("/history/").content.decode()

    assert browser.get(address("download", receipt.pk)).status_code == 404
    assert browser.post(address("delete", receipt.pk)).status_code == 404
    assert "receipt.pdf" not in history


def hide(books: Books, user_id: int) -> None:
    """Keep the checking account from a member."""
    membership = Membership.objects.get(household=books.household, user_id=user_id)
    set_account_right(
        by=books.actor, membership=membership, account=books.checking, right=Right.NONE
    )


def test_signed_link_needs_no_sign_in(anonymous: Client, receipt: Attachment) -> None:
    answer = anonymous.get(sign_link(receipt).removeprefix("http://localhost:8000"))

    assert read(answer) == PDF
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_signed_link_ends_with_its_file(
    anonymous: Client, books: Books, receipt: Attachment
) -> None:
    link = sign_link(receipt).removeprefix("http://localhost:8000")
    delete_attachment(by=books.actor, attachment=receipt)

    assert anonymous.get(link).status_code == 404


def test_changed_link_leads_nowhere(anonymous: Client, receipt: Attachment) -> None:
    link = sign_link(receipt).removeprefix("http://localhost:8000")

    assert anonymous.get(link.replace("/files/", "/files/x")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_often_for_three_files_as_for_one(
    client: Client, books: Books, spent: Transaction, count: int
) -> None:
    client.get(page(spent))
    with CaptureQueriesContext(connection) as none:
        client.get(page(spent))
    for number in range(count):
        attach_file(by=books.actor, transaction=spent, name=f"{number}.pdf", stream=BytesIO(PDF))

    with CaptureQueriesContext(connection) as some:
        client.get(page(spent))

    assert len(some) == len(none)
