"""What is wrong with a filter or a query, and where."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """The part of a query from `start` up to, but without, `end`."""

    start: int
    end: int


class FilterError(ValueError):
    """A query parameter that means nothing; `parameter` names it, the text says why."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class QueryError(FilterError):
    """A mistake in a query: `length` characters from `position`, what is wrong, and what to do."""

    def __init__(self, span: Span, problem: str, remedy: str) -> None:
        super().__init__("q", f"{problem}: {remedy}")
        self.position = span.start
        self.length = max(span.end - span.start, 1)
        self.problem = problem
        self.remedy = remedy
