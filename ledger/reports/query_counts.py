"""How many transactions each of several queries means, in one scan."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Household
from ledger.query.compiler import compile_query
from ledger.query.parser import parse_query
from ledger.query.setting import Setting
from ledger.reports.patience import TookTooLong, run_within

PATIENCE = "1s"
NEWEST = 1_000
"""How many transactions are looked through where all of them would take too long."""
_PLACEHOLDER = re.compile(r"%\((q\w*)\)s")
_SCAN = """
select {counts} from (
  select t.* from ledger_transaction t
  where t.household_id = %(household)s and t.deleted_at is null
  order by t.date desc, t.id desc limit %(newest)s
) t
"""


@dataclass(frozen=True, slots=True)
class QueryCounts:
    """The counts by query; `newest` when only so many of the newest were looked through."""

    by_text: Mapping[str, int]
    newest: int | None = None


def count_queries(household: Household, texts: Sequence[str], setting: Setting) -> QueryCounts:
    """Return how many live transactions each query means.

    Raises QueryError for a query with a mistake, or an empty one.
    """
    counts: list[str] = []
    values: dict[str, Any] = {"household": household.pk}
    for number, text in enumerate(texts):
        sql, own = query_condition(text, setting)
        renamed = _PLACEHOLDER.sub(rf"%(x{number}_\1)s", sql)
        counts.append(f"count(*) filter (where {renamed}) as c{number}")
        values |= {f"x{number}_{key}": value for key, value in own.items()}
    return _scan(texts, _SCAN.format(counts=", ".join(counts)), values)


def query_condition(text: str, setting: Setting) -> tuple[str, dict[str, Any]]:
    """Return a query as one condition, from nowhere in particular; raises QueryError."""
    node = parse_query(text)
    if node is None:
        return "true", {}
    condition = compile_query(node, setting, may_view=())
    parts, values = [f"({condition.sql})"], dict(condition.values)
    for name, sign, day in (("start", ">=", condition.start), ("end", "<", condition.end)):
        if day:
            parts.append(f"t.date {sign} %(q_{name})s")
            values[f"q_{name}"] = day
    return " and ".join(parts), values


def _scan(texts: Sequence[str], sql: str, values: dict[str, Any]) -> QueryCounts:
    newest = None
    try:
        (row,) = run_within(PATIENCE, sql, values | {"newest": None})
    except TookTooLong:
        newest = NEWEST
        (row,) = run_within("10s", sql, values | {"newest": newest})
    return QueryCounts({text: row[f"c{n}"] for n, text in enumerate(texts)}, newest)
