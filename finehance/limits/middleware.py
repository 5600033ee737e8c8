"""Refuses what goes over a limit, and tells programs where they stand."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from finehance.errors import too_many_requests
from finehance.kit.problems import wants_problem
from finehance.limits.usage import Usage, count_request


class RateLimitMiddleware:
    """Counts each request before any work is done for it.

    Stands outside of the request's transaction, so that a request that fails has still counted
    and nobody waits for another's to end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        usage = count_request(request)
        if usage is None:
            return self.get_response(request)
        if usage.is_exceeded:
            return self._refusal(request, usage)
        response = self.get_response(request)
        if wants_problem(request):
            describe(response, usage)
        return response

    def _refusal(self, request: HttpRequest, usage: Usage) -> HttpResponseBase:
        response: HttpResponseBase = too_many_requests(request)
        response["Retry-After"] = str(usage.tightest.reset)
        describe(response, usage)
        return response


def describe(response: HttpResponseBase, usage: Usage) -> None:
    """Add the headers of draft-ietf-httpapi-ratelimit-headers-07, for the tightest window."""
    tightest = usage.tightest
    response["RateLimit-Limit"] = str(tightest.limit)
    response["RateLimit-Remaining"] = str(tightest.remaining)
    response["RateLimit-Reset"] = str(tightest.reset)
    response["RateLimit-Policy"] = ", ".join(
        f"{window.limit};w={window.seconds}" for window in usage.windows
    )
