"""The import of an uploaded file as the worker runs it, and what becomes of one that stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import BatchState
from ledger.imports.books.detect import is_books
from ledger.imports.staging import await_turn
from ledger.imports.statement import StatementFile
from ledger.models import ImportBatch
from ledger.services.errors import NotImportable
from ledger.services.imports import ImportRequest, import_file
from ledger.services.moving_in import move_in, move_request
from ledger.services.uploads import detection_of, forget_file, source_of

Advance = Callable[[int, int], None]
"""Told how many rows were read and how many there are, 0 where that is not known before."""
_PIECE = 1024 * 1024


@db.atomic
def import_batch(*, by: Actor, batch: ImportBatch, advance: Advance) -> ImportBatch:
    """Post the file of a running batch and forget the file; a posted batch is left as it is.

    Raises NotImportable for a batch that was never queued or was undone, StatementError when the
    file is refused, LedgerError when the books refuse it, and PermissionDenied.
    """
    by.must(Permission.RECORD)
    await_turn(by.household.pk)
    rows = ImportBatch.objects.in_household(by.household).select_for_update(
        of=("self",), no_key=True
    )
    batch = rows.select_related("account").get(pk=batch.pk)
    by.must_write(batch.reached)
    if batch.state == BatchState.POSTED:
        return batch
    if batch.state != BatchState.RUNNING:
        raise NotImportable(_("This file is not waiting to be imported."))
    source, detection = source_of(batch), detection_of(batch)
    if is_books(detection):
        move_in(by=by, request=move_request(batch, partial(_tell, advance, 0)))
        forget_file(batch)
        batch.refresh_from_db()
        return batch
    total = _row_estimate(source, detection.format)
    request = ImportRequest(
        account=batch.account,
        source=source,
        detection=detection,
        batch=batch,
        progress=partial(_tell, advance, total),
    )
    import_file(by=by, request=request)
    forget_file(batch)
    return batch


def _tell(advance: Advance, total: int, done: int) -> None:
    advance(done, max(done, total) if total else 0)


def _row_estimate(source: StatementFile, file_format: str) -> int:
    """Return about how many rows a text table holds, 0 for other formats."""
    if file_format != "csv":
        return 0
    with source.opener() as stream:
        return sum(piece.count(b"\n") for piece in iter(partial(stream.read, _PIECE), b""))


def settle_stopped(*, batch_id: int, error: str) -> None:
    """Note that the job of a batch ended without importing it; nothing was posted.

    With an error the batch has failed; without one it was cancelled and waits again.
    """
    state = BatchState.FAILED if error else BatchState.UPLOADED
    running = ImportBatch.objects.filter(pk=batch_id, state=BatchState.RUNNING)
    running.update(state=state, error=error)
