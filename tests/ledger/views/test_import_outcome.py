from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Job
from accounts.scope import enter_household
from accounts.services.job_runs import run_queued_job
from ledger.enums import BatchState, RowOutcome
from ledger.models import ImportBatch, ImportRow, Transaction
from tests.factories.books import Books
from tests.ledger.views.conftest import HTMX, QueryCount
from tests.ledger.views.importing import CSV, OFX, reading, uploaded

pytestmark = pytest.mark.usefixtures("private_media")

Import = Callable[..., ImportBatch]


def url(batch: ImportBatch, verb: str = "detail") -> str:
    return reverse(f"ledger:import-{verb}", args=[batch.pk])


@pytest.fixture
def bring_in(
    client: Client,
    books: Books,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Iterator[Import]:
    """Return a function that imports a file through the pages, the worker included."""

    def bring(data: bytes = CSV, name: str = "march.csv", **changes: object) -> ImportBatch:
        batch = uploaded(client, books, data, name)
        client.post(url(batch, "run"), reading(client, batch, **changes))
        with django_capture_on_commit_callbacks(execute=True):
            work_off(batch)
        batch.refresh_from_db()
        return batch

    return bring  # type: ignore[return-value]


def work_off(batch: ImportBatch) -> None:
    """Run the batch's job as the worker does."""
    job = Job.objects.get(state=Job.State.QUEUED)
    run_queued_job(batch.household_id, job.pk)
    enter_household(batch.household_id)


def transactions(batch: ImportBatch) -> int:
    return Transaction.objects.live().filter(import_batch=batch).count()


def test_import_posts_and_says_so(client: Client, bring_in: Import) -> None:
    batch = bring_in()

    page = client.get(url(batch))
    assert batch.state == BatchState.POSTED
    assert batch.added_count == 3
    assert transactions(batch) == 4  # with the opening balance
    assert page.context["tied_out"].holds
    assert f"/transactions/?batch={batch.pk}" in page.content.decode()


def test_file_is_deleted_once_it_is_posted(bring_in: Import, private_media: Path) -> None:
    batch = bring_in()

    assert batch.stored_file == ""
    assert [path for path in private_media.rglob("*") if path.is_file()] == []


def test_same_file_twice_adds_nothing_and_says_why(client: Client, bring_in: Import) -> None:
    bring_in()

    again = bring_in()

    page = client.get(url(again))
    assert (again.added_count, again.skipped_count) == (0, 3)
    assert [row.reason for row in page.context["left_out"].rows] == ["already imported"] * 3


def test_difference_from_the_bank_is_shown(client: Client, books: Books, bring_in: Import) -> None:
    books.spend("2026-02-01", "10.00")

    batch = bring_in()

    tied_out = client.get(url(batch)).context["tied_out"]
    assert not tied_out.holds
    assert tied_out.difference == tied_out.statement - tied_out.ledger
    assert "off by" in client.get("/imports/").content.decode()


def test_rows_left_out_are_paged_by_what_became_of_them(client: Client, bring_in: Import) -> None:
    batch = bring_in()
    rows = [
        ImportRow(
            household_id=batch.household_id,
            batch=batch,
            line=1 + number // 2,
            outcome=RowOutcome.FAILED,
            reason=f"reason {number}",
        )
        for number in range(120)
    ]
    ImportRow.objects.bulk_create(rows)
    ImportBatch.objects.filter(pk=batch.pk).update(failed_count=120, matched_count=1)

    seen, address = [], "?rows=failed"
    while address:
        page = client.get(url(batch) + address)
        seen += [row.reason for row in page.context["left_out"].rows]
        address = page.context["next_url"]

    assert seen == [f"reason {number}" for number in range(120)]


@pytest.mark.parametrize(
    "query",
    [
        "?rows=matched&after=x",
        "?rows=%00",
        "?after=1.",
        "?rows=added",
        f"?rows=matched&after=1.{'9' * 5_000}",
        f"?rows=matched&after={'9' * 5_000}.1",
        f"?rows=matched&after={'9' * 14}.{'9' * 14}",
        f"?rows=matched&after=1.{'9' * 25}",
    ],
)
def test_nonsense_in_the_address_shows_the_first_page(
    client: Client, bring_in: Import, query: str
) -> None:
    batch = bring_in()

    assert client.get(url(batch) + query).status_code == 200


def test_file_that_is_refused_half_way_fails_with_the_reason(
    client: Client, books: Books, bring_in: Import
) -> None:
    batch = bring_in(column_0="payee", column_1="date")

    page = client.get(url(batch)).content.decode()
    assert batch.state == BatchState.FAILED
    assert Job.objects.get().error == batch.error
    assert "no row could be read" in page
    assert "Review it" in page
    assert transactions(batch) == 0


def test_failed_file_can_be_read_another_way(client: Client, bring_in: Import) -> None:
    batch = bring_in(column_0="payee", column_1="date")

    sent = reading(client, batch, column_0="date", column_1="payee")
    client.post(url(batch, "run"), sent)
    work_off(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.error) == (BatchState.POSTED, "")


def test_running_import_is_polled(client: Client, books: Books) -> None:
    batch = uploaded(client, books)
    client.post(url(batch, "run"), reading(client, batch))
    Job.objects.update(state=Job.State.RUNNING, done=1, total=4)

    part = client.get(url(batch), headers=HTMX).content.decode()

    assert 'hx-trigger="every 1s"' in part
    assert "1 of 4" in part
    assert "<html" not in part


def test_finished_import_is_polled_no_more(client: Client, bring_in: Import) -> None:
    part = client.get(url(bring_in()), headers=HTMX).content.decode()

    assert "hx-trigger" not in part


def test_cancelled_import_waits_again(client: Client, books: Books) -> None:
    batch = uploaded(client, books)
    client.post(url(batch, "run"), reading(client, batch))

    client.post(url(batch, "cancel"))

    batch.refresh_from_db()
    assert batch.state == BatchState.UPLOADED
    assert Job.objects.get().state == Job.State.CANCELLED
    assert "nothing was added" in client.get(url(batch)).content.decode()
    assert client.get(url(batch, "review")).status_code == 200


def test_undo_takes_everything_back(client: Client, bring_in: Import) -> None:
    batch = bring_in()

    client.post(url(batch, "undo"))

    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert transactions(batch) == 0
    assert "was taken back" in client.get(url(batch)).content.decode()


def test_undo_says_what_it_keeps_and_why(client: Client, bring_in: Import) -> None:
    batch = bring_in()
    edited = Transaction.objects.get(import_batch=batch, raw_payee="Baker")
    Transaction.objects.filter(pk=edited.pk).update(version=2, memo="birthday cake")
    before = client.get(url(batch))

    client.post(url(batch, "undo"))

    after = client.get(url(batch))
    for page in (before, after):
        ((row, reason),) = page.context["kept"]
        assert (row.id, reason) == (edited.pk, "edited since the import")
    assert transactions(batch) == 1


def test_undo_twice_says_that_it_was_done(client: Client, bring_in: Import) -> None:
    batch = bring_in()
    client.post(url(batch, "undo"))

    answer = client.post(url(batch, "undo"), follow=True)

    assert "not in the books" in answer.content.decode()


def test_posted_import_is_neither_reviewed_nor_discarded(client: Client, bring_in: Import) -> None:
    batch = bring_in()

    assert client.get(url(batch, "review"))["Location"] == url(batch)
    assert client.get(url(batch, "summary"))["Location"] == url(batch)
    assert client.post(url(batch, "run"))["Location"] == url(batch)
    assert client.post(url(batch, "discard"))["Location"] == url(batch)
    assert ImportBatch.objects.get().state == BatchState.POSTED


def test_next_file_that_waits_is_offered(client: Client, books: Books, bring_in: Import) -> None:
    waiting = uploaded(client, books, OFX, "april.ofx")

    batch = bring_in()

    assert client.get(url(batch)).context["next_waiting"] == waiting


def test_list_shows_each_import_with_its_figures(client: Client, bring_in: Import) -> None:
    first, second = bring_in(), bring_in(OFX, "april.ofx")

    page = client.get("/imports/")

    lines = page.context["lines"]
    assert [line.batch for line in lines] == [second, first]
    assert lines[1].tied_out.statement.amount == Decimal("595.50")
    assert page.content.decode().count("Undo the import of") == 2


def test_list_goes_on_page_by_page(client: Client, books: Books) -> None:
    batches = [
        ImportBatch(
            household=books.household,
            account=books.checking,
            file_name=f"{number}.csv",
            file_digest="",
            file_size=1,
        )
        for number in range(60)
    ]
    ImportBatch.objects.bulk_create(batches)

    first = client.get("/imports/")
    rest = client.get("/imports/" + first.context["next_url"])

    names = [line.batch.file_name for page in (first, rest) for line in page.context["lines"]]
    assert names == [f"{number}.csv" for number in reversed(range(60))]


def test_empty_list_teaches_the_next_step(client: Client, books: Books) -> None:
    page = client.get("/imports/").content.decode()

    assert "No imports yet" in page
    assert 'href="/imports/new/"' in page


def test_viewer_is_offered_no_acts(viewer: Client, bring_in: Import) -> None:
    batch = bring_in()

    for address in ("/imports/", url(batch)):
        page = viewer.get(address).content.decode()
        assert "/undo/" not in page
        assert "/imports/new/" not in page


def test_stranger_sees_none_of_it(stranger: Client, bring_in: Import) -> None:
    bring_in()

    assert stranger.get("/imports/").context["lines"] == ()


@pytest.mark.parametrize("address", ["list", "detail"])
def test_pages_ask_few_queries(
    client: Client,
    bring_in: Import,
    count_queries: Callable[[], AbstractContextManager[QueryCount]],
    address: str,
) -> None:
    bring_in()
    batch = bring_in()
    Transaction.objects.filter(import_batch__isnull=False).update(version=2)
    where = "/imports/" if address == "list" else url(batch)

    with count_queries() as count:
        client.get(where)

    assert count.value <= 12
