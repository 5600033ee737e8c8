"""Errors of the API as RFC 9457 problem details with a stable code and the request id.

A problem never carries a stack trace, and an exception's text only when the exception was written
for people: one whose `code` is one of this module's, such as the ledger's refusals.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions as rest
from rest_framework.response import Response

from finehance.logs import current_request_id

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
CODE = re.compile(
    r"(AUTH_1|VALIDATION_2|RESOURCE_3|BUSINESS_4|DATABASE_5|RATE_LIMIT_6|EXTERNAL_7)\d{3}"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of failure: its HTTP status, stable code and title."""

    status: int
    code: str
    title: str

    def body(
        self,
        *,
        detail: str = "",
        errors: list[dict[str, str]] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the problem document; `errors` names fields of the request.

        `members` are what this kind of problem tells beside what all of them do.
        """
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "request_id": current_request_id(),
        }
        if detail:
            document["detail"] = detail
        if errors:
            document["errors"] = errors
        return document | dict(members or {})


SIGN_IN_NEEDED = Problem(401, "AUTH_1001", "Sign in first")
SIGN_IN_REFUSED = Problem(401, "AUTH_1002", "The sign-in is wrong or has expired")
NOT_ALLOWED = Problem(403, "AUTH_1003", "Your role does not allow this")
GRANT_MISSING = Problem(403, "AUTH_1004", "The API token lacks a scope")
PERSON_NEEDED = Problem(403, "AUTH_1005", "An API token may not do this")
SECOND_FACTOR_NEEDED = Problem(401, "AUTH_1006", "A second factor is needed")
ADDRESS_UNCONFIRMED = Problem(403, "AUTH_1007", "The e-mail address is not confirmed yet")
PROOF_NEEDED = Problem(403, "AUTH_1008", "Prove again who you are")
PASSWORD_CHANGE_NEEDED = Problem(403, "AUTH_1009", "Choose a password of your own first")
INVALID = Problem(400, "VALIDATION_2001", "Some of the values are not valid")
MALFORMED = Problem(400, "VALIDATION_2002", "The request cannot be read")
TOO_LARGE = Problem(413, "VALIDATION_2003", "The request is too large")
MEDIA_TYPE = Problem(415, "VALIDATION_2004", "The content type is not supported")
NOT_ACCEPTABLE = Problem(406, "VALIDATION_2005", "No representation fits the Accept header")
KEY_REUSED = Problem(422, "VALIDATION_2006", "The idempotency key belongs to another request")
NOT_FOUND = Problem(404, "RESOURCE_3001", "There is nothing here")
METHOD = Problem(405, "RESOURCE_3002", "The method is not allowed here")
CHANGED = Problem(412, "RESOURCE_3003", "The resource has changed since it was read")
REFUSED = Problem(409, "BUSINESS_4000", "The change was refused")
UNFORESEEN = Problem(500, "DATABASE_5000", "Something went wrong; nothing was saved")
CONFLICT = Problem(409, "DATABASE_5001", "The change conflicts with other data")
UNAVAILABLE = Problem(503, "DATABASE_5002", "The service is not available at the moment")
TOO_MANY = Problem(429, "RATE_LIMIT_6001", "Too many requests")
UPSTREAM = Problem(502, "EXTERNAL_7001", "A service behind this one failed")

BY_STATUS = {
    problem.status: problem
    for problem in (
        MALFORMED,
        SIGN_IN_NEEDED,
        NOT_ALLOWED,
        NOT_FOUND,
        METHOD,
        NOT_ACCEPTABLE,
        REFUSED,
        CHANGED,
        TOO_LARGE,
        MEDIA_TYPE,
        TOO_MANY,
        UNFORESEEN,
        UPSTREAM,
        UNAVAILABLE,
    )
}

# What the database's own guards refuse, by SQLSTATE.
GUARDS = {
    "23F01": Problem(422, "BUSINESS_4001", "The transaction does not balance"),
    "23F02": Problem(422, "BUSINESS_4002", "A posting disagrees with its transaction or account"),
    "23F03": Problem(409, "BUSINESS_4003", "The date lies in a closed period"),
    "23F04": Problem(409, "BUSINESS_4004", "Monthly totals are kept by the database"),
}
UNPROCESSABLE = frozenset({"BUSINESS_4001", "BUSINESS_4002", "BUSINESS_4008"})
KNOWN = {
    problem.code: problem
    for problem in (
        GRANT_MISSING,
        PERSON_NEEDED,
        PROOF_NEEDED,
        PASSWORD_CHANGE_NEEDED,
        KEY_REUSED,
    )
}

_TABLE: tuple[tuple[type[BaseException], Problem], ...] = (
    (rest.NotAuthenticated, SIGN_IN_NEEDED),
    (rest.AuthenticationFailed, SIGN_IN_REFUSED),
    (rest.PermissionDenied, NOT_ALLOWED),
    (PermissionDenied, NOT_ALLOWED),
    (rest.ValidationError, INVALID),
    (ValidationError, INVALID),
    (rest.ParseError, MALFORMED),
    (RequestDataTooBig, TOO_LARGE),
    (SuspiciousOperation, MALFORMED),
    (rest.UnsupportedMediaType, MEDIA_TYPE),
    (rest.NotAcceptable, NOT_ACCEPTABLE),
    (rest.NotFound, NOT_FOUND),
    (Http404, NOT_FOUND),
    (ObjectDoesNotExist, NOT_FOUND),
    (rest.MethodNotAllowed, METHOD),
    (rest.Throttled, TOO_MANY),
    (IntegrityError, CONFLICT),
    (OperationalError, UNAVAILABLE),
    (DatabaseError, UNFORESEEN),
)


def problem_of(error: BaseException) -> Problem | None:
    """Return the kind of problem that `error` is, None for one that nobody foresaw."""
    code = public_code(error)
    if code in KNOWN:
        return KNOWN[code]
    if code:
        return Problem(422 if code in UNPROCESSABLE else 409, code, REFUSED.title)
    guard = GUARDS.get(getattr(error.__cause__, "sqlstate", None) or "")
    if guard and isinstance(error, DatabaseError):
        return guard
    found = next((problem for kind, problem in _TABLE if isinstance(error, kind)), None)
    if found is None and isinstance(error, rest.APIException):
        return BY_STATUS.get(error.status_code, REFUSED)
    return found


def public_code(error: BaseException) -> str:
    """Return the stable code of an error whose text is meant for people, or the empty string."""
    code = getattr(error, "code", "")
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""


def _flatten(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flatten(inner, _part(field, name))
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _flatten(inner, f"{field}[{position}]" if nested else field)
    else:
        yield {
            "field": field,
            "message": str(detail),
            "code": str(getattr(detail, "code", "invalid")),
        }


def _part(field: str, name: object) -> str:
    """Return the path of a part: `legs[0].amount`."""
    if isinstance(name, int):
        return f"{field}[{name}]"
    return f"{field}.{name}" if field else str(name)


def _field_errors(error: BaseException) -> list[dict[str, str]]:
    if isinstance(error, rest.ValidationError):
        return list(_flatten(error.detail))
    if isinstance(error, ValidationError):
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return list(_flatten(by_field))
    return []


def _detail(error: BaseException) -> str:
    if public_code(error):
        return str(error)
    if isinstance(error, rest.APIException) and isinstance(error.detail, str):
        return str(error.detail)
    return ""


def _headers(error: Exception) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = f"{wait:.0f}"
    return headers


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer `error` as a problem and roll the request's transaction back.

    The EXCEPTION_HANDLER of Django REST framework. None for an error that nobody foresaw, which
    the frame then logs with its trace and answers by `problem_page`.
    """
    problem = problem_of(error)
    if problem is None:
        return None
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    if problem.status >= 500:
        logger.error("%s: %s", problem.code, problem.title, exc_info=error)
    body = problem.body(
        detail=_detail(error),
        errors=_field_errors(error),
        members=getattr(error, "members", None),
    )
    response = Response(body, status=problem.status, headers=_headers(error))
    response.content_type = CONTENT_TYPE
    return response


def refusal(problem: Problem, *, detail: str = "", **members: Any) -> Response:
    """Return `problem` as the answer of a view that keeps what it did: nothing is rolled back."""
    response = Response(problem.body(detail=detail, members=members), status=problem.status)
    response.content_type = CONTENT_TYPE
    return response


def wants_problem(request: HttpRequest) -> bool:
    """Say whether the request is the API's, which answers errors as problems and not as pages."""
    return request.path.startswith("/api/")


def problem_page(status: int) -> JsonResponse:
    """Return the problem of an HTTP status for answers that are made outside of the framework."""
    problem = BY_STATUS[status]
    return JsonResponse(problem.body(), status=status, content_type=CONTENT_TYPE)
