"""Archives that people ask for: queued, written to a private file, downloaded for a week."""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.full_archive.errors import ArchiveError
from accounts.models import DataExport, User
from accounts.progress import Progress
from accounts.scope import system_scope
from accounts.services.archives import write_household_archive, write_person_archive
from accounts.services.audit import record_event
from accounts.services.full_archives import must_see_everything, write_full_archive
from accounts.services.jobs import JobKind, queue_job, register_job
from accounts.services.mail import send_mail, site_url

EXPORT_JOB = "data-export"
FOLDER = "exports"
_PIECE = 1024 * 1024


@transaction.atomic
def request_export(*, by: Actor, of_household: bool, is_full: bool = False) -> DataExport:
    """Have the worker write an archive of the household, or of the actor's own data.

    A full one is of the household and restores into an empty one; the others are to be read. The
    person hears by mail when it is ready. Raises PermissionDenied unless a person asks, and for
    the household unless its owner does.
    """
    user = _person(by)
    if of_household or is_full:
        must_see_everything(by)
    household = by.household if of_household or is_full else None
    export = DataExport.objects.create(user=user, household=household, is_full=is_full)
    subject, title = _named(export)
    record_event(AuditKind.EXPORTED, by=by, subject=subject)
    export.job = queue_job(by=by, kind=EXPORT_JOB, title=title, payload={"export": export.pk})
    export.save(update_fields=["job"])
    return export


def _named(export: DataExport) -> tuple[str, str]:
    """Return what an archive is to the audit trail and to people."""
    if export.is_full:
        return "full archive", _("Full archive of the household")
    if export.household is not None:
        return "household archive", _("Archive of the household")
    return "own archive", _("Archive of personal data")


def write_export(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Write the archive of a queued export; the handler of its job.

    A file that a killed worker left behind is swept away by `forget_exports`.
    """
    export = DataExport.objects.get(pk=payload["export"], user=_person(by))
    if export.household_id not in {None, by.household.pk}:
        raise PermissionDenied("the archive is of another household")
    if export.household_id is not None:
        must_see_everything(by)
    stored = f"{FOLDER}/{export.user_id}/{secrets.token_hex(16)}"
    path = _path(stored)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
        try:
            _write(by, export, out, progress)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        _note(export, stored, out)
    send_mail(
        template="export_ready",
        to=export.user.email,
        context={"url": site_url("accounts:privacy"), "expires_at": export.expires_at},
    )
    return {"url": reverse("accounts:privacy")}


def _write(by: Actor, export: DataExport, out: BinaryIO, progress: Progress) -> None:
    if export.is_full:
        write_full_archive(out, by=by, progress=progress)
    elif export.household is None:
        write_person_archive(out, user=export.user, progress=progress)
    else:
        write_household_archive(out, household=export.household, progress=progress)
    out.flush()


def _note(export: DataExport, stored: str, out: BinaryIO) -> None:
    digest, size = hashlib.sha256(), 0
    out.seek(0)
    while piece := out.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    export.stored_file, export.file_digest, export.size = stored, digest.hexdigest(), size
    export.ready_at = timezone.now()
    export.expires_at = export.ready_at + settings.RETENTION["exports"]
    export.save()


def open_export(*, user: User, pk: int) -> tuple[DataExport, BinaryIO]:
    """Return an archive of the person's with its file, open for reading.

    Raises DataExport.DoesNotExist for any other, and for one that is not ready or has expired.
    """
    mine = DataExport.objects.filter(user=user, expires_at__gt=timezone.now())
    export = mine.exclude(stored_file="").get(pk=pk)
    try:
        return export, _path(export.stored_file).open("rb")
    except FileNotFoundError as error:
        raise DataExport.DoesNotExist("the file is gone") from error


@transaction.atomic
def delete_export(*, user: User, pk: int) -> None:
    """Delete an archive of the person's at once; raises DataExport.DoesNotExist."""
    export = DataExport.objects.get(user=user, pk=pk)
    transaction.on_commit(partial(_remove, export.stored_file))
    export.delete()


def forget_exports(now: datetime) -> int:
    """Delete the archives that have expired, and files that belong to none; returns how many."""
    oldest = now - settings.RETENTION["exports"]
    with system_scope("deleting archives that have expired"):
        DataExport.objects.filter(created_at__lt=oldest).delete()
        kept = set(DataExport.objects.values_list("stored_file", flat=True))
    files = (Path(settings.MEDIA_ROOT) / FOLDER).glob("*/*")
    # The newest may still be written.
    gone = [
        path
        for path in files
        if path.stat().st_mtime < oldest.timestamp() or _is_orphan(path, kept, now)
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _is_orphan(path: Path, kept: set[str], now: datetime) -> bool:
    is_old = path.stat().st_mtime < now.timestamp() - settings.CELERY_TASK_TIME_LIMIT
    return is_old and f"{FOLDER}/{path.parent.name}/{path.name}" not in kept


def remove_files(user_id: int) -> None:
    """Delete every archive file of a person."""
    for path in (Path(settings.MEDIA_ROOT) / FOLDER / str(user_id)).glob("*"):
        path.unlink(missing_ok=True)


def _person(by: Actor) -> User:
    if by.user is None:
        raise PermissionDenied("an archive is for a person")
    return by.user


def _path(stored: str) -> Path:
    return Path(settings.MEDIA_ROOT) / stored


def _remove(stored: str) -> None:
    if stored:
        _path(stored).unlink(missing_ok=True)


register_job(JobKind(EXPORT_JOB, write_export, is_repeatable=True, refusals=(ArchiveError,)))
