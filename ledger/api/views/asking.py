"""Filters and queries of requests, and what a program is told of a mistake in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.models import Household
from ledger.query.errors import FilterError, QueryError
from ledger.reports.asking import ask
from ledger.reports.filters import RegisterFilter, parse_filter


class FilterRefused(ValidationError):
    """A parameter that cannot be read; of a query, `members` tells the place of the mistake."""

    def __init__(self, error: FilterError) -> None:
        super().__init__({error.parameter: str(error)})
        self.members = place_of(error)


def place_of(error: FilterError) -> dict[str, Any]:
    """Return what a problem tells of a mistake in a query beside its text."""
    if not isinstance(error, QueryError):
        return {}
    place = {"position": error.position, "length": error.length}
    return {"query": place | {"problem": str(error.problem), "remedy": str(error.remedy)}}


@contextmanager
def refused_queries() -> Iterator[None]:
    """Answer what cannot be read as a problem of status 400."""
    try:
        yield
    except FilterError as error:
        raise FilterRefused(error) from error


def asked_filter(household: Household, request: Request, today: date) -> RegisterFilter:
    """Return the filter of a request, its `q` understood as a query; raises FilterError."""
    parameters: dict[str, Any] = dict(request.query_params.lists())
    return ask(household, parse_filter(parameters), today)
