"""Attaching files: what is kept, who may, how much, and what becomes of it."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import Household
from accounts.roles import Role
from ledger.enums import ScanState
from ledger.models import Attachment, ChangeSet, Transaction
from ledger.services import attachments as service
from ledger.services.attachments import (
    attach_file,
    delete_attachment,
    file_of,
    purge_attachments,
    read_link,
    restore_attachment,
    scan_waiting,
    sign_link,
)
from ledger.services.errors import (
    FileNotAccepted,
    FileQuarantined,
    QuotaExceeded,
    UploadTooLarge,
)
from ledger.services.file_store import path_of
from ledger.services.quota import room_taken
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.files import EICAR, bomb, photo
from tests.factories.scanner import scanner


@pytest.fixture
def spent(books: Books) -> Transaction:
    return books.spend("2026-03-01", "12.50", payee="Corner shop")


def attach(
    books: Books, spent: Transaction, data: bytes = b"Paid", name: str = "a.txt"
) -> Attachment:
    return attach_file(by=books.actor, transaction=spent, name=name, stream=BytesIO(data))


def files() -> int:
    return sum(1 for path in path_of("attachments").rglob("*") if path.is_file())


def test_file_is_kept_privately_under_a_random_name(books: Books, spent: Transaction) -> None:
    row = attach(books, spent)

    path = file_of(row)
    assert path.read_bytes() == b"Paid"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert row.storage_key.startswith(f"attachments/{books.household.pk}/")
    assert "a.txt" not in row.storage_key
    assert (row.name, row.content_type, row.size, row.digest, row.uploaded_by) == (
        "a.txt",
        "text/plain",
        4,
        hashlib.sha256(b"Paid").hexdigest(),
        books.actor.user,
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ('a"\r\nSet-Cookie: x=1\r\n.pdf', 'a"Set-Cookie: x=1.pdf'),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "upload"),
        ("x" * 300, "x" * 255),
    ],
)
def test_name_is_only_ever_shown(books: Books, spent: Transaction, sent: str, kept: str) -> None:
    assert attach(books, spent, name=sent).name == kept


def test_picture_is_kept_without_its_metadata(books: Books, spent: Transaction) -> None:
    row = attach(books, spent, photo(), "receipt.exe")

    data = file_of(row).read_bytes()
    assert (row.content_type, b"Planted" in data) == ("image/jpeg", False)
    assert (row.size, row.digest) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    "data", [b"<svg/>", b"PK\x03\x04\0", b"", bomb(), b"\xff\xd8\xff\xe0 broken"]
)
def test_other_kinds_are_refused_and_nothing_is_kept(
    books: Books, spent: Transaction, data: bytes
) -> None:
    before = files()

    with pytest.raises(FileNotAccepted, match="Taken are: JPEG, PNG, WebP, PDF, CSV, plain text"):
        attach(books, spent, data, "honest.pdf")

    assert (Attachment.objects.count(), files()) == (0, before)


def test_file_above_the_limit_is_refused(
    books: Books, spent: Transaction, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024

    with pytest.raises(UploadTooLarge, match="up to 1 MB"):
        attach(books, spent, b"x" * (1024 * 1024 + 1))


def test_quota_counts_all_files_of_the_household(
    books: Books, spent: Transaction, settings: Settings
) -> None:
    settings.FILE_QUOTA = 10
    first = attach(books, spent, b"123456")
    delete_attachment(by=books.actor, attachment=first)

    with pytest.raises(QuotaExceeded, match="this one no longer fits"):
        attach(books, spent, b"12345")
    attach(books, spent, b"1234")

    assert room_taken(books.household) == 10


def test_quota_of_another_household_is_its_own(
    books: Books, spent: Transaction, other_household: Household, settings: Settings
) -> None:
    attach(books, spent)

    assert room_taken(other_household) == 0


@pytest.mark.parametrize(("role", "may"), [(Role.REVIEWER, True), (Role.VIEWER, False)])
def test_who_annotates_may_attach(
    books: Books, spent: Transaction, role: Role, *, may: bool
) -> None:
    member = make_member(books.household, role)

    def act() -> None:
        attach_file(by=member, transaction=spent, name="a", stream=BytesIO(b"Paid"))

    if may:
        act()
    else:
        with pytest.raises(PermissionDenied):
            act()
    assert Attachment.objects.count() == int(may)


def test_delete_and_restore(books: Books, spent: Transaction) -> None:
    row = attach(books, spent)

    delete_attachment(by=books.actor, attachment=row)
    gone = Attachment.objects.live().count()
    restore_attachment(by=books.actor, attachment=row)

    assert (gone, Attachment.objects.live().get()) == (0, row)
    assert list(ChangeSet.objects.order_by("pk").values_list("summary", flat=True))[-3:] == [
        "Attached a.txt",
        "Removed a.txt",
        "Restored a.txt",
    ]


def test_attaching_and_removing_can_be_undone(books: Books, spent: Transaction) -> None:
    row = attach(books, spent)
    undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))
    undone = Attachment.objects.live().count()
    restore_attachment(by=books.actor, attachment=row)
    delete_attachment(by=books.actor, attachment=row)
    result = undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))

    assert (undone, result.undone, result.conflicts) == (0, 1, ())
    assert Attachment.objects.live().get() == row


def test_clean_file_is_handed_out(books: Books, spent: Transaction, settings: Settings) -> None:
    with scanner() as settings.CLAMAV_URL:
        row = attach(books, spent)

    assert (row.scan_state, file_of(row).exists()) == (ScanState.CLEAN, True)


def test_infected_file_is_quarantined(
    books: Books, spent: Transaction, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with scanner() as settings.CLAMAV_URL:
        row = attach(books, spent, EICAR)

    with pytest.raises(FileQuarantined, match="until a scanner finds it clean"):
        file_of(row)
    assert row.scan_state == ScanState.INFECTED
    assert caplog.messages == ["a file is quarantined: the scanner found Eicar-Signature"]


def test_file_waits_while_the_scanner_is_away(
    books: Books, spent: Transaction, settings: Settings
) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    rows = [attach(books, spent), attach(books, spent, EICAR)]
    early = scan_waiting()
    with pytest.raises(FileQuarantined):
        file_of(rows[0])

    with scanner() as settings.CLAMAV_URL:
        done = scan_waiting()

    for row in rows:
        row.refresh_from_db()
    assert (early, done) == (0, 2)
    assert [row.scan_state for row in rows] == [ScanState.CLEAN, ScanState.INFECTED]


def test_link_names_its_file_until_it_expires(books: Books, spent: Transaction) -> None:
    row = attach(books, spent)
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        signed = sign_link(row).rstrip("/").rpartition("/")[2]
        now = read_link(signed)
        clock.shift(timedelta(hours=24, seconds=1))
        later = read_link(signed)

    assert (now, later) == ((books.household.pk, row.pk), None)


@pytest.mark.parametrize("signed", ["", "x", "W10:1tXyz:abc"])
def test_forged_link_names_nothing(signed: str) -> None:
    assert read_link(signed) is None


def test_purge_deletes_old_trash_and_orphans(
    books: Books,
    spent: Transaction,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept, gone = attach(books, spent), attach(books, spent, b"Old")
    delete_attachment(by=books.actor, attachment=gone)
    orphan = path_of(f"attachments/{books.household.pk}/orphan")
    orphan.write_bytes(b"left over")
    os.utime(orphan, (0, 0))
    os.utime(path_of(kept.storage_key), (0, 0))

    with django_capture_on_commit_callbacks(execute=True):
        early = purge_attachments(timezone.now() + service.TRASH_KEPT_FOR - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        late = purge_attachments(timezone.now() + service.TRASH_KEPT_FOR + timedelta(hours=1))

    assert (early, late) == (0, 1)
    assert [path_of(row.storage_key).exists() for row in (kept, gone)] == [True, False]
    assert (orphan.exists(), Attachment.objects.get()) == (False, kept)
