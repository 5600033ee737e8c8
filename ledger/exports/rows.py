"""All transactions of a selection, oldest first, a page in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.models import Household
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import Cursor, RegisterRow, register_page
from ledger.reports.tree import AccountTree

PAGE = 2_000
_BEFORE_ALL = Cursor(date(1, 1, 1), 0)


def iterate_rows(
    household: Household, chosen: RegisterFilter, tree: AccountTree
) -> Iterator[RegisterRow]:
    """Yield every transaction of a selection, oldest first; ties of a date in order of id.

    Reads as it goes: the household's scope must be open until the last one.
    """
    cursor: Cursor | None = _BEFORE_ALL
    while cursor is not None:
        page = register_page(household, chosen, size=PAGE, before=cursor, tree=tree)
        yield from reversed(page.rows)
        cursor = page.newer
