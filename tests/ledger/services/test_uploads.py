from __future__ import annotations

import io
import os
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import Household, Job
from accounts.roles import Role
from accounts.scope import enter_household
from ledger.enums import BatchState
from ledger.imports.statement import StatementError
from ledger.imports.tabular.mapping import TabularMapping
from ledger.models import ImportBatch, ImportProfile
from ledger.services.errors import FileQuarantined, NotImportable, UploadTooLarge
from ledger.services.uploads import (
    clean_name,
    correct_reading,
    detection_of,
    discard_upload,
    queue_import,
    save_profile,
    source_of,
    store_upload,
    sweep_uploads,
)
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.scanner import scanner

CSV = b"Date,Payee,Amount\n2026-03-01,Baker,-4.50\n2026-03-02,Employer,1200.00\n"
LATER = b"Date,Payee,Amount\n2026-04-01,Baker,-5.50\n2026-04-20,Employer,1300.00\n"
OTHER = b"Booked;Shop;Sum\n2026-04-01;Baker;-5,50\n2026-04-20;Employer;1300,00\n"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def batch(books: Books) -> ImportBatch:
    return upload(books)


def upload(books: Books, data: bytes = CSV, name: str = "march.csv") -> ImportBatch:
    return store_upload(by=books.actor, account=books.checking, name=name, stream=io.BytesIO(data))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_upload_is_kept_privately_under_a_random_name(books: Books, media: Path) -> None:
    batch = upload(books)

    (path,) = files(media)
    assert path.parent == media / "imports" / str(books.household.pk)
    assert "march" not in path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert source_of(batch).read(1_000) == CSV


def test_upload_notes_what_was_detected(batch: ImportBatch) -> None:
    assert (batch.state, batch.format, batch.file_size) == (BatchState.UPLOADED, "csv", len(CSV))
    assert detection_of(batch).options["columns"] == {"date": 0, "amount": 2, "payee": [1]}


def test_upload_above_the_limit_is_refused_and_leaves_nothing(
    books: Books, media: Path, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT = len(CSV) - 1

    with pytest.raises(UploadTooLarge):
        upload(books)

    assert files(media) == []
    assert not ImportBatch.objects.exists()


def test_upload_of_the_limit_itself_is_taken(books: Books, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = len(CSV)

    assert upload(books).file_size == len(CSV)


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"hello", b"%PDF-1.7 ...", b"<html></html>"])
def test_upload_that_is_no_statement_is_refused_and_leaves_nothing(
    books: Books, media: Path, data: bytes
) -> None:
    with pytest.raises(StatementError):
        upload(books, data)

    assert files(media) == []


def test_upload_needs_the_right_to_record(books: Books, media: Path) -> None:
    viewer = make_member(books.household, Role.VIEWER)

    with pytest.raises(PermissionDenied):
        store_upload(by=viewer, account=books.checking, name="x", stream=io.BytesIO(CSV))

    assert files(media) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("march.csv", "march.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\march.csv", "march.csv"),
        ("a\x00b\n\u202ecsv.exe", "abcsv.exe"),
        ("", "upload"),
        ("\x00", "upload"),
        ("x" * 300, "x" * 255),
        ("<script>.csv", "<script>.csv"),
    ],
)
def test_clean_name_keeps_what_can_be_shown(name: str, shown: str) -> None:
    assert clean_name(name) == shown


def test_source_that_is_gone_is_refused(batch: ImportBatch, media: Path) -> None:
    (media / batch.stored_file).unlink()

    with pytest.raises(NotImportable):
        source_of(batch)


def test_correction_changes_the_mapping_and_the_account(books: Books, batch: ImportBatch) -> None:
    mapping = TabularMapping(date=0, amount=2, memo=(1,), first_row=1, sign_rule="inverted")

    correct_reading(by=books.actor, batch=batch, account=books.card, mapping=mapping)

    batch.refresh_from_db()
    assert TabularMapping.from_options(batch.options) == mapping
    assert (batch.account_id, batch.dialect) == (books.card.pk, "comma, utf-8")


@pytest.mark.parametrize("state", [BatchState.RUNNING, BatchState.POSTED, BatchState.UNDONE])
def test_batch_that_does_not_wait_is_left_alone(
    books: Books, batch: ImportBatch, state: BatchState
) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=state)

    with pytest.raises(NotImportable):
        correct_reading(by=books.actor, batch=batch, account=books.card)
    with pytest.raises(NotImportable):
        queue_import(by=books.actor, batch=batch)
    with pytest.raises(NotImportable):
        discard_upload(by=books.actor, batch=batch)


def corrected(batch: ImportBatch, **changes: object) -> TabularMapping:
    return TabularMapping.from_options({**batch.options, **changes})


def test_profile_reads_the_next_file_of_the_layout(books: Books, batch: ImportBatch) -> None:
    mapping = corrected(batch, sign_rule="inverted", default_currency="EUR")
    save_profile(by=books.actor, batch=batch, mapping=mapping, name="My bank")

    later, other = upload(books, LATER), upload(books, OTHER)

    assert later.options == mapping.to_options()
    assert later.confidence == 1
    assert other.options["sign_rule"] == "as_printed"


def test_profile_leaves_to_each_file_where_its_table_begins(
    books: Books, batch: ImportBatch
) -> None:
    mapping = corrected(batch, sign_rule="inverted")
    save_profile(by=books.actor, batch=batch, mapping=mapping, name="My bank")

    later = upload(books, b"Account 12\nPrinted today\n" + LATER)

    assert later.options["sign_rule"] == "inverted"
    assert (later.options["header_row"], later.options["first_row"]) == (2, 3)


def test_profile_belongs_to_its_account(books: Books, batch: ImportBatch) -> None:
    mapping = corrected(batch, sign_rule="inverted")
    save_profile(by=books.actor, batch=batch, mapping=mapping, name="My bank")

    later = store_upload(by=books.actor, account=books.card, name="x", stream=io.BytesIO(LATER))

    assert later.options["sign_rule"] == "as_printed"


def test_profile_of_the_same_name_is_replaced(books: Books, batch: ImportBatch) -> None:
    for rule in ("inverted", "unsigned_is_out"):
        mapping = corrected(batch, sign_rule=rule)
        save_profile(by=books.actor, batch=batch, mapping=mapping, name="My bank")

    assert ImportProfile.objects.get().options["sign_rule"] == "unsigned_is_out"


def test_queue_import_makes_a_job_and_runs_once(books: Books, batch: ImportBatch) -> None:
    job = queue_import(by=books.actor, batch=batch)

    batch.refresh_from_db()
    assert (batch.state, batch.job) == (BatchState.RUNNING, job)
    assert (job.kind, job.payload) == ("import", {"batch": batch.pk})
    with pytest.raises(NotImportable):
        queue_import(by=books.actor, batch=batch)
    assert Job.objects.count() == 1


def test_discard_forgets_the_file(
    books: Books,
    batch: ImportBatch,
    media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        discard_upload(by=books.actor, batch=batch)

    assert files(media) == []
    assert not ImportBatch.objects.exists()


@pytest.fixture
def old_file(media: Path) -> Path:
    path = media / "imports" / "9" / "left-behind"
    path.parent.mkdir(parents=True)
    path.write_bytes(CSV)
    eight_days_ago = time.time() - 8 * 86_400
    os.utime(path, (eight_days_ago, eight_days_ago))
    return path


def test_sweep_deletes_files_that_nobody_came_back_for(
    old_file: Path, batch: ImportBatch, media: Path
) -> None:
    assert sweep_uploads(timezone.now()) == 1

    batch.refresh_from_db()
    assert files(media) == [media / batch.stored_file]
    assert batch.state == BatchState.UPLOADED


def test_sweep_says_so_on_the_batch(household: Household, batch: ImportBatch) -> None:
    enter_household(household.pk)

    sweep_uploads(timezone.now() + timedelta(days=8))

    batch.refresh_from_db()
    assert (batch.state, batch.stored_file) == (BatchState.FAILED, "")
    assert batch.error == "The file was not imported within seven days and has been deleted."


def test_file_that_the_scanner_finds_clean_is_kept(books: Books, settings: Settings) -> None:
    with scanner() as settings.CLAMAV_URL:
        batch = upload(books)

    assert batch.state == BatchState.UPLOADED


def test_file_in_which_the_scanner_finds_something_is_not_kept(
    books: Books, settings: Settings, media: Path
) -> None:
    infected = CSV + b"2026-03-03,EICAR,-1.00\n"

    with (
        scanner() as settings.CLAMAV_URL,
        pytest.raises(FileQuarantined, match="found something"),
    ):
        upload(books, infected)

    assert (ImportBatch.objects.count(), files(media)) == (0, [])


def test_file_is_not_read_while_the_scanner_is_away(
    books: Books, settings: Settings, media: Path
) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"

    with pytest.raises(FileQuarantined, match="does not answer"):
        upload(books)

    assert (ImportBatch.objects.count(), files(media)) == (0, [])
