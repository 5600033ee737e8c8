"""Rates of all households: loaded once, and valued at by whoever needs them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import Job
from ledger.imports.statement import StatementError, StatementFile
from ledger.models import ExchangeRate, Posting
from ledger.services.shared_rates import FeedFailed, Loaded, load_feed, load_rates
from ledger.tasks import load_rates_feed
from tests.factories.books import Books

CSV = b"Date,USD,GBP\n2025-03-03,1.25,0.80\n2025-03-04,1.20,0.80\n"
FIRST, LAST = date(2025, 3, 3), date(2025, 3, 4)


def file(data: bytes) -> StatementFile:
    return StatementFile.from_bytes(data)


def base_values(books: Books) -> list[Decimal | None]:
    rows = Posting.objects.in_household(books.household).order_by("transaction_id", "position")
    return list(rows.values_list("base_value", flat=True))


def test_loading_again_changes_nothing(books: Books) -> None:
    first = load_rates(file(CSV))
    again = load_rates(file(CSV), by_whom="somebody else")

    assert first == Loaded(4, 4, 0, FIRST, LAST)
    assert again == Loaded(4, 0, 0, None, None)
    assert {row.source for row in ExchangeRate.objects.all()} == {"ECB"}


def test_corrected_rate_takes_the_place_of_the_old_one(books: Books) -> None:
    load_rates(file(CSV))

    loaded = load_rates(file(CSV.replace(b"1.20", b"1.60")), by_whom="bank")

    assert loaded == Loaded(4, 0, 1, LAST, LAST)
    row = ExchangeRate.objects.get(date=LAST, quote="USD")
    assert (row.rate, row.source, row.household_id) == (Decimal("1.6"), "bank", None)


def test_broken_file_stores_nothing(books: Books) -> None:
    with pytest.raises(StatementError):
        load_rates(file(CSV + b"2025-03-05,x,1\n"))

    assert ExchangeRate.objects.count() == 0


def test_households_are_valued_anew(
    books: Books, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    books.book("2025-03-03", (books.dollars, "-10"), (books.food, "10"))
    with django_capture_on_commit_callbacks(execute=True):
        loaded = load_rates(file(CSV))

    assert loaded.households == 1
    assert base_values(books) == [Decimal(-8), Decimal(8)]
    with django_capture_on_commit_callbacks(execute=True):
        load_rates(file(CSV.replace(b"1.25", b"2")))

    assert base_values(books) == [Decimal(-5), Decimal(5)]
    job = Job.objects.order_by("pk").last()
    assert job is not None
    assert (job.state, job.result) == (Job.State.DONE, {"filled": 0, "corrected": 2, "kept": 0})


@pytest.mark.parametrize("day", ["2025-03-02", "2025-03-12"])
def test_households_that_need_none_of_it_get_no_job(books: Books, day: str) -> None:
    books.book(day, (books.dollars, "-10"), (books.food, "10"))

    assert load_rates(file(CSV)).households == 0


@contextmanager
def feed(status: int, body: bytes) -> Iterator[str]:
    """Answer every request on this machine alike; yields the address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/rates.csv"
    finally:
        server.shutdown()
        server.server_close()


def test_feed_is_loaded_when_one_is_set(books: Books, settings: Settings) -> None:
    settings.LOCAL = True
    load_rates_feed()
    assert ExchangeRate.objects.count() == 0

    with feed(200, CSV) as settings.RATES_FEED_URL:
        load_rates_feed()

    assert ExchangeRate.objects.count() == 4


@pytest.mark.parametrize(
    ("status", "url", "reason"),
    [(404, None, "answers 404"), (200, "", "No feed"), (200, "http://127.0.0.1:1/", "answer")],
)
def test_feed_that_fails_is_named(
    books: Books, settings: Settings, status: int, url: str | None, reason: str
) -> None:
    settings.LOCAL = True
    with feed(status, CSV) as address:
        settings.RATES_FEED_URL = address if url is None else url

        with pytest.raises(FeedFailed, match=reason):
            load_feed()
