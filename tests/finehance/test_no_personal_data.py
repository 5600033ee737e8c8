"""Values planted in requests, views, tasks, imports and SQL reach neither the log nor a report.

The log is captured behind the product's own filters, and reports by a transport in the place of
HTTP, each as it would leave the process.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
import sentry_sdk
from celery import shared_task
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from pytest_django import Settings
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from accounts.actors import Actor
from accounts.models import Household
from accounts.services.job_runs import run_queued_job
from accounts.services.jobs import JobKind, register_job
from finehance.error_reports import start_reports
from finehance.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns
from finehance.wsgi import application
from tests.factories.accounts import make_job
from tests.factories.books import Books
from tests.finehance.planted import ALL, PLANTED, marks_in

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]


class Envelopes(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize().decode())


@pytest.fixture
def reports() -> Iterator[list[str]]:
    """Every envelope of an error report that would have left."""
    transport = Envelopes()
    with sentry_sdk.isolation_scope():
        start_reports("http://key@127.0.0.1:9/1", release="test", transport=transport)
        yield transport.sent
        sentry_sdk.get_client().close()
        sentry_sdk.init()


@csrf_exempt
def failing_view(request: HttpRequest) -> HttpResponse:
    secret = request.POST.get("password", "")
    logging.getLogger("a.view").warning("seen %s", ALL, extra={"payee": PLANTED["payee"]})
    raise ValueError(f"cannot read {secret!r} of {PLANTED['payee']!r}: {ALL}")


def failing_sql(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select %s::date", [PLANTED["payee"]])
    return HttpResponse()


urlpatterns = [
    path("x/fail/", failing_view),
    path("api/x/fail/", failing_view),
    path("x/sql/", failing_sql),
    *urlpatterns,
]


@pytest.fixture
def browser(client: Client, settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    client.cookies["tracker"] = PLANTED["password"]
    return client


def start_response(*_given: Any) -> Callable[[bytes], object]:
    return lambda _written: None


HEADERS = {"Authorization": f"Bearer {PLANTED['token']}", "X-Note": PLANTED["payee"]}


@pytest.mark.parametrize("url", ["/x/fail/", "/api/x/fail/", "/x/sql/"])
def test_failing_view_tells_nothing(
    browser: Client, log: StringIO, reports: list[str], url: str
) -> None:
    address = f"{url}?email={PLANTED['email']}&q={PLANTED['payee']}"

    answer = browser.post(address, PLANTED, headers=HEADERS)

    assert answer.status_code == 500
    assert "Traceback" in log.getvalue()
    assert marks_in(log.getvalue()) == []
    assert len(reports) == 1
    assert marks_in(reports[0]) == []


def test_report_of_a_real_request_says_where_and_what(
    browser: Client, reports: list[str], rf: RequestFactory
) -> None:
    # The request is served in the test's transaction, so its connection stays open.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    request = rf.post(f"/x/fail/?q={PLANTED['payee']}", PLANTED, headers=HEADERS)
    cookies = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items())

    b"".join(application(request.environ | {"HTTP_COOKIE": cookies}, start_response))

    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)

    event = json.loads(reports[0].splitlines()[2])
    error = event["exception"]["values"][-1]
    assert marks_in(reports[0]) == []
    assert (error["type"], error["value"][:20]) == ("ValueError", "cannot read [hidden]")
    assert error["stacktrace"]["frames"][-1]["function"] == "failing_view"
    assert not any("vars" in frame for frame in error["stacktrace"]["frames"])
    assert event["request"] == {"method": "POST", "url": "http://testserver/x/fail/"}
    assert event["transaction"] == "/x/fail/"
    assert {"user", "extra", "server_name", "modules"} & set(event) == set()


def test_api_refusals_and_sign_in_tell_nothing(
    browser: Client, anonymous: Client, log: StringIO, reports: list[str]
) -> None:
    sign_in = {"login": PLANTED["email"], "password": PLANTED["password"]}

    anonymous.post("/accounts/login/", sign_in)
    browser.post("/api/v1/payees/", {"name": PLANTED["payee"], "email": ALL}, "application/json")
    browser.get(f"/missing/{PLANTED['email']}/?iban={PLANTED['iban']}")
    browser.get("/api/v1/accounts/", headers=HEADERS)

    assert marks_in(log.getvalue()) == []
    assert reports == []


@shared_task
def failing_task(payee: str, email: str) -> None:
    raise ValueError(f"no mail to {email} about {payee!r}")


def test_failing_task_tells_nothing(log: StringIO, reports: list[str], settings: Settings) -> None:
    failing_task.apply(args=[PLANTED["payee"], PLANTED["email"]], throw=False)

    assert "ValueError" in log.getvalue()
    assert marks_in(log.getvalue()) == []
    assert [marks_in(report) for report in reports] == [[]]


def run_badly(by: Actor, payload: dict[str, Any], progress: object) -> dict[str, Any]:
    raise LookupError(f"no {payload['payee']!r} for {ALL}")


@pytest.mark.django_db(transaction=True)
def test_failing_job_tells_nothing(household: Household, log: StringIO, reports: list[str]) -> None:
    register_job(JobKind("failing", run_badly))
    job = make_job(household, kind="failing", title=PLANTED["payee"], payload=PLANTED)

    run_queued_job(household.pk, job.pk)

    assert "LookupError" in log.getvalue()
    assert marks_in(log.getvalue()) == []
    assert [marks_in(report) for report in reports] == [[]]


def test_failing_import_tells_nothing(
    actor: Actor, browser: Client, log: StringIO, reports: list[str]
) -> None:
    books = Books(actor.household, actor)
    file = BytesIO(f"Date,Payee,Amount\nnever,{PLANTED['payee']},{ALL}\n".encode())
    file.name = "planted.csv"

    browser.post("/imports/new/", {"account": books.checking.pk, "file": file})

    assert marks_in(log.getvalue()) == []
    assert [marks_in(report) for report in reports] == []


def test_database_error_tells_nothing(household: Household, log: StringIO) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "insert into accounts_user (email, password, display_name, is_active, is_staff,"
                " is_superuser, date_joined) select email, %s, %s, true, false, false, now()"
                " from accounts_user",
                [PLANTED["password"], PLANTED["payee"]],
            )
    except DatabaseError:
        logging.getLogger("a.service").exception("not saved for %s", PLANTED["email"])

    assert "IntegrityError" in log.getvalue()
    assert marks_in(log.getvalue()) == []
    assert "alice@example.org" not in log.getvalue()


def test_commands_stay_silent_about_the_reports(reports: list[str]) -> None:
    call_command("check")

    assert reports == []
