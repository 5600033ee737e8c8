from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household, Job
from accounts.progress import JobCancelled, Progress
from accounts.roles import Role
from accounts.services.job_runs import WORKER_LOST
from accounts.signals import job_stopped
from ledger.enums import BatchState
from ledger.imports.statement import StatementError
from ledger.models import ImportBatch, RuleRun, Transaction
from ledger.services.errors import NotImportable
from ledger.services.rules import create_rule
from ledger.services.uploads import queue_import, store_upload
from ledger.tasks import delete_forgotten_uploads, preview, run_import, run_rules
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.ledger.views.importing import CSV


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def batch(books: Books) -> ImportBatch:
    """A queued import of three rows."""
    return queued(books, CSV)


def queued(books: Books, data: bytes) -> ImportBatch:
    stream = io.BytesIO(data)
    batch = store_upload(by=books.actor, account=books.checking, name="a.csv", stream=stream)
    queue_import(by=books.actor, batch=batch)
    return batch


def run(by: Actor, batch: ImportBatch, progress: Progress | None = None) -> dict[str, object]:
    return run_import(by, {"batch": batch.pk}, progress or Progress())


def test_run_posts_the_file_and_names_its_page(books: Books, batch: ImportBatch) -> None:
    result = run(books.actor, batch)

    batch.refresh_from_db()
    assert result == {"url": f"/imports/{batch.pk}/", "added": 3}
    assert batch.state == BatchState.POSTED


def test_run_again_imports_nothing_again(books: Books, batch: ImportBatch) -> None:
    run(books.actor, batch)
    before = Transaction.objects.count()

    assert run(books.actor, batch)["added"] == 3
    assert Transaction.objects.count() == before


def test_run_of_a_batch_that_nobody_queued_is_refused(books: Books, batch: ImportBatch) -> None:
    ImportBatch.objects.update(state=BatchState.UPLOADED)

    with pytest.raises(NotImportable):
        run(books.actor, batch)


def test_run_needs_the_right_to_record(books: Books, batch: ImportBatch) -> None:
    with pytest.raises(PermissionDenied):
        run(make_member(books.household, Role.VIEWER), batch)


def test_run_tells_its_progress_in_rows(books: Books) -> None:
    rows = b"".join(b"2026-03-01,Shop %d,-1.00\n" % number for number in range(5_000))
    batch, progress = queued(books, b"Date,Payee,Amount\n" + rows), Progress()

    run(books.actor, batch, progress)

    assert (progress.done, progress.total) == (5_000, 5_001)


def test_cancelled_run_posts_nothing(books: Books) -> None:
    rows = b"".join(b"2026-03-01,Shop %d,-1.00\n" % number for number in range(5_000))
    batch, progress = queued(books, b"Date,Payee,Amount\n" + rows), Progress()
    progress.cancelled.set()

    with pytest.raises(JobCancelled):
        run(books.actor, batch, progress)

    assert not Transaction.objects.filter(import_batch=batch).exists()


def test_refused_file_posts_nothing(books: Books, batch: ImportBatch) -> None:
    batch.refresh_from_db()
    batch.options["columns"] |= {"date": 1, "payee": [0]}
    batch.save()

    with pytest.raises(StatementError):
        run(books.actor, batch)

    assert not Transaction.objects.filter(import_batch=batch).exists()


def test_rules_are_previewed_and_applied_with_progress(books: Books) -> None:
    row = books.spend("2026-03-01", "5", memo="Bread")
    rule = create_rule(
        by=books.actor,
        name="Bread",
        conditions={"all": [leaf("memo", "contains", "bread")]},
        actions={"add_tags": [books.tag("bakery").pk]},
    )
    looked, ran = Progress(), Progress()

    found = preview(books.actor, {"rules": None, "job": 7}, looked)
    done = run_rules(books.actor, {"rules": [rule.pk]}, ran)

    assert found == {
        "url": "/rules/preview/7/",
        "count": 1,
        "rules": {rule.pk: 1},
        "newest": (row.pk,),
    }
    assert (looked.done, looked.total, looked.message) == (1, 1, "1 transaction would change")
    run = RuleRun.objects.get()
    assert done == {"url": f"/rules/runs/{run.pk}/", "changed": 1, "run": run.pk}
    assert run_rules(books.actor, {"rules": None}, ran) == {"url": "", "changed": 0, "run": None}


@pytest.mark.parametrize(
    ("error", "state"),
    [(WORKER_LOST, BatchState.FAILED), ("", BatchState.UPLOADED)],
    ids=["failed", "cancelled"],
)
def test_stopped_job_is_noted_on_the_batch(
    batch: ImportBatch, error: str, state: BatchState
) -> None:
    job_stopped.send(Job, job=Job.objects.get(), state=Job.State.FAILED, error=error)

    batch.refresh_from_db()
    assert (batch.state, batch.error) == (state, error)


def test_stopped_job_leaves_a_posted_batch_alone(books: Books, batch: ImportBatch) -> None:
    run(books.actor, batch)

    job_stopped.send(Job, job=Job.objects.get(), state=Job.State.FAILED, error="late")

    batch.refresh_from_db()
    assert (batch.state, batch.error) == (BatchState.POSTED, "")


def test_stopped_job_of_another_kind_is_no_concern(
    household: Household, batch: ImportBatch
) -> None:
    other = Job(household=household, kind="export", payload={"batch": batch.pk})

    job_stopped.send(Job, job=other, state=Job.State.FAILED, error="no")

    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING


@pytest.mark.django_db
def test_forgotten_uploads_are_deleted(media: Path) -> None:
    path = media / "imports" / "1" / "abc"
    path.parent.mkdir(parents=True)
    path.write_bytes(CSV)
    os.utime(path, (time.time() - 8 * 86_400,) * 2)

    delete_forgotten_uploads()

    assert not path.exists()
