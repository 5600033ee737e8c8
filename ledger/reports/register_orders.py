"""Pages of transactions in another order than the register's own.

Dates have indexes and cost the same at any depth; everything else is sorted for each page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Household
from ledger.reports.patience import run_selection
from ledger.reports.register import RegisterFilter, RegisterRow, register_rows
from ledger.reports.selection import compile_filter
from ledger.reports.tree import account_tree

COLUMNS = {
    "date": ("t.date", "date"),
    "created_at": ("t.created_at", "timestamptz"),
    "payee": ("coalesce(y.name, t.raw_payee)", "text"),
    "memo": ("t.memo", "text"),
    "status": ("t.status", "text"),
    "id": ("t.id", "bigint"),
}
"""What transactions may be ordered by: the SQL, none of which is ever null, and its type."""


@dataclass(frozen=True, slots=True)
class OrderedPage:
    """Rows in the order asked for, and whether there are more on either side."""

    rows: tuple[RegisterRow, ...]
    places: tuple[tuple[str, ...], ...]
    """Of each row, the values that it is ordered by."""
    has_more: bool
    """Whether there are more in the direction in which was read."""


def with_id(names: Sequence[str]) -> tuple[str, ...]:
    """Return an order that ends with the id, in the direction of the last name."""
    found = tuple(dict.fromkeys(names))
    if any(name.removeprefix("-") == "id" for name in found):
        return found
    return (*found, "-id" if found[-1].startswith("-") else "id")


def ordered_page(
    household: Household,
    chosen: RegisterFilter,
    *,
    order: Sequence[str],
    size: int,
    place: Sequence[str] | None = None,
    is_before: bool = False,
) -> OrderedPage:
    """Return a page of at most `size` transactions after a place in an order, or before it.

    `order` holds names of COLUMNS, `-` before one for the largest first, and ends with the id.
    Running balances are left out. Raises DataError for a place that no values can be, QueryError as
    `run_selection` does.
    """
    tree = account_tree(household)
    selection = compile_filter(household, chosen, tree)
    values: dict[str, Any] = {**selection.values, "rows": size + 1}
    values |= {f"place_{number}": value for number, value in enumerate(place or ())}
    sql = _PAGE.format(
        columns=", ".join(
            f"({_sql(name)})::text as value_{number}" for number, name in enumerate(order)
        ),
        meant=selection.all_sql(),
        beyond=_beyond(order, is_before=is_before) if place else "true",
        order=", ".join(f"{_sql(name)} {_way(name, is_before=is_before)}" for name in order),
    )
    found = run_selection(selection, sql, values)
    shown = found[:size][::-1] if is_before else found[:size]
    by_id = {row.id: row for row in register_rows(household, [row["key"] for row in shown], chosen)}
    numbers = range(len(order))
    return OrderedPage(
        tuple(by_id[row["key"]] for row in shown),
        tuple(tuple(row[f"value_{number}"] for number in numbers) for row in shown),
        len(found) > size,
    )


_PAGE = """
select t.id as key, {columns}
from ledger_transaction t left join ledger_payee y on y.id = t.payee_id
where t.household_id = %(household)s and t.id in ({meant}) and ({beyond})
order by {order} limit %(rows)s
"""


def _sql(name: str) -> str:
    return COLUMNS[name.removeprefix("-")][0]


def _way(name: str, *, is_before: bool) -> str:
    return "asc" if name.startswith("-") == is_before else "desc"


def _beyond(order: Sequence[str], *, is_before: bool) -> str:
    """Return the condition for what comes after a place: the first difference decides."""
    parts, equal = [], ""
    for number, name in enumerate(order):
        value = f"%(place_{number})s::{COLUMNS[name.removeprefix('-')][1]}"
        sign = ">" if _way(name, is_before=is_before) == "asc" else "<"
        parts.append(f"({equal}{_sql(name)} {sign} {value})")
        equal += f"{_sql(name)} = {value} and "
    return " or ".join(parts)
