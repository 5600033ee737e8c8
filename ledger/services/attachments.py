"""Attaching files to transactions, taking them off, scanning them, and links to them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core import signing
from django.db import transaction as db
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission, Right
from ledger.enums import ScanState
from ledger.files.images import draw_anew
from ledger.files.sniff import IMAGES, NAMES, NotAccepted, sniff
from ledger.models import Attachment, Transaction
from ledger.services.errors import FileNotAccepted, FileQuarantined, UploadTooLarge
from ledger.services.file_store import kept, old_keys, path_of, remove
from ledger.services.history import RowChange, record_change_set
from ledger.services.quota import MEGABYTE, make_room
from ledger.services.reach import must_reach
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row
from ledger.services.scanning import scanned
from ledger.services.uploads import clean_name

FOLDER = "attachments"
LINK_SALT = "ledger.attachment"
LINK_HOLDS = timedelta(hours=24)
TRASH_KEPT_FOR = timedelta(days=30)
ORPHANS_KEPT_FOR = timedelta(days=1)


@db.atomic
def attach_file(*, by: Actor, transaction: Transaction, name: str, stream: BinaryIO) -> Attachment:
    """Keep a file with a transaction, as an act that can be undone.

    Pictures are drawn anew without metadata. Where a scanner is set up the file is scanned; one in
    which something is found, or that could not be scanned yet, is kept but handed to nobody.
    Raises UploadTooLarge, FileNotAccepted, QuotaExceeded, PermissionDenied.
    """
    by.must(Permission.ANNOTATE)
    must_reach(by, [transaction.pk], Right.ANNOTATE)
    data = _read(stream)
    content_type, data = _looked_at(data)
    make_room(by.household, len(data))
    with kept(FOLDER, by.household.pk, data) as key:
        row = Attachment(
            household=by.household,
            transaction=transaction,
            name=clean_name(name),
            content_type=content_type,
            size=len(data),
            digest=hashlib.sha256(data).hexdigest(),
            storage_key=key,
            scan_state=scanned(data),
            uploaded_by=by.user,
        )
        change = insert_row(row)
        _record(by, "attach", _("Attached %(what)s") % {"what": row}, change)
    return row


def _read(stream: BinaryIO) -> bytes:
    data = stream.read(settings.UPLOAD_LIMIT + 1)
    if len(data) > settings.UPLOAD_LIMIT:
        megabytes = settings.UPLOAD_LIMIT // MEGABYTE
        raise UploadTooLarge(_("A file may have up to %(n)d MB.") % {"n": megabytes})
    return data


def _looked_at(data: bytes) -> tuple[str, bytes]:
    """Return what a file is and what of it is kept; raises FileNotAccepted."""
    try:
        content_type = sniff(data)
        if content_type in IMAGES:
            data = draw_anew(data, content_type)
    except NotAccepted as error:
        text = _("This kind of file is not taken. Taken are: %(kinds)s.") % {"kinds": NAMES}
        raise FileNotAccepted(text) from error
    return content_type, data


def _record(by: Actor, verb: str, summary: str, change: RowChange) -> None:
    record_change_set(by=by, kind=f"edit.{verb}", summary=summary, rows=[change])


@db.atomic
def delete_attachment(*, by: Actor, attachment: Attachment) -> None:
    """Move a file to the trash, from where the history brings it back; links to it end."""
    row = _locked(by, attachment)
    _record(by, "detach", _("Removed %(what)s") % {"what": row}, trash_row(row))


@db.atomic
def restore_attachment(*, by: Actor, attachment: Attachment) -> Attachment:
    """Take a file out of the trash."""
    row = _locked(by, attachment)
    change = edit_row(row, deleted_at=None)
    _record(by, "attach", _("Restored %(what)s") % {"what": row}, change)
    return row


def _locked(by: Actor, attachment: Attachment) -> Attachment:
    by.must(Permission.ANNOTATE)
    must_reach(by, [attachment.transaction_id], Right.ANNOTATE)
    return lock_row(by, attachment)


def file_of(attachment: Attachment) -> Path:
    """Return where the bytes lie; raises FileQuarantined unless they may be handed out."""
    if not attachment.is_open:
        raise FileQuarantined(_("This file is kept back until a scanner finds it clean."))
    return path_of(attachment.storage_key)


def sign_link(attachment: Attachment) -> str:
    """Return an address at which whoever has it gets the file, for LINK_HOLDS or until it is gone.

    It starts with BASE_URL, so that it can stand in a mail.
    """
    signed = signing.dumps([attachment.household_id, attachment.pk], salt=LINK_SALT, compress=True)
    return f"{settings.BASE_URL}{reverse('ledger:file-open', args=[signed])}"


def read_link(signed: str) -> tuple[int, int] | None:
    """Return the household and the attachment of a link that is genuine and has not expired."""
    try:
        household_id, pk = signing.loads(signed, salt=LINK_SALT, max_age=LINK_HOLDS)
    except signing.BadSignature:
        return None
    return int(household_id), int(pk)


def scan_waiting() -> int:
    """Scan the files that had to wait; returns how many were. Needs a scope over all households."""
    waiting = Attachment.objects.filter(scan_state=ScanState.WAITING).order_by("pk")
    done = 0
    for row in waiting:
        state = scanned(path_of(row.storage_key).read_bytes())
        if state == ScanState.WAITING:
            break
        same = Attachment.objects.filter(pk=row.pk, scan_state=ScanState.WAITING)
        done += same.update(scan_state=state)
    return done


def purge_attachments(now: datetime) -> int:
    """Delete for good what has lain in the trash for TRASH_KEPT_FOR; returns how many files.

    Files whose act was rolled back after they were written go too, a day later. Needs a scope
    over all households.
    """
    gone = Attachment.objects.in_trash().filter(deleted_at__lt=now - TRASH_KEPT_FOR)
    keys = dict(gone.values_list("pk", "storage_key"))
    Attachment.objects.filter(pk__in=keys).delete()
    for key in keys.values():
        db.on_commit(partial(remove, key))
    known = set(Attachment.objects.values_list("storage_key", flat=True))
    for key in old_keys(FOLDER, now - ORPHANS_KEPT_FOR):
        if key not in known:
            remove(key)
    return len(keys)
