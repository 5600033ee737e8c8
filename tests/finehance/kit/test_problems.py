"""Problems: stable codes, fields named, nothing given away, the transaction rolled back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.http import Http404
from rest_framework import exceptions as rest

from accounts.models import User
from finehance.kit import problems
from finehance.kit.problems import BY_STATUS, CODE, problem_of, problem_page, problem_response
from finehance.logs import request_id_scope


class GuardError(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__("CONTEXT: PL/pgSQL function")
        self.sqlstate = sqlstate


class Refusal(Exception):
    code = "BUSINESS_4005"


class Unbalanced(Refusal):
    code = "BUSINESS_4001"


class Odd(Exception):
    code = "E1"


class Teapot(rest.APIException):
    status_code = 418
    default_detail = "short and stout"


def refused_by_database(sqlstate: str) -> IntegrityError:
    error = IntegrityError("password=hunter2")
    error.__cause__ = GuardError(sqlstate)
    return error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (rest.NotAuthenticated(), 401, "AUTH_1001"),
        (rest.AuthenticationFailed(), 401, "AUTH_1002"),
        (rest.PermissionDenied(), 403, "AUTH_1003"),
        (PermissionDenied("x"), 403, "AUTH_1003"),
        (rest.ValidationError("x"), 400, "VALIDATION_2001"),
        (ValidationError("x"), 400, "VALIDATION_2001"),
        (rest.ParseError(), 400, "VALIDATION_2002"),
        (SuspiciousOperation(), 400, "VALIDATION_2002"),
        (RequestDataTooBig(), 413, "VALIDATION_2003"),
        (rest.UnsupportedMediaType("text/x"), 415, "VALIDATION_2004"),
        (rest.NotAcceptable(), 406, "VALIDATION_2005"),
        (rest.NotFound(), 404, "RESOURCE_3001"),
        (Http404(), 404, "RESOURCE_3001"),
        (ObjectDoesNotExist(), 404, "RESOURCE_3001"),
        (rest.MethodNotAllowed("PUT"), 405, "RESOURCE_3002"),
        (rest.Throttled(30), 429, "RATE_LIMIT_6001"),
        (refused_by_database("23F01"), 422, "BUSINESS_4001"),
        (refused_by_database("23F02"), 422, "BUSINESS_4002"),
        (refused_by_database("23F03"), 409, "BUSINESS_4003"),
        (refused_by_database("23F04"), 409, "BUSINESS_4004"),
        (refused_by_database("23505"), 409, "DATABASE_5001"),
        (OperationalError("x"), 503, "DATABASE_5002"),
        (DatabaseError("x"), 500, "DATABASE_5000"),
        (Refusal("Somebody else changed it."), 409, "BUSINESS_4005"),
        (Unbalanced("It is off by 1.00."), 422, "BUSINESS_4001"),
        (Teapot(), 409, "BUSINESS_4000"),
    ],
)
def test_problem_of_is_stable(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error)

    assert problem is not None
    assert (problem.status, problem.code) == (status, code)


@pytest.mark.parametrize("error", [RuntimeError("x"), KeyError("x"), Odd("x")])
def test_unforeseen_errors_are_left_to_the_frame(error: Exception) -> None:
    assert problem_of(error) is None
    assert problem_response(error, {}) is None


def test_codes_are_unique_and_well_formed() -> None:
    kinds = [kind for kind in vars(problems).values() if isinstance(kind, problems.Problem)]
    codes = [kind.code for kind in (*kinds, *problems.GUARDS.values())]

    assert [code for code in codes if not CODE.fullmatch(code)] == []
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            ValidationError({"name": ["Too short."]}),
            [{"field": "name", "message": "Too short.", "code": "invalid"}],
        ),
        (ValidationError("Odd."), [{"field": "", "message": "Odd.", "code": "invalid"}]),
        (
            rest.ValidationError({"lines": [{}, {"amount": ["Write a number."]}]}),
            [{"field": "lines[1].amount", "message": "Write a number.", "code": "invalid"}],
        ),
        (
            rest.ValidationError("Odd.", code="odd"),
            [{"field": "", "message": "Odd.", "code": "odd"}],
        ),
    ],
)
def test_validation_names_the_fields(error: Exception, expected: list[dict[str, str]]) -> None:
    answer = problem_response(error, {})

    assert answer is not None
    assert answer.data["errors"] == expected


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (Refusal("Somebody else changed it."), "Somebody else changed it."),
        (rest.NotFound("you are in no such household"), "you are in no such household"),
        (refused_by_database("23F01"), None),
        (PermissionDenied("password=hunter2"), None),
        (OperationalError("password=hunter2"), None),
    ],
)
def test_detail_is_shown_when_it_was_written_for_people(
    db: None, error: Exception, detail: str | None
) -> None:
    with request_id_scope("request-1234"), transaction.atomic():
        answer = problem_response(error, {})
        transaction.set_rollback(False)

    assert answer is not None
    assert (answer.data.get("detail"), answer.data["request_id"]) == (detail, "request-1234")
    assert not re.search("hunter2|PL/pgSQL", str(answer.data))


def test_problem_rolls_the_request_back(db: None) -> None:
    with transaction.atomic():
        User.objects.create_user("lost@example.org")
        problem_response(Refusal("No."), {})

    assert User.objects.filter(email="lost@example.org").exists() is False


@pytest.mark.django_db(transaction=True)
def test_problem_outside_of_a_transaction_rolls_nothing_back() -> None:
    answer = problem_response(Http404(), {})

    assert answer is not None
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (rest.Throttled(29.6), "Retry-After", "30"),
        (rest.MethodNotAllowed("PUT"), "Retry-After", None),
    ],
)
def test_headers_tell_when_to_try_again(
    db: None, error: Exception, name: str, value: str | None
) -> None:
    with transaction.atomic():
        answer = problem_response(error, {})
        transaction.set_rollback(False)

    assert answer is not None
    assert answer.headers.get(name) == value


@pytest.mark.parametrize("status", sorted(BY_STATUS))
def test_problem_page_answers_every_status(status: int) -> None:
    page = problem_page(status)

    body: Any = page.content.decode()
    assert (page.status_code, f'"status": {status}' in body) == (status, True)
