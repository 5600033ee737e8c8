"""The first rows of a waiting file, as the review shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.imports.statement import Balance, Problem, StatementLine
from ledger.models import ImportBatch
from ledger.money import Money
from ledger.services.import_checks import Reading

FORMAT_NAMES = {
    "csv": gettext_lazy("Text table (CSV)"),
    "xlsx": gettext_lazy("Workbook"),
    "ofx": gettext_lazy("OFX or QFX"),
    "qif": gettext_lazy("QIF"),
    "camt": gettext_lazy("CAMT (ISO 20022)"),
    "mt940": gettext_lazy("MT940"),
}
SURE, FAIRLY_SURE = 90, 70


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a file beside what it is read as."""

    line: int
    date: date | None = None
    amount: Money | None = None
    words: str = ""
    note: str = ""
    """What the row is when it is no transaction."""
    is_problem: bool = False
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a detection is, in words."""

    label: str
    level: str


def certainty_of(batch: ImportBatch) -> Certainty:
    """Return how sure it is that the file is read rightly."""
    percent = int(batch.confidence * 100)
    if percent >= SURE:
        return Certainty(_("sure: %(n)d %%") % {"n": percent}, "good")
    if percent >= FAIRLY_SURE:
        return Certainty(_("fairly sure: %(n)d %%") % {"n": percent}, "warn")
    return Certainty(_("not sure, please check: %(n)d %%") % {"n": percent}, "bad")


def read_rows(reading: Reading, currency: str) -> list[ReadRow]:
    """Return the rows to show; an amount without a currency of its own is in `currency`."""
    if reading.preview is not None:
        return [_row(row.line, row.reading, currency, row.cells) for row in reading.preview.rows]
    return [_row(line.line, line, currency) for line in reading.lines]


def _row(
    line: int,
    read: StatementLine | Balance | Problem | None,
    currency: str,
    cells: tuple[str, ...] = (),
) -> ReadRow:
    if isinstance(read, StatementLine):
        money = Money(read.amount, read.currency or currency)
        words = " · ".join(_words(read))
        return ReadRow(line, read.date, money, words, cells=cells)
    if isinstance(read, Balance):
        money = Money(read.amount, read.currency or currency)
        return ReadRow(line, read.on, money, note=_("A balance"), cells=cells)
    if isinstance(read, Problem):
        return ReadRow(line, note=read.message, is_problem=not read.is_warning, cells=cells)
    return ReadRow(line, note=_("Passed over"), cells=cells)


def _words(line: StatementLine) -> Iterator[str]:
    yield from filter(None, dict.fromkeys((line.payee, line.memo)))
