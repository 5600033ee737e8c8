"""One run of the pipeline: stage, match, post, settle, report."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from accounts.actors import Actor
from accounts.bulk import copy_rows
from ledger.enums import RowOutcome
from ledger.imports.classify import Classifier
from ledger.imports.detect import read_statement
from ledger.imports.match import match_stage
from ledger.imports.post import (
    known_rows,
    post_new,
    refuse_closed,
    remember_rows,
    ruled_rows,
    shown_rows,
    stage_outcomes,
    stage_rates,
)
from ledger.imports.read import Intake, Progress
from ledger.imports.recorded import match_recorded
from ledger.imports.report import ImportReport, RowReport
from ledger.imports.routing import Router
from ledger.imports.settle import complete_matched, confirmed_among
from ledger.imports.staging import (
    ROW_COLUMNS,
    analyse_stage,
    await_turn,
    create_stage,
    oldest_first,
    unclaimed_payees,
)
from ledger.imports.statement import BrokenFile, Detection, StatementFile
from ledger.imports.tie_out import book_openings, closing_balances, empty_accounts, tie_out
from ledger.models import Account, ImportBatch, ImportRow
from ledger.services.history import RowChange

SHOWN_ROWS = 200
SHOWN_PROBLEMS = 500


class ImportRun:
    """Reads a file into the stage once, then works on the whole of it at a time."""

    def __init__(
        self, by: Actor, batch: ImportBatch, account: Account, progress: Progress | None
    ) -> None:
        self.by = by
        self.batch = batch
        self.account = account
        self.started = time.perf_counter()
        self.classifier = Classifier.for_household(by.household)
        self.router = Router(by, account)
        self.intake = Intake(self.router, self.classifier, progress)
        self.changes: list[RowChange] = []
        self.confirmed: list[int] = []
        """What schedules recorded and this file confirmed."""
        self.ruled = 0
        self.rule_counts: Counter[int] = Counter()

    def stage(self, source: StatementFile, detection: Detection) -> None:
        """Read, normalise and classify every row, and find out which are known already."""
        await_turn(self.by.household.pk)
        create_stage()
        intake, classifier = self.intake, self.classifier
        rows = intake.rows(read_statement(source, detection))
        copy_rows("import_stage", ROW_COLUMNS, oldest_first(rows))
        self._refuse_useless()
        copy_rows("import_stage_split", "no, position, amount, category_id, memo", intake.splits)
        copy_rows("import_stage_payee", "payee_no, payee_id", classifier.known_payees())
        copy_rows("import_stage_tag", "tag_set, tag_id", classifier.staged_tags())
        stage_rates(self.by, intake.currencies)
        analyse_stage()
        match_stage(
            household_id=self.by.household.pk,
            batch_id=self.batch.pk,
            file_format=detection.format,
        )
        match_recorded(self.by.household)

    def _refuse_useless(self) -> None:
        tally = self.intake.tally
        if tally.failed and not tally.rows and not self.intake.skipped:
            first = next(problem for problem in tally.problems if problem.is_row_lost)
            raise BrokenFile(f"no transaction could be read: {first.message}", line=first.line)

    def post(self, *, books_opening: bool) -> ImportReport:
        """Write what is new, complete what was matched, and keep why the rest was left out."""
        closed = refuse_closed(self.by.household.pk)
        new_payees = self.classifier.new_payees(unclaimed_payees())
        copy_rows("import_stage_payee", "payee_no, payee_id", new_payees)
        empty = empty_accounts(self.by, self.intake.stated) if books_opening else []
        base = {self.by.household.base_currency}
        is_simple = not self.intake.splits and self.intake.currencies <= base
        added = post_new(self.by, self.batch, is_simple=is_simple)
        openings = book_openings(self.by, self.batch, self.intake, empty) if added else {}
        known = known_rows(self.by.household.pk)
        if known:
            self.changes = complete_matched(self.by, known)
            self.confirmed = confirmed_among(self.changes)
        if self.classifier.rule_sets:
            self._count_rules()
        remember_rows(self.batch)
        ImportRow.objects.bulk_create(self._unstaged(), batch_size=2_000)
        return self._report(added, closed, openings)

    def _count_rules(self) -> None:
        """Count on how many new rows each rule set something, and rows of any."""
        by_number = {number: rules for rules, number in self.classifier.rule_sets.items()}
        for number, count in ruled_rows().items():
            self.ruled += count
            for rule in by_number[number]:
                self.rule_counts[rule] += count

    def _unstaged(self) -> list[ImportRow]:
        """Return the records that never became rows: unreadable ones and investments."""
        rows = [
            self._row(line.line, RowOutcome.SKIPPED, reason) for line, reason in self.intake.skipped
        ]
        rows += [
            self._row(problem.line or 0, RowOutcome.FAILED, problem.message)
            for problem in self.intake.tally.problems
            if problem.is_row_lost
        ]
        return rows

    def _row(self, line: int, outcome: RowOutcome, reason: str) -> ImportRow:
        return ImportRow(
            household=self.by.household,
            batch=self.batch,
            line=line,
            outcome=outcome,
            reason=reason[:300],
        )

    def _report(self, added: int, closed: int, openings: Mapping[int, Decimal]) -> ImportReport:
        tally, main = self.intake.tally, self.account
        outcomes = stage_outcomes()
        tied = tie_out(self.by, main, self.intake)
        unstaged = tuple(
            RowReport(line.line, "skipped", reason, line.date, line.amount, line.currency)
            for line, reason in self.intake.skipped[:SHOWN_ROWS]
        )
        return ImportReport(
            batch_id=self.batch.pk,
            added=added,
            matched=outcomes.get("matched", 0),
            skipped=outcomes.get("skipped", 0) + len(self.intake.skipped),
            failed=tally.failed + closed,
            sums=dict(tally.sums),
            first_date=tally.first_date,
            last_date=tally.last_date,
            tie_out=tied,
            closings=closing_balances(self.by, main, self.intake, tied),
            opening_balance=openings.get(main.pk),
            rows=(*shown_rows(SHOWN_ROWS), *unstaged),
            problems=tuple(tally.problems[:SHOWN_PROBLEMS]),
            accounts_made=tuple(account.name for account in self.router.made),
            seconds=time.perf_counter() - self.started,
        )
