"""What is said of a statement as a whole: that its balances do not fit, or that it is of no use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ledger.imports.statement import BrokenFile, Problem, Record, StatementLine


def balance_warning(
    opening: Decimal, entries: Decimal, closing: Decimal, *, statement: str, line: int | None
) -> Problem | None:
    """Return a warning when `opening` plus `entries` is not `closing`, else None."""
    reached = opening + entries
    if reached == closing:
        return None
    name = f"statement {statement}" if statement else "the statement"
    return Problem(
        f"{name}: the opening balance {opening} and the entries {entries} give {reached}, "
        f"but the closing balance is {closing}",
        line=line,
        is_warning=True,
    )


def refused_when_useless(records: Iterable[Record], file: str) -> Iterator[Record]:
    """Pass `records` on; raises BrokenFile at the end when all entries were unreadable."""
    first: Problem | None = None
    lines = 0
    for record in records:
        if isinstance(record, StatementLine):
            lines += 1
        elif isinstance(record, Problem) and not record.is_warning:
            first = first or record
        yield record
    if first and not lines:
        raise BrokenFile(first.message, line=first.line, file=file)
