"""Imports as people look back at them: how each ended, and the rows that were not added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Household
from ledger.enums import BatchState, RowOutcome
from ledger.models import ImportBatch, ImportRow
from ledger.money import Money, MoneyBag

PAGE_SIZE = 50
OUTCOMES = (RowOutcome.FAILED, RowOutcome.MATCHED, RowOutcome.SKIPPED)
"""What may become of a row that is not added, what needs attention first."""


@dataclass(frozen=True, slots=True)
class TiedOut:
    """The bank's closing balance against the ledger's, as they were after an import."""

    statement: Money
    ledger: Money

    @property
    def difference(self) -> Money:
        """The bank's less the ledger's."""
        return self.statement - self.ledger

    @property
    def holds(self) -> bool:
        return self.difference.amount == 0


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list of all."""

    batch: ImportBatch
    tied_out: TiedOut | None
    """None where the file states no balance, or nothing was imported."""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Imports newest first; `older` is the id to go on before, None at the end."""

    lines: tuple[ImportLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of a file that was not added, and why."""

    line: int
    reason: str
    date: date | None
    amount: Money | None
    description: str
    transaction_id: int | None


@dataclass(frozen=True, slots=True)
class LeftOutPage:
    """Rows of one outcome in the order of the file; `after` is where to go on, "" at the end."""

    rows: tuple[LeftOut, ...]
    after: str


def import_page(household: Household, *, before: int | None = None) -> ImportPage:
    """Return a page of the household's imports, newest first."""
    batches = ImportBatch.objects.in_household(household).select_related("account", "household")
    if before is not None:
        batches = batches.filter(pk__lt=before)
    found = list(batches.order_by("-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    lines = tuple(ImportLine(batch, tied_out(batch)) for batch in shown)
    return ImportPage(lines, shown[-1].pk if len(found) > PAGE_SIZE else None)


def tied_out(batch: ImportBatch) -> TiedOut | None:
    """Return how the bank's balance compares, None where it cannot be compared."""
    if batch.state != BatchState.POSTED or batch.statement_balance is None:
        return None
    currency = batch.currency
    ledger = batch.ledger_balance or Decimal(0)
    return TiedOut(Money(batch.statement_balance, currency), Money(ledger, currency))


def sums_of(batch: ImportBatch) -> MoneyBag:
    """Return what the file's rows sum to; rows that name no currency are in the account's."""
    return MoneyBag.of(
        Money(Decimal(amount), currency or batch.currency)
        for currency, amount in batch.sums.items()
    )


LONGEST = 30
"""Digits of a place among the rows; longer ones are no place."""


def left_out_page(batch: ImportBatch, outcome: str, *, after: str = "") -> LeftOutPage:
    """Return a page of the batch's rows with an outcome; `after` is a page's own, else ignored."""
    rows = ImportRow.objects.filter(
        household_id=batch.household_id, batch_id=batch.pk, outcome=outcome
    ).order_by("line", "pk")
    line, _dot, pk = after.partition(".")
    if line.isdecimal() and pk.isdecimal() and len(line + pk) < LONGEST:
        later_on_line = rows.filter(line=int(line), pk__gt=int(pk))
        rows = later_on_line | rows.filter(line__gt=int(line))
    found = list(rows[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    last = f"{shown[-1].line}.{shown[-1].pk}" if len(found) > PAGE_SIZE else ""
    return LeftOutPage(tuple(_left_out(shown, batch.currency)), last)


def _left_out(rows: Iterable[ImportRow], currency: str) -> Iterable[LeftOut]:
    for row in rows:
        amount = None if row.amount is None else Money(row.amount, row.currency or currency)
        yield LeftOut(row.line, row.reason, row.date, amount, row.description, row.transaction_id)
