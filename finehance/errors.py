"""Answers to requests that cannot be served: pages for people, problems for programs."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from finehance.kit.problems import problem_page, wants_problem


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """Return the error page, or for the API the problem, of an HTTP status."""
    if wants_problem(request):
        return problem_page(status)
    # Without context processors, so that the page stands when the database does not.
    page = render_to_string(f"errors/{status}.html", {"request": request})
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return answer(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return answer(request, 500)


class MethodNotAllowedMiddleware:
    """Gives the empty 405 answers of views a body: a page or a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405 or getattr(response, "content", None) != b"":
            return response
        described = answer(request, 405)
        described["Allow"] = response.get("Allow", "")
        return described
