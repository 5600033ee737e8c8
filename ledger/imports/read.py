"""Reading a file into the stage: every line normalised, routed and classified in one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.enums import Status, ValueSource
from ledger.imports.classify import Classifier
from ledger.imports.normalise import (
    ID_LENGTH,
    MEMO_LENGTH,
    RAW_LENGTH,
    clean_text,
    fingerprinter,
)
from ledger.imports.report import Tally
from ledger.imports.routing import Router
from ledger.imports.staging import StagedRow
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    Problem,
    Record,
    StatementLine,
)
from ledger.models import Account
from ledger.money import quantize_stored

Progress = Callable[[int], None]
PROGRESS_STEP = 5_000
INVESTMENT = "an investment record: holdings are not imported from files yet"


@dataclass(slots=True)
class Stated:
    """The balances that a file states for one account, from the holder's view."""

    opening: Balance | None = None
    closing: Balance | None = None

    def hear(self, balance: Balance) -> None:
        """Keep the earliest opening and the latest closing balance."""
        if balance.kind is BalanceKind.OPENING:
            if self.opening is None or _day(balance) < _day(self.opening):
                self.opening = balance
        elif balance.kind is BalanceKind.CLOSING and (
            self.closing is None or _day(balance) >= _day(self.closing)
        ):
            self.closing = balance


def _day(balance: Balance) -> date:
    return balance.on or date.min


@dataclass(slots=True)
class Intake:
    """Takes the records of a reader; yields staged rows and keeps what else the file says."""

    router: Router
    classifier: Classifier
    progress: Progress | None = None
    tally: Tally = field(default_factory=Tally)
    stated: dict[int, Stated] = field(default_factory=dict)
    skipped: list[tuple[StatementLine, str]] = field(default_factory=list)
    splits: list[tuple[int, int, Decimal, int, str]] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)
    accounts: dict[int, Account] = field(default_factory=dict)
    last_dates: dict[int, date] = field(default_factory=dict)
    """The latest day of each account's rows."""

    def rows(self, records: Iterator[Record]) -> Iterator[StagedRow]:
        """Yield a staged row per transaction of the file; raises what the reader raises."""
        section = AccountSection()
        route = _Route(self, section)
        heard: list[tuple[AccountSection, Balance]] = []
        for record in records:
            if type(record) is StatementLine:
                if record.is_investment:
                    self.skipped.append((record, INVESTMENT))
                    self.tally.investments += 1
                    continue
                yield route.stage(record)
            elif type(record) is AccountSection:
                route = _Route(self, record)
                self.router.begin(record)
            elif type(record) is Balance:
                heard.append((route.section, record))
            elif type(record) is Problem:
                self._note(record)
        for stated_of, balance in heard:
            self._hear(stated_of, balance)

    def _hear(self, section: AccountSection, balance: Balance) -> None:
        """Keep a balance of an account that has a place; one alone makes no account."""
        account = self.router.standing(section, balance.currency)
        if account is not None:
            self.accounts[account.pk] = account
            self.stated.setdefault(account.pk, Stated()).hear(balance)

    def _note(self, problem: Problem) -> None:
        self.tally.problems.append(problem)
        self.tally.failed += problem.is_row_lost


class _Route:
    """The rows of one section of the file: what is the same for all of them is found once."""

    def __init__(self, intake: Intake, section: AccountSection) -> None:
        self.intake = intake
        self.section = section
        self._known: dict[str, tuple[Account, Callable[..., int]]] = {}

    def _target(self, currency: str) -> tuple[Account, Callable[..., int]]:
        known = self._known.get(currency)
        if known is None:
            account = self.intake.router.route(self.section, currency)
            fingerprint = fingerprinter(account.import_key or account.id)
            known = self._known[currency] = (account, fingerprint)
            self.intake.accounts[account.id] = account
            self.intake.currencies.add(account.currency)
        return known

    def stage(self, line: StatementLine) -> StagedRow:
        intake = self.intake
        account, fingerprint = self._target(line.currency)
        amount = quantize_stored(line.amount)
        payee = clean_text(line.payee, RAW_LENGTH)
        memo = clean_text(line.memo, MEMO_LENGTH)
        external_id = line.external_id[:ID_LENGTH]
        tally = intake.tally
        tally.add(line.date, line.amount, line.currency)
        if intake.progress and tally.rows % PROGRESS_STEP == 0:
            intake.progress(tally.rows)
        known = intake.classifier.classify(payee, memo, line, account)
        if line.date > intake.last_dates.get(account.id, date.min):
            intake.last_dates[account.id] = line.date
        digest = fingerprint(line.date, amount, external_id, payee, memo)
        has_splits = bool(line.splits) and self._stage_splits(tally.rows, line)
        if has_splits:  # its parts say where the money went, whatever is known of the whole
            known = known._replace(category_source=ValueSource.IMPORT, category_reason="")
        return StagedRow(
            tally.rows,
            line.line,
            account.id,
            line.date,
            amount,
            account.currency,
            payee,
            memo,
            external_id,
            digest,
            Status.PENDING if line.is_pending else Status.CLEARED,
            *known,
            has_splits,
        )

    def _stage_splits(self, number: int, line: StatementLine) -> bool:
        if sum((split.amount for split in line.splits), Decimal(0)) != line.amount:
            warning = "the parts of a split do not add up: booked as a whole"
            self.intake.tally.problems.append(Problem(warning, line.line, is_warning=True))
            return False
        category_of = self.intake.classifier.category_of
        self.intake.splits.extend(
            (
                number,
                position,
                quantize_stored(split.amount),
                category_of(split.category, split.amount),
                clean_text(split.memo, RAW_LENGTH),
            )
            for position, split in enumerate(line.splits, start=1)
        )
        return True
