"""A compiled query: what the register's SQL takes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.query.errors import Span


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that holds for a transaction `t`, with its values.

    `viewed` are the accounts that the list is about, None for all; `also` what else is asked of
    it there. Candidates that `are_dear` pay only where all of the books would be read. Days are
    [start, end). `slow` is where a regular expression stands, if one does: such a query is given
    little time.
    """

    sql: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)
    candidates: str = ""
    are_dear: bool = False
    viewed: tuple[int, ...] | None = None
    views_categories: bool = False
    start: date | None = None
    end: date | None = None
    in_trash: bool = False
    slow: Span | None = None
