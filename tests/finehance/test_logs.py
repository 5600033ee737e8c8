"""Request ids in requests, answers, log lines and tasks."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from celery import Celery, Task
from celery.contrib.testing.worker import start_worker
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from finehance.celery import drop_request_id, send_request_id
from finehance.logs import JsonFormatter, RequestIdFilter, current_request_id, request_id_scope
from finehance.middleware import RequestIdMiddleware


def record(message: str = "hello %s", *args: object, exc_info: object = None) -> logging.LogRecord:
    made = logging.LogRecord("a.logger", logging.INFO, "", 0, message, args, exc_info)  # type: ignore[arg-type]
    RequestIdFilter().filter(made)
    return made


def test_scope_marks_and_unmarks_records() -> None:
    with request_id_scope("request-1"):
        with request_id_scope("request-2"):
            inner = current_request_id()
        outer = current_request_id()

    assert (inner, outer, current_request_id()) == ("request-2", "request-1", "-")


def test_json_is_one_object_a_line() -> None:
    with request_id_scope("request-1"):
        line = JsonFormatter().format(record("hello\n%s", "wörld"))

    entry = json.loads(line)
    assert "\n" not in line
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", entry.pop("time"))
    assert entry == {
        "level": "INFO",
        "logger": "a.logger",
        "request_id": "request-1",
        "message": "hello\nwörld",
    }


def test_json_holds_the_trace() -> None:
    error = ValueError("broken")

    line = JsonFormatter().format(record("failed", exc_info=(ValueError, error, None)))

    assert json.loads(line)["exception"].endswith("ValueError: broken")


@pytest.mark.parametrize("given", ["abcd1234", "trace.id-with_all-4", "a" * 64])
def test_sane_incoming_id_is_kept(given: str) -> None:
    answer = Client().get("/health/live", headers={"X-Request-ID": given})

    assert answer["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "with space", "new\\nline-1", "<script>"])
def test_other_incoming_id_is_replaced(given: str) -> None:
    answer = Client().get("/health/live", headers={"X-Request-ID": given})

    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])


def test_request_is_marked_while_it_is_served() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.extend([current_request_id(), request.request_id])  # type: ignore[attr-defined]
        return HttpResponse()

    RequestIdMiddleware(view)(RequestFactory().get("/", headers={"X-Request-ID": "abcd1234"}))

    assert (seen, current_request_id()) == (["abcd1234", "abcd1234"], "-")


seen_by_task: list[str] = []


@pytest.fixture(scope="module")
def note_request_id() -> Task:
    """A task of an application of its own, whose queue is in memory."""
    app = Celery(
        "tests", broker="memory://", backend="cache+memory://", fixups=[], set_as_current=False
    )

    @app.task
    def note() -> None:
        seen_by_task.append(current_request_id())

    return note


@pytest.fixture
def worker(note_request_id: Task) -> Iterator[None]:
    seen_by_task.clear()
    with start_worker(note_request_id.app, perform_ping_check=False, shutdown_timeout=20):
        yield


def test_task_bears_the_id_of_the_request_that_sent_it(worker: None, note_request_id: Task) -> None:
    with request_id_scope("request-1234"):
        sent = note_request_id.delay()
    sent.get(timeout=20)

    assert (seen_by_task, current_request_id()) == (["request-1234"], "-")


def test_task_sent_by_nobody_bears_its_own_id(worker: None, note_request_id: Task) -> None:
    sent = note_request_id.delay()
    sent.get(timeout=20)

    assert seen_by_task == [sent.id]


def test_eager_task_stays_in_the_request(note_request_id: Task) -> None:
    seen_by_task.clear()

    with request_id_scope("request-1234"):
        note_request_id.apply()

    assert seen_by_task == ["request-1234"]


def test_header_is_kept_when_a_task_is_sent_again() -> None:
    headers = {"request_id": "request-1"}

    with request_id_scope("request-2"):
        send_request_id(headers=headers)

    assert headers == {"request_id": "request-1"}


def test_end_of_an_unknown_task_is_no_error() -> None:
    drop_request_id(task_id="unknown")

    assert current_request_id() == "-"
