"""Files on their way into the books: kept privately until they are imported or discarded."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Job
from accounts.roles import Permission
from accounts.services.jobs import queue_job
from ledger.enums import BatchState
from ledger.imports.books.detect import detect_books, may_be_statement
from ledger.imports.detect import detect
from ledger.imports.layout import described, layout_signature, options_of_layout, read_as
from ledger.imports.statement import Detection, StatementFile
from ledger.imports.tabular.mapping import TabularMapping
from ledger.models import Account, ImportBatch, ImportProfile
from ledger.services.errors import NotImportable, UploadTooLarge
from ledger.services.imports import create_batch
from ledger.services.scanning import must_be_clean

IMPORT_JOB = "import"
KEPT_FOR: timedelta = settings.RETENTION["uploads"]
FOLDER = "imports"
WAITING = (BatchState.UPLOADED, BatchState.FAILED)
"""States in which a file can still be read another way, imported or discarded."""
_PIECE = 1024 * 1024
_LONGEST_NAME = 255


@db.atomic
def store_upload(*, by: Actor, account: Account | None, name: str, stream: BinaryIO) -> ImportBatch:
    """Keep a file that somebody sent, find out how it is to be read, and note it as a batch.

    Whole books of another program belong to no one account; a table of books may be read as the
    statement of `account` all the same. A mapping that was kept for this layout of the account is
    used. `name` is only shown, never a path. Raises UploadTooLarge above the UPLOAD_LIMIT setting,
    QuotaExceeded, FileQuarantined for a file that a scanner did not find clean, NotImportable for a
    statement without an account, StatementError for a file that is refused, PermissionDenied; then
    nothing is kept.
    """
    by.must(Permission.RECORD)
    if account is not None:
        by.must_write([account.pk])
    with kept_upload(by.household.pk, stream) as stored:
        must_be_clean(_path(stored))
        source = StatementFile.from_path(_path(stored), clean_name(name))
        found = detect_books(source)
        if found is not None and (account is None or not may_be_statement(found)):
            return create_batch(by=by, account=None, source=source, detection=found, stored=stored)
        if account is None:
            raise NotImportable(_("Choose the account that the file is of."))
        detection = _as_kept(account, source, detect(source))
        return create_batch(
            by=by, account=account, source=source, detection=detection, stored=stored
        )


@contextmanager
def kept_upload(household_id: int, stream: BinaryIO) -> Iterator[str]:
    """Write a stream to a private file for good, or only until the block fails."""
    stored = f"{FOLDER}/{household_id}/{secrets.token_hex(16)}"
    try:
        _write(_path(stored), stream)
        yield stored
    except BaseException:
        _remove(stored)
        raise


def _write(path: Path, stream: BinaryIO) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    left = settings.UPLOAD_LIMIT
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise UploadTooLarge(too_large())
            target.write(piece)


def too_large() -> str:
    """Return what to do with a file above the limit, in words for its owner."""
    megabytes = settings.UPLOAD_LIMIT // _PIECE
    return _(
        "The file is larger than %(n)d MB. Split it, or import it with the command import_file, "
        "which takes any size."
    ) % {"n": megabytes}


def clean_name(name: str) -> str:
    """Return the last part of a file's name without characters that cannot be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:_LONGEST_NAME] or _("upload")


def _as_kept(account: Account, source: StatementFile, found: Detection) -> Detection:
    signature = layout_signature(source, found)
    profiles = ImportProfile.objects.filter(account=account, format=found.format)
    profile = profiles.filter(signature=signature).order_by("-updated_at").first()
    return read_as(source, found, profile.options) if profile and signature else found


def detection_of(batch: ImportBatch) -> Detection:
    """Return how the batch's file is read: as detected, or as corrected since."""
    return Detection(batch.format, batch.dialect, batch.confidence, batch.options)


def source_of(batch: ImportBatch) -> StatementFile:
    """Return the stored file of a batch; raises NotImportable when it is no longer kept."""
    if batch.stored_file:
        with suppress(FileNotFoundError):
            return StatementFile.from_path(_path(batch.stored_file), batch.file_name)
    raise NotImportable(_("The file of this import is no longer kept. Send it again."))


@db.atomic
def correct_reading(
    *, by: Actor, batch: ImportBatch, account: Account, mapping: TabularMapping | None = None
) -> ImportBatch:
    """Have a waiting file go to `account` and, for a table, be read by `mapping`.

    Raises NotImportable when the batch no longer waits or is whole books, and PermissionDenied.
    """
    batch = _locked(by, batch)
    by.must_write([account.pk])
    if batch.is_books:
        raise NotImportable(_("Whole books belong to no one account."))
    batch.account = account
    if mapping is not None:
        batch.options = mapping.to_options()
        batch.dialect = described(source_of(batch), detection_of(batch)).dialect[:120]
    batch.save(update_fields=["account", "options", "dialect"])
    return batch


@db.atomic
def save_profile(
    *, by: Actor, batch: ImportBatch, mapping: TabularMapping, name: str
) -> ImportProfile:
    """Keep a mapping for the batch's account: its next file of this layout is read the same way.

    A profile of the same name is replaced. Raises NotImportable when the file is no longer kept,
    and PermissionDenied.
    """
    by.must(Permission.RECORD)
    by.must_write(batch.reached)
    source = source_of(batch)
    found = detect(source)
    profile, _created = ImportProfile.objects.update_or_create(
        household=by.household,
        account=batch.account,
        name=name,
        defaults={
            "format": batch.format,
            "signature": layout_signature(source, found),
            "options": options_of_layout(mapping.to_options(), found.options),
        },
    )
    return profile


@db.atomic
def choose_places(*, by: Actor, batch: ImportBatch, places: Mapping[str, int]) -> ImportBatch:
    """Have places of waiting books go to accounts of the household, by the source's keys.

    Raises NotImportable when the batch no longer waits, DoesNotExist for an account of another
    household, PermissionDenied.
    """
    batch = _locked(by, batch)
    own = Account.objects.in_household(by.household).live().places()
    if own.filter(pk__in=places.values()).count() != len(set(places.values())):
        raise Account.DoesNotExist("an account is not in this household")
    batch.options = {**batch.options, "places": dict(places)}
    batch.save(update_fields=["options"])
    return batch


@db.atomic
def queue_import(*, by: Actor, batch: ImportBatch) -> Job:
    """Have the worker import a waiting file; the batch is running from now on.

    Raises NotImportable when it already runs or is in the books, and PermissionDenied.
    """
    batch = _locked(by, batch)
    source_of(batch)
    title = _("Import %(file)s") % {"file": batch.file_name}
    batch.job = queue_job(by=by, kind=IMPORT_JOB, title=title[:200], payload={"batch": batch.pk})
    batch.state, batch.error = BatchState.RUNNING, ""
    batch.save(update_fields=["job", "state", "error"])
    return batch.job


@db.atomic
def discard_upload(*, by: Actor, batch: ImportBatch) -> None:
    """Forget a file that was not imported; raises NotImportable and PermissionDenied."""
    batch = _locked(by, batch)
    forget_file(batch)
    batch.delete()


def _locked(by: Actor, batch: ImportBatch) -> ImportBatch:
    """Return the batch as it stands, locked, if it still waits."""
    by.must(Permission.RECORD)
    by.must_write(batch.reached)
    rows = ImportBatch.objects.in_household(by.household).select_for_update(
        of=("self",), no_key=True
    )
    batch = rows.select_related("account").get(pk=batch.pk)
    if batch.state not in WAITING:
        raise NotImportable(_("This file is being imported, or was imported already."))
    return batch


def forget_file(batch: ImportBatch) -> None:
    """Delete the stored file of a batch once the transaction commits."""
    if batch.stored_file:
        db.on_commit(partial(_remove, batch.stored_file))
        batch.stored_file = ""
        batch.save(update_fields=["stored_file"])


def sweep_uploads(now: datetime) -> int:
    """Delete stored files older than KEPT_FOR and say so on their batches; returns how many.

    Needs a scope over every household.
    """
    oldest = now - KEPT_FOR
    stale = ImportBatch.objects.filter(created_at__lt=oldest).exclude(stored_file="")
    stale.filter(state__in=WAITING).update(
        state=BatchState.FAILED,
        stored_file="",
        error=_("The file was not imported within seven days and has been deleted."),
    )
    files = (Path(settings.MEDIA_ROOT) / FOLDER).glob("*/*")
    gone = [path for path in files if path.stat().st_mtime < oldest.timestamp()]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _path(stored: str) -> Path:
    return Path(settings.MEDIA_ROOT) / stored


def _remove(stored: str) -> None:
    _path(stored).unlink(missing_ok=True)
