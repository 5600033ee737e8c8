"""Importing a file into the books."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.actors import Actor, Origin
from accounts.roles import Permission
from ledger.enums import BatchState, RuleTrigger
from ledger.imports.detect import detect
from ledger.imports.read import Progress
from ledger.imports.report import ImportReport
from ledger.imports.run import ImportRun
from ledger.imports.statement import Detection, StatementFile
from ledger.models import Account, ImportBatch, Transaction
from ledger.services.assertions import note_closings
from ledger.services.bulk_posting import refresh_statistics
from ledger.services.history import record_change_set
from ledger.services.recorded import typed_memos
from ledger.services.rule_runs import apply_rules, keep_run
from ledger.signals import announce_postings

WORTH_ANALYSING = 5_000
"""Rows of one load after which the planner's statistics are renewed at once."""
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """A file, the account it goes to, and how."""

    account: Account
    source: StatementFile
    detection: Detection | None = None
    """How the file is to be read; None to find out."""
    batch: ImportBatch | None = None
    """The batch that an upload made; None to make one."""
    is_dry_run: bool = False
    """Do everything, report it, and leave nothing behind."""
    books_opening: bool = True
    """Book an opening balance when the account is empty and the file states one."""
    progress: Progress | None = None


def create_batch(
    *,
    by: Actor,
    account: Account | None,
    source: StatementFile,
    detection: Detection,
    stored: str = "",
) -> ImportBatch:
    """Note a file that is to be imported; nothing is posted. Whole books have no one account.

    Raises PermissionDenied.
    """
    by.must(Permission.RECORD)
    if account is None:
        by.must_write_everywhere()
    else:
        by.must_write([account.pk])
    return ImportBatch.objects.create(
        household=by.household,
        account=account,
        file_name=source.name.rsplit("/", 1)[-1][:255],
        file_digest=_digest(source),
        file_size=source.size,
        stored_file=stored,
        format=detection.format,
        dialect=detection.dialect[:120],
        confidence=detection.confidence,
        options=dict(detection.options),
        created_by=by.user,
    )


def _digest(source: StatementFile) -> str:
    digest = hashlib.sha256()
    with source.opener() as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@db.atomic
def import_file(*, by: Actor, request: ImportRequest) -> ImportReport:
    """Read, match, classify and post a file, all of it or nothing.

    Raises StatementError when the file is refused, LedgerError when the books refuse it, and
    PermissionDenied. A dry run reports the same and is rolled back.
    """
    by.must(Permission.RECORD)
    by.must_write([request.account.pk])
    detection = request.detection or detect(request.source)
    with db.atomic():
        batch = request.batch or create_batch(
            by=by, account=request.account, source=request.source, detection=detection
        )
        run = ImportRun(by.via(Origin.IMPORT), batch, request.account, request.progress)
        run.stage(request.source, detection)
        report = run.post(books_opening=request.books_opening)
        _finish(run, report)
        _ask_rules(run)
        if request.is_dry_run:
            db.set_rollback(True)
    if not request.is_dry_run:
        announce_postings(by.household.pk)
        if report.added >= WORTH_ANALYSING:
            db.on_commit(refresh_statistics)
    return report


def _ask_rules(run: ImportRun) -> None:
    """Ask the rules about the rows that were posted, as an act of its own that can be undone.

    Where they need not wait for that, only about what schedules recorded and the file confirmed.
    """
    if run.classifier.rules_wait:
        rows = Transaction.objects.filter(import_batch=run.batch, fingerprint__isnull=False)
        apply_rules(by=run.by, transactions=rows, trigger=RuleTrigger.IMPORT, are_new=True)
    if run.confirmed:
        rows = Transaction.objects.filter(pk__in=run.confirmed)
        typed = typed_memos(run.by.household, run.confirmed)
        apply_rules(by=run.by, transactions=rows, trigger=RuleTrigger.IMPORT, typed=typed)


def _finish(run: ImportRun, report: ImportReport) -> None:
    batch = run.batch
    batch.state = BatchState.POSTED
    batch.added_count = report.added
    batch.matched_count = report.matched
    batch.skipped_count = report.skipped
    batch.failed_count = report.failed
    batch.sums = {currency: str(amount) for currency, amount in report.sums.items()}
    batch.first_date, batch.last_date = report.first_date, report.last_date
    if report.tie_out:
        batch.statement_balance = report.tie_out.statement
        batch.ledger_balance = report.tie_out.ledger
    batch.posted_at = timezone.now()
    batch.save()
    summary = ngettext(
        "Imported %(file)s: %(n)d transaction",
        "Imported %(file)s: %(n)d transactions",
        report.added,
    ) % {"file": batch.file_name, "n": report.added}
    closings = [(each.account_id, each.on, each.statement) for each in report.closings]
    noted = note_closings(run.by, batch, closings)
    act = record_change_set(
        by=run.by, kind="import", summary=summary, rows=[*run.changes, *noted], import_batch=batch
    )
    if run.ruled:
        keep_run(act, RuleTrigger.IMPORT, run.ruled, run.rule_counts)
