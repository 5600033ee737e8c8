"""Whatever fails, wherever: a plain answer outside, the trace in the log under the same id.

A secret is planted in what fails. Neither the answer, its headers, what a job tells, nor the log
says it; the log tells where it failed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from celery import shared_task
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import Context, Template
from django.test import Client
from django.urls import path
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import Actor
from accounts.models import Household, Job
from accounts.scope import household_scope
from accounts.services.job_runs import UNFORESEEN, run_queued_job
from accounts.services.jobs import JobKind, register_job
from finehance.logs import request_id_scope
from finehance.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns
from tests.factories.accounts import make_job
from tests.finehance.planted import ALL, PLANTED, marks_in

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]

REQUEST_ID = "request-1234-5678"
INSIDE = ("Traceback", "RuntimeError", "error_leaks.py", "select cast")
"""What an answer would say that shows how the product is made."""
SECRET = f"password={PLANTED['password']} of {PLANTED['payee']!r}: {ALL}"


class Unwritable:
    """Something that can be rendered neither as text nor as JSON."""

    def __str__(self) -> str:
        raise RuntimeError(SECRET)

    def tolist(self) -> list[str]:
        raise RuntimeError(SECRET)


def in_view(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(SECRET)


def in_template(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Template("<p>{{ row }}</p>").render(Context({"row": Unwritable()})))


def in_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select cast(%s as integer)", [SECRET])
    return HttpResponse()


def in_a_cause(request: HttpRequest) -> HttpResponse:
    empty: dict[str, HttpResponse] = {}
    try:
        return empty[SECRET]
    except KeyError as error:
        raise LookupError(f"no {PLANTED['payee']!r}") from error


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


class InApi(APIView):
    authentication_classes = permission_classes = ()

    def get(self, request: Request) -> Response:
        raise RuntimeError(SECRET)


class InSerializing(APIView):
    authentication_classes = permission_classes = ()

    def get(self, request: Request) -> Response:
        return Response({"row": Unwritable()})


class FailingMiddleware:
    """Fails where no view has been chosen yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "middleware" in request.path:
            raise RuntimeError(SECRET)
        return self.get_response(request)


urlpatterns = [
    path("x/view/", in_view),
    path("x/template/", in_template),
    path("x/database/", in_database),
    path("x/cause/", in_a_cause),
    path("x/middleware/", fine),
    path("api/v1/x/view/", InApi.as_view()),
    path("api/v1/x/serializing/", InSerializing.as_view()),
    path("api/v1/x/database/", in_database),
    path("api/v1/x/middleware/", fine),
    *urlpatterns,
]


@pytest.fixture
def browser(client: Client, settings: Settings) -> Client:
    """Alice's browser of a site that fails and answers as in production."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.FailingMiddleware"]
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    browser = Client(raise_request_exception=False)
    browser.cookies = client.cookies
    return browser


def traces(log: StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["level"] == "ERROR" and "exception" in line]


WHERE = [
    ("/x/view/", "in in_view"),
    ("/x/template/", "in in_template"),
    ("/x/database/", "in in_database"),
    ("/x/cause/", "in in_a_cause"),
    ("/x/middleware/", "in __call__"),
    ("/api/v1/x/view/", "in get"),
    ("/api/v1/x/serializing/", "in tolist"),
    ("/api/v1/x/database/", "in in_database"),
    ("/api/v1/x/middleware/", "in __call__"),
]


@pytest.mark.parametrize(("url", "frame"), WHERE)
def test_failure_is_plain_outside_and_whole_in_the_log(
    browser: Client, log: StringIO, url: str, frame: str
) -> None:
    answer = browser.get(url, headers={"X-Request-ID": REQUEST_ID})

    outside = answer.content.decode() + str(answer.headers)
    logged = traces(log)
    assert (answer.status_code, answer["X-Request-ID"]) == (500, REQUEST_ID)
    assert REQUEST_ID in answer.content.decode()
    assert marks_in(outside) + marks_in(log.getvalue()) == []
    assert [word for word in INSIDE if word in outside] == []
    assert {line["request_id"] for line in logged} == {REQUEST_ID}
    assert frame in logged[-1]["exception"]


@pytest.mark.parametrize("url", ["/x/view/", "/api/v1/x/view/"])
def test_failure_for_htmx_and_for_programs_has_its_own_form(browser: Client, url: str) -> None:
    answer = browser.get(url, headers={"X-Request-ID": REQUEST_ID, "HX-Request": "true"})

    kind = "application/problem+json" if url.startswith("/api/") else "text/html"
    assert answer["Content-Type"].split(";")[0] == kind
    assert marks_in(answer.content.decode()) == []


def run_badly(by: Actor, payload: dict[str, Any], progress: object) -> dict[str, Any]:
    raise RuntimeError(SECRET)


@pytest.mark.django_db(transaction=True)
def test_failed_job_tells_its_owner_nothing_but_that(
    household: Household, client: Client, log: StringIO
) -> None:
    register_job(JobKind("failing", run_badly))
    job = make_job(household, kind="failing", request_id=REQUEST_ID)

    run_queued_job(household.pk, job.pk)

    with household_scope(household.pk):
        assert Job.objects.get(pk=job.pk).error == UNFORESEEN
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    logged = traces(log)
    assert marks_in(page) + marks_in(log.getvalue()) == []
    assert [line["request_id"] for line in logged] == [REQUEST_ID]
    assert "in run_badly" in logged[0]["exception"]


@shared_task
def fail_as_a_task() -> None:
    raise RuntimeError(SECRET)


def test_failed_task_is_in_the_log_under_the_id_of_its_request(log: StringIO) -> None:
    with request_id_scope(REQUEST_ID):
        fail_as_a_task.apply(throw=False)

    logged = traces(log)
    assert marks_in(log.getvalue()) == []
    assert "in fail_as_a_task" in logged[-1]["exception"]
    assert {line["request_id"] for line in logged} == {REQUEST_ID}
