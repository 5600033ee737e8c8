"""Full archives that people send to be restored: kept privately until the worker has done it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.full_archive.container import Source
from accounts.models import Job
from accounts.progress import Progress
from accounts.services.full_archives import must_see_everything
from accounts.services.jobs import queue_job
from accounts.services.restoring import must_be_empty, restore_archive
from ledger.services.file_store import path_of, remove
from ledger.services.scanning import must_be_clean
from ledger.services.uploads import clean_name, kept_upload

RESTORE_JOB = "archive-restore"


@db.atomic
def queue_restore(*, by: Actor, name: str, stream: BinaryIO) -> Job:
    """Keep a full archive and have the worker restore it into the actor's empty household.

    Raises ArchiveError for what is no archive of this version, or a household with something in
    it, UploadTooLarge, PermissionDenied unless an owner asks; then nothing is kept.
    """
    must_see_everything(by)
    must_be_empty(by.household)
    with kept_upload(by.household.pk, stream) as stored:
        must_be_clean(path_of(stored))
        with path_of(stored).open("rb") as file:
            Source(file)
        title = _("Restore %(file)s") % {"file": clean_name(name)}
        return queue_job(by=by, kind=RESTORE_JOB, title=title[:200], payload={"stored": stored})


def restore_upload(*, by: Actor, stored: str, progress: Progress) -> dict[str, Any]:
    """Restore a kept archive and forget its file; returns what came, by model.

    Raises ArchiveError, LedgerError when its files have no room, JobCancelled, PermissionDenied.
    """
    with path_of(stored).open("rb") as file:
        restored = restore_archive(by=by, file=file, progress=progress)
    db.on_commit(partial(forget_archive, stored))
    return asdict(restored)


def forget_archive(stored: str) -> None:
    """Delete a kept archive."""
    remove(stored)
