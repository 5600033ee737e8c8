"""What a bank file holds, read without a household: counts, sums, dates, balances, errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum

from ledger.imports.books.detect import detect_books, read_books
from ledger.imports.detect import detect, read_statement
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    Detection,
    Problem,
    Record,
    StatementError,
    StatementFile,
    StatementLine,
)

MAX_MESSAGES = 1_000
"""Problems that are listed one by one; of the others only the number is said."""

_EXACT = Context(prec=80)


class InspectionStatus(StrEnum):
    """What came of reading a file."""

    OK = "ok"
    PARTIAL = "partial"
    """Something was read, something was left out."""
    ERROR = "error"
    """The file is refused, or nothing in it could be read."""
    EMPTY = "empty"
    """A valid file with no transaction in it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A problem and the line it is in, None where it concerns the whole file."""

    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """The figures of one file, amounts from the holder's view: money out negative."""

    status: InspectionStatus
    format: str
    dialect: str
    confidence: Decimal
    transactions: int
    investments: int
    sums: Mapping[str, Decimal]
    """Sum of the transactions by currency, under "" where the file names none."""
    first_date: date | None
    last_date: date | None
    opening_balances: tuple[Decimal, ...]
    """The first opening balance of each account, in the order of the file."""
    closing_balances: tuple[Decimal, ...]
    """The last closing balance of each account."""
    errors: tuple[Message, ...]
    warnings: tuple[Message, ...]

    @classmethod
    def refused(cls, error: StatementError) -> Inspection:
        """Return the result of a file that was refused before it could be read."""
        tally = _Tally()
        tally.refuse(error)
        return tally.result(None)


def inspect(source: StatementFile, detection: Detection | None = None) -> Inspection:
    """Read the whole of `source` and return what is in it; a refusal is an error in the result."""
    tally = _Tally()
    try:
        if detection is None and (found := detect_books(source)) is not None:
            return _of_books(source, found)
        detection = detection or detect(source)
        for record in read_statement(source, detection):
            tally.add(record)
    except StatementError as error:
        tally.refuse(error)
    return tally.result(detection)


def _of_books(source: StatementFile, detection: Detection) -> Inspection:
    """Return what whole books hold as their own program counts it.

    That is rows of registers, or transactions of double-entry books, which have no sum.
    """
    books = read_books(source, detection)
    tally = _Tally()
    for problem in books.problems:
        tally.add(problem)
    for omission in books.not_carried:
        tally.warnings.add(f"{omission.count:,} {omission.what}: {omission.reason}", None)
    for account in books.accounts.values():
        if account.stated is not None:
            tally.closing[account.key,] = (date.min, account.stated)
    figures = books.figures
    tally.transactions, tally.sums = figures.rows, dict(figures.sums)
    tally.first, tally.last = figures.first_date, figures.last_date
    return tally.result(Detection(books.format, books.dialect, detection.confidence))


@dataclass(slots=True)
class _Messages:
    kept: list[Message] = field(default_factory=list)
    count: int = 0

    def add(self, message: str, line: int | None) -> None:
        self.count += 1
        if self.count <= MAX_MESSAGES:
            self.kept.append(Message(line, message))

    def all(self) -> Iterator[Message]:
        yield from self.kept
        if self.count > MAX_MESSAGES:
            yield Message(None, f"{self.count - MAX_MESSAGES:,} more like these")


@dataclass(slots=True)
class _Tally:
    """Figures that grow record by record, so that no file has to fit into memory."""

    transactions: int = 0
    investments: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    account: tuple[str, ...] = ()
    opening: dict[tuple[str, ...], Decimal] = field(default_factory=dict)
    closing: dict[tuple[str, ...], tuple[date, Decimal]] = field(default_factory=dict)
    errors: _Messages = field(default_factory=_Messages)
    warnings: _Messages = field(default_factory=_Messages)
    is_refused: bool = False

    def add(self, record: Record) -> None:
        match record:
            case StatementLine(is_investment=True):
                self.investments += 1
            case StatementLine():
                self._line(record)
            case AccountSection():
                self.account = (record.account, record.name, record.currency)
            case Balance():
                self._balance(record)
            case Problem():
                messages = self.warnings if record.is_warning else self.errors
                messages.add(record.message, record.line)

    def _line(self, line: StatementLine) -> None:
        self.transactions += 1
        total = self.sums.get(line.currency, Decimal(0))
        self.sums[line.currency] = _EXACT.add(total, line.amount)
        self.first = line.date if self.first is None else min(self.first, line.date)
        self.last = line.date if self.last is None else max(self.last, line.date)

    def _balance(self, balance: Balance) -> None:
        if balance.kind == BalanceKind.OPENING:
            self.opening.setdefault(self.account, balance.amount)
        elif balance.kind == BalanceKind.CLOSING:
            on = balance.on or date.min
            latest = self.closing.get(self.account)
            if latest is None or on >= latest[0]:
                self.closing[self.account] = (on, balance.amount)

    def refuse(self, error: StatementError) -> None:
        self.is_refused = True
        self.errors.add(error.reason, error.line)

    def result(self, detection: Detection | None) -> Inspection:
        return Inspection(
            status=self._status(),
            format=detection.format if detection else "",
            dialect=detection.dialect if detection else "",
            confidence=detection.confidence if detection else Decimal(0),
            transactions=self.transactions,
            investments=self.investments,
            sums=dict(sorted(self.sums.items())),
            first_date=self.first,
            last_date=self.last,
            opening_balances=tuple(self.opening.values()),
            closing_balances=tuple(amount for _, amount in self.closing.values()),
            errors=tuple(self.errors.all()),
            warnings=tuple(self.warnings.all()),
        )

    def _status(self) -> InspectionStatus:
        if self.is_refused:
            return InspectionStatus.ERROR
        has_lines = bool(self.transactions or self.investments)
        if self.errors.count:
            return InspectionStatus.PARTIAL if has_lines else InspectionStatus.ERROR
        return InspectionStatus.OK if has_lines else InspectionStatus.EMPTY
