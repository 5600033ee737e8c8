"""Answers to requests that cannot be served: pages for people, problems for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.http import require_POST
from pytest_django import Settings

from finehance import errors
from finehance.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("password=hunter2")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("password=hunter2")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("password=hunter2")


def limited(request: HttpRequest) -> HttpResponse:
    return errors.too_many_requests(request)


@require_POST
def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


VIEWS = {"fail": fail, "bad": suspicious, "no": forbidden, "often": limited, "post": posted}
urlpatterns = [
    *(path(f"{root}{name}/", view) for name, view in VIEWS.items() for root in ("x/", "api/x/")),
    *urlpatterns,
]

CASES = [
    ("bad", 400, "VALIDATION_2002", "This request could not be understood"),
    ("no", 403, "AUTH_1003", "This is not open to you"),
    ("missing", 404, "RESOURCE_3001", "There is nothing here"),
    ("post", 405, "RESOURCE_3002", "This page cannot be used that way"),
    ("often", 429, "RATE_LIMIT_6001", "Too many requests"),
    ("fail", 500, "DATABASE_5000", "Something went wrong on this side"),
]


@pytest.fixture
def browser(settings: Settings, db: None) -> Client:
    """A browser of a site with views that fail, which answers them as in production."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("name", "status", "code", "heading"), CASES)
def test_people_get_a_page(
    browser: Client, name: str, status: int, code: str, heading: str
) -> None:
    answer = browser.get(f"/x/{name}/", headers={"X-Request-ID": "request-1234"})

    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert "request-1234" in page
    assert "hunter2" not in page
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "status", "code", "heading"), CASES)
def test_programs_get_a_problem(
    browser: Client, name: str, status: int, code: str, heading: str
) -> None:
    answer = browser.get(f"/api/x/{name}/", headers={"X-Request-ID": "request-1234"})

    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert problem.pop("title")
    assert problem == {
        "type": "about:blank",
        "status": status,
        "code": code,
        "request_id": "request-1234",
    }


def test_wrong_method_names_the_right_ones(browser: Client) -> None:
    assert browser.get("/x/post/")["Allow"] == "POST"


@pytest.mark.parametrize(
    ("root", "kind"), [("/x/", "text/html"), ("/api/x/", "application/problem+json")]
)
def test_too_large_a_form_is_413(browser: Client, settings: Settings, root: str, kind: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    answer = browser.post(f"{root}post/", {"text": "x" * 100})

    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (413, kind)


def test_missing_csrf_token_is_a_page(settings: Settings, db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/")

    assert answer.status_code == 403
    assert "This is not open to you" in answer.content.decode()


def test_wrong_host_is_a_page(db: None) -> None:
    assert Client().get("/help/", HTTP_HOST="evil.example").status_code == 400


def test_too_many_sign_ins_is_a_page(anonymous: Client) -> None:
    wrong = {"login": "alice@example.org", "password": "wrong"}
    answers = [anonymous.post("/accounts/login/", wrong) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert "Too many requests" in answers[-1].content.decode()


def test_page_needs_no_database() -> None:
    answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
