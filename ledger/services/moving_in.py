"""Moving in: the whole books of another program, posted as one import that can be undone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.actors import Actor, Origin
from accounts.roles import Permission
from ledger.enums import BatchState, RowOutcome
from ledger.imports.books.comparison import MoveReport
from ledger.imports.books.detect import read_books
from ledger.imports.books.model import BookTransaction, NotCarried, ParsedBooks
from ledger.imports.books.planning import UNCODED, Part, Plan, Planned, plan_books
from ledger.imports.normalise import (
    ID_LENGTH,
    MEMO_LENGTH,
    PAYEE_LENGTH,
    RAW_LENGTH,
    clean_text,
)
from ledger.imports.post import rates_on
from ledger.imports.staging import await_turn
from ledger.imports.statement import Detection, Problem, StatementFile
from ledger.models import ImportBatch, ImportRow
from ledger.money import minor_units
from ledger.reports.moved_balances import known_digests
from ledger.services.bulk_books import (
    BooksPosting,
    StagedLeg,
    StagedTransaction,
    create_books_stage,
    post_books,
    stage_books,
)
from ledger.services.bulk_posting import refresh_statistics
from ledger.services.closed import ClosedDays
from ledger.services.history import RowChange, record_change_set
from ledger.services.imports import WORTH_ANALYSING, create_batch
from ledger.services.moving_accounts import Chart
from ledger.services.moving_balances import Wanted, note_balances
from ledger.services.moving_sides import compare_sides
from ledger.services.payees import create_payees, resolve_payees
from ledger.services.tags import ensure_tags
from ledger.services.uploads import detection_of, source_of
from ledger.signals import announce_postings

TAG_LENGTH = 50
KNOWN = "moved in before"
CLOSED = "their day lies in a closed period"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """A file of books and how it is moved in."""

    source: StatementFile
    detection: Detection
    accounts: Mapping[str, int] = field(default_factory=dict)
    """Ids of the household's places by the key of the source's that belong there."""
    batch: ImportBatch | None = None
    is_dry_run: bool = False
    progress: Callable[[int], None] | None = None


def move_request(
    batch: ImportBatch,
    progress: Callable[[int], None] | None = None,
    *,
    is_dry_run: bool = False,
) -> MoveRequest:
    """Return how the stored books of a batch are moved in; raises NotImportable without a file."""
    places: dict[str, int] = batch.options.get("places", {})
    return MoveRequest(
        source=source_of(batch),
        detection=detection_of(batch),
        accounts=places,
        batch=batch,
        progress=progress,
        is_dry_run=is_dry_run,
    )


@db.atomic
def move_in(*, by: Actor, request: MoveRequest) -> MoveReport:
    """Post the whole books in a file, all of it or nothing, and compare both sides.

    What an earlier move of the same books added is not added again. Raises StatementError when the
    file is refused, LedgerError when the books refuse it, PermissionDenied: opening accounts needs
    the right to manage, and no account may be kept from the actor. A dry run reports the same and
    is rolled back.
    """
    by.must(Permission.RECORD)
    by.must_write_everywhere()
    with db.atomic():
        batch = request.batch or create_batch(
            by=by, account=None, source=request.source, detection=request.detection
        )
        move = _Move(by.via(Origin.IMPORT), batch, request)
        report = move.run()
        _finish(move.by, batch, report, move.noted)
        if request.is_dry_run:
            db.set_rollback(True)
    if not request.is_dry_run:
        announce_postings(by.household.pk)
        if report.added >= WORTH_ANALYSING:
            db.on_commit(refresh_statistics)
    return report


class _Move:
    """One run: read, plan, place, stage, post, compare."""

    def __init__(self, by: Actor, batch: ImportBatch, request: MoveRequest) -> None:
        self.by = by
        self.batch = batch
        self.request = request
        self.started = time.perf_counter()
        self.books: ParsedBooks = read_books(request.source, request.detection)
        self.plan: Plan = plan_books(self.books, by.household.base_currency)
        self.not_carried = [*self.books.not_carried, *self.plan.not_carried]
        self.noted: list[RowChange] = []

    def run(self) -> MoveReport:
        await_turn(self.by.household.pk)
        self._tell(0)
        digests = [planned.digest for planned in self.plan.transactions]
        known = known_digests(self.by.household, digests)
        closed = ClosedDays.of(self.by.household)
        new = [each for each in self.plan.transactions if each.digest not in known]
        shut = [each for each in new if closed.holds(each.source.on)]
        if shut:
            self.not_carried.append(NotCarried("transactions", CLOSED, len(shut)))
            new = [each for each in new if not closed.holds(each.source.on)]
        self._remember(known, shut)
        chart = Chart.of(self.by, self.batch.format)
        chart.fill(self.books, self.plan, self.request.accounts)
        if new:
            self._post(new, chart)
        wanted = Wanted(self.batch, chart, self.plan, self.books.asserted, digests)
        self.noted, lost = note_balances(by=self.by, wanted=wanted)
        self.not_carried += lost
        self._tell(len(self.plan.transactions))
        return self._report(chart, digests, added=len(new), shut=len(shut))

    def _remember(self, known: Mapping[int, int], shut: Iterable[Planned]) -> None:
        """Keep what became of each transaction that is not added, and why."""
        ids = ((each.source, known.get(each.digest)) for each in self.plan.transactions)
        rows = [self._row(source, RowOutcome.MATCHED, KNOWN, pk) for source, pk in ids if pk]
        rows += [self._row(each.source, RowOutcome.SKIPPED, CLOSED) for each in shut]
        rows += [self._row(each, RowOutcome.SKIPPED, UNCODED) for each in self.plan.left_out]
        rows += [
            ImportRow(
                household=self.by.household,
                batch=self.batch,
                line=problem.line or 0,
                outcome=RowOutcome.FAILED,
                reason=problem.message[:300],
            )
            for problem in self.books.problems
            if is_lost(problem)
        ]
        ImportRow.objects.bulk_create(rows, batch_size=2_000)

    def _row(
        self, source: BookTransaction, outcome: RowOutcome, reason: str, pk: int | None = None
    ) -> ImportRow:
        leg = source.legs[0]
        return ImportRow(
            household=self.by.household,
            batch=self.batch,
            line=source.line,
            outcome=outcome,
            reason=reason,
            date=source.on,
            amount=leg.amount,
            currency=self.plan.codes.get(leg.currency, ""),
            description=clean_text(source.payee or source.memo, RAW_LENGTH),
            external_id=source.external_id[:ID_LENGTH],
            transaction_id=pk,
        )

    def _tell(self, done: int) -> None:
        if self.request.progress:
            self.request.progress(done)

    def _post(self, new: Sequence[Planned], chart: Chart) -> None:
        base = self.by.household.base_currency
        create_books_stage()
        days = {(part.currency, each.source.on) for each in new for part in each.parts}
        foreign = sorted(day for day in days if day[0] != base)
        staged = _Staged(self, new, chart)
        stage_books(
            staged.transactions(),
            staged.legs(),
            staged.tags(),
            rates_on(self.by, foreign),
        )
        post_books(
            BooksPosting(
                household_id=self.by.household.pk,
                base_currency=base,
                base_places=minor_units(base),
                batch_id=self.batch.pk,
                user_id=self.by.user.pk if self.by.user else None,
            )
        )

    def is_place(self, key: str) -> bool:
        """Tell whether a key is that of a place of the source."""
        return key in self.books.accounts and self.books.accounts[key].is_place

    def _report(self, chart: Chart, digests: Sequence[int], *, added: int, shut: int) -> MoveReport:
        figures, problems = self.books.figures, self.books.problems
        planned = len(self.plan.transactions)
        return MoveReport(
            batch_id=self.batch.pk,
            format=self.books.format,
            dialect=self.books.dialect,
            added=added,
            matched=planned - added - shut,
            skipped=len(self.plan.left_out) + shut,
            failed=sum(map(is_lost, problems)),
            sums=dict(figures.sums),
            first_date=figures.first_date,
            last_date=figures.last_date,
            accounts=tuple(compare_sides(self.by.household, self.books, self.plan, chart, digests)),
            not_carried=tuple(self.not_carried),
            problems=problems,
            accounts_made=tuple(account.name for account in chart.made),
            placed=tuple((key, code, row.pk) for (key, code), row in chart.targets.items()),
            made_ids=tuple(account.pk for account in chart.made),
            seconds=time.perf_counter() - self.started,
        )


def is_lost(problem: Problem) -> bool:
    """Tell whether a record was lost; a database has no lines to name."""
    return not problem.is_warning


class _Staged:
    """The rows of the staging tables; payees and tags are made before the first is yielded."""

    def __init__(self, move: _Move, new: Sequence[Planned], chart: Chart) -> None:
        self.move = move
        self.chart = chart
        household = move.by.household
        self.parts = [
            (number, planned, part, index)
            for number, (planned, part, index) in enumerate(_numbered(new), start=1)
        ]
        names = {_payee(planned) for planned in new} - {""}
        found = {name: payee.pk for name, payee in resolve_payees(household, names).items()}
        missing = sorted(name for name in names if name.casefold() not in found)
        self.payees = found | create_payees(household, missing)
        self.tag_ids = self._tags_of(new)

    def _tags_of(self, new: Iterable[Planned]) -> dict[str, int]:
        names = {_tag(tag) for planned in new for tag in planned.source.tags} - {""}
        tags = ensure_tags(by=self.move.by, names=sorted(names))
        return {tag.name.lower(): tag.pk for tag in tags}

    def transactions(self) -> Iterator[StagedTransaction]:
        for number, planned, part, index in self.parts:
            source = planned.source
            yield StagedTransaction(
                no=number,
                date=source.on,
                currency=part.currency,
                payee_id=self.payees.get(_payee(planned).casefold()),
                raw_payee=clean_text(source.payee, RAW_LENGTH),
                memo=clean_text(source.memo, MEMO_LENGTH),
                status=source.status.value,
                external_id=source.external_id[:ID_LENGTH],
                digest=planned.digest if index == 0 else None,
                places=self._places(part),
            )

    def _places(self, part: Part) -> list[int]:
        keys = [leg for leg in part.legs if self.move.is_place(leg.account)]
        return sorted({self.chart.account(leg, is_place=True).pk for leg in keys})

    def legs(self) -> Iterator[StagedLeg]:
        for number, _planned, part, _index in self.parts:
            for position, leg in enumerate(part.legs):
                account = self.chart.account(leg, is_place=self.move.is_place(leg.account))
                memo = clean_text(leg.memo, RAW_LENGTH)
                yield StagedLeg(number, position, account.pk, leg.amount, leg.code, leg.value, memo)

    def tags(self) -> Iterator[tuple[int, int]]:
        for number, planned, _part, _index in self.parts:
            for tag in planned.source.tags:
                if name := _tag(tag):
                    yield number, self.tag_ids[name.lower()]


def _numbered(new: Iterable[Planned]) -> Iterator[tuple[Planned, Part, int]]:
    for planned in new:
        for index, part in enumerate(planned.parts):
            yield planned, part, index


def _payee(planned: Planned) -> str:
    return clean_text(planned.source.payee, PAYEE_LENGTH)


def _tag(name: str) -> str:
    return clean_text(name, TAG_LENGTH)


def _finish(by: Actor, batch: ImportBatch, report: MoveReport, noted: Sequence[RowChange]) -> None:
    batch.state = BatchState.POSTED
    batch.added_count, batch.matched_count = report.added, report.matched
    batch.skipped_count, batch.failed_count = report.skipped, report.failed
    batch.sums = {currency: str(amount) for currency, amount in report.sums.items()}
    batch.first_date, batch.last_date = report.first_date, report.last_date
    batch.report = report.as_json()
    batch.posted_at = timezone.now()
    batch.save()
    summary = ngettext(
        "Moved in %(n)d transaction of %(file)s",
        "Moved in %(n)d transactions of %(file)s",
        report.added,
    ) % {"file": batch.file_name, "n": report.added}
    record_change_set(by=by, kind="import", summary=summary, rows=noted, import_batch=batch)
