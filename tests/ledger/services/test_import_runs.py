"""An import that is run while the same file is still looked at."""

from __future__ import annotations

import io
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household
from accounts.scope import household_scope
from ledger.enums import BatchState
from ledger.imports.staging import await_turn
from ledger.models import ImportBatch, Transaction
from ledger.services.import_runs import import_batch
from ledger.services.import_undo import undo_import
from ledger.services.uploads import queue_import, store_upload
from tests.factories.books import Books

CSV = b"Date,Payee,Amount\n2026-03-01,Baker,-4.50\n2026-03-02,Employer,1200.00\n"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def batch(household: Household, actor: Actor, settings: Settings, tmp_path: Path) -> ImportBatch:
    settings.MEDIA_ROOT = tmp_path
    with household_scope(household.pk):
        books = Books(household, actor)
        batch = store_upload(
            by=actor, account=books.checking, name="march.csv", stream=io.BytesIO(CSV)
        )
        queue_import(by=actor, batch=batch)
    return batch


def imported(actor: Actor, batch: ImportBatch) -> ImportBatch:
    try:
        with household_scope(actor.household.pk):
            return import_batch(by=actor, batch=batch, advance=lambda done, total: None)
    finally:
        connection.close()


def undone(actor: Actor, batch: ImportBatch) -> int:
    try:
        with household_scope(actor.household.pk):
            return undo_import(by=actor, batch=batch).removed
    finally:
        connection.close()


def await_waiter(future: Future[Any]) -> None:
    """Wait until another session waits for the turn that this one has."""
    deadline = monotonic() + 15
    while monotonic() < deadline and not future.done():
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_locks where locktype = 'advisory' and not granted")
            if cursor.fetchone():
                return
        sleep(0.02)
    raise AssertionError("nobody waits for the turn")


def test_import_waits_for_a_look_at_the_same_file(actor: Actor, batch: ImportBatch) -> None:
    with ThreadPoolExecutor(1) as pool:
        with household_scope(actor.household.pk), transaction.atomic():
            await_turn(actor.household.pk)
            running = pool.submit(imported, actor, batch)
            await_waiter(running)
            ImportBatch.objects.get(pk=batch.pk).save()
        posted = running.result(timeout=20)

    assert (posted.state, posted.added_count) == (BatchState.POSTED, 2)


def test_undo_waits_for_an_import_that_completes_its_rows(actor: Actor, batch: ImportBatch) -> None:
    imported(actor, batch)
    with ThreadPoolExecutor(1) as pool:
        with household_scope(actor.household.pk), transaction.atomic():
            await_turn(actor.household.pk)
            running = pool.submit(undone, actor, batch)
            await_waiter(running)
            ImportBatch.objects.get(pk=batch.pk).save()
        removed = running.result(timeout=20)

    assert removed == 2
    with household_scope(actor.household.pk):
        assert not Transaction.objects.filter(import_batch=batch).exists()
