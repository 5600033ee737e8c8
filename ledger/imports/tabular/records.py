"""Reading rows by a mapping: a stream of cells in, the records of a statement out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Problem,
    Record,
    StatementLine,
)
from ledger.imports.tabular.dates import FIRST_YEAR
from ledger.imports.tabular.mapping import COLUMN_NAMES, TEXT_COLUMNS, TabularMapping
from ledger.imports.tabular.postings import NOTICE, Postings
from ledger.imports.tabular.rows import UNDATED, RowReader
from ledger.imports.tabular.whole import WholeTable

NumberedRow = tuple[int, list[str]]
"""The 1-based line at which a row begins, and its cells."""
_MAX_MEMO = 4_000
_MAX_WAITING = 1_000
_ANONYMISED = (
    f"every date lies before {FIRST_YEAR}, as in an anonymised file: read as printed; check them"
)
_UNMARKED = "the row does not say whether money came in or went out: read like most others"
_NO_DATE = "the row is pending and no row of the file has a date"


def headings_of(rows: Iterator[NumberedRow], mapping: TabularMapping) -> list[str]:
    """Take the rows above the table off `rows` and return the headings among them."""
    headings: list[str] = []
    for index, (_, cells) in enumerate(islice(rows, mapping.first_row)):
        if index == mapping.header_row:
            headings = cells
    return headings


def read_records(
    rows: Iterable[NumberedRow], mapping: TabularMapping, headings: Sequence[str] = ()
) -> Iterator[Record]:
    """Yield the records of numbered rows, which begin at the first row of the table.

    Totals, blank rows and repeated headings are passed over; headings in another order begin a
    part of the file that is read by them. Raises BrokenFile when no row could be read and one
    should have been.
    """
    postings = Postings.of(headings)
    if postings:
        yield Problem(NOTICE)
        rows = postings.one_each(rows)
    yield from _Reading(mapping, headings).records(rows)


class _Reading:
    """The state of one pass: the line held back for its continuation, and what is known so far."""

    def __init__(self, mapping: TabularMapping, headings: Sequence[str]) -> None:
        self._mapping = mapping
        self._headings = [heading.strip() for heading in headings]
        self._held: StatementLine | None = None
        self._account: str | None = None
        self._sections = 0
        self._ends: tuple[StatementLine, StatementLine] | None = None
        self._waiting: list[StatementLine] = []
        self._seen: date | None = None
        self._lost: Problem | None = None
        self._whole = WholeTable()

    def records(self, rows: Iterable[NumberedRow]) -> Iterator[Record]:
        reader = RowReader(self._mapping)
        self._whole.begin(self._headings)
        for line, cells in rows:
            if not cells:
                continue
            record = reader.read(line, cells)
            if isinstance(record, StatementLine):
                yield from self._transaction(record, cells, reader)
            elif isinstance(record, str):
                self._continue(record)
            elif (record is None or isinstance(record, Problem)) and self._is_heading(cells):
                self._mapping, self._headings = self._remapped(cells)
                self._whole.begin(self._headings)
                reader = RowReader(self._mapping)
            elif record is not None:
                yield from self._aside(record)
        yield from self._released()
        yield from map(Problem, reader.remarks)
        yield from self._finish()

    def _transaction(
        self, record: StatementLine, cells: list[str], reader: RowReader
    ) -> Iterator[Record]:
        if self._held is not None:
            yield from self._released()
        if self._mapping.account is not None or self._account is None:
            yield from self._section(cells)
        if reader.is_unmarked(cells):
            yield Problem(_UNMARKED, record.line, is_warning=True)
        if self._whole.is_watching:
            self._whole.see(record.line, cells)
        self._held = record

    def _released(self) -> Iterator[Record]:
        """Yield the line held back, and before it the undated ones that waited for a date."""
        line, self._held = self._held, None
        if line is None:
            return
        if line.date == UNDATED and self._seen is None:
            if len(self._waiting) < _MAX_WAITING:
                self._waiting.append(line)
            else:
                yield Problem(_NO_DATE, line.line)
            return
        if line.date == UNDATED and self._seen is not None:
            line = line._replace(date=self._seen)
        elif self._waiting:
            yield from (waiting._replace(date=line.date) for waiting in self._waiting)
            self._waiting.clear()
        self._seen = line.date
        if line.balance is not None:
            self._ends = (self._ends[0] if self._ends else line, line)
        yield line

    def _section(self, cells: list[str]) -> Iterator[AccountSection]:
        """Yield the section that a row opens, if its account is another than that before."""
        at = self._mapping.account
        account = cells[at].strip() if at is not None and at < len(cells) else ""
        account = account or self._account or self._mapping.account_name
        if account != self._account:
            self._account = account
            self._sections += 1
            yield AccountSection(account=account, currency=self._mapping.default_currency)

    def _continue(self, words: str) -> None:
        if self._held is not None:
            memo = f"{self._held.memo} {words}".strip()[:_MAX_MEMO]
            self._held = self._held._replace(memo=memo)

    def _aside(self, record: Balance | Problem) -> Iterator[Record]:
        if isinstance(record, Problem) and not record.is_warning:
            self._lost = self._lost or record
        yield from self._released()
        yield record

    def _is_heading(self, cells: list[str]) -> bool:
        """Tell whether a row repeats the headings that matter, in whatever order."""
        mapping = self._mapping
        wanted = [mapping.date, mapping.amount, mapping.debit, mapping.credit]
        names = {self._name(index) for index in wanted if index is not None}
        return bool(names) and "" not in names and names <= {cell.strip() for cell in cells}

    def _name(self, index: int) -> str:
        return self._headings[index] if index < len(self._headings) else ""

    def _remapped(self, cells: list[str]) -> tuple[TabularMapping, list[str]]:
        """Return the mapping with each column where the new headings have it."""
        names = [cell.strip() for cell in cells]
        if names == self._headings:
            return self._mapping, names
        moved: dict[str, object] = {"column_count": len(names)}
        for field in COLUMN_NAMES:
            index = getattr(self._mapping, field)
            if index is not None:
                name = self._name(index)
                moved[field] = names.index(name) if name in names else None
        for field in TEXT_COLUMNS:
            kept = [self._name(index) for index in getattr(self._mapping, field)]
            moved[field] = tuple(names.index(name) for name in kept if name and name in names)
        return replace(self._mapping, **moved), names  # type: ignore[arg-type]

    def _finish(self) -> Iterator[Record]:
        """Yield what is left: undated lines as problems, the proved balances at both ends."""
        yield from self._whole.problems()
        if self._mapping.first_year < FIRST_YEAR:
            yield Problem(_ANONYMISED)
        for line in self._waiting:
            self._lost = Problem(_NO_DATE, line.line)
            yield self._lost
        if self._seen is None and self._lost:
            reason = f"no row could be read: {self._lost.message}"
            raise BrokenFile(reason, line=self._lost.line)
        if self._ends and self._mapping.balance_order and self._sections == 1:
            yield from self._balances(*self._ends)

    def _balances(self, first: StatementLine, last: StatementLine) -> Iterator[Balance]:
        if self._mapping.balance_order == "descending":
            first, last = last, first
        if first.balance is not None and last.balance is not None:
            opening = first.balance - first.amount
            yield Balance(BalanceKind.OPENING, opening, first.date, first.currency, first.line)
            yield Balance(BalanceKind.CLOSING, last.balance, last.date, last.currency, last.line)
