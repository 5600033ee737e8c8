"""Checking how a file is read and what it would do, and having it imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.forms.choices import AccountChoices
from ledger.forms.mapping import MappingForm, ReadingForm
from ledger.imports.report import ImportReport, RowReport
from ledger.imports.statement import StatementError
from ledger.imports.tabular.mapping import TabularMapping
from ledger.models import ImportBatch
from ledger.money import Money, MoneyBag
from ledger.reports.register import RegisterRow, register_rows
from ledger.reports.tree import account_tree
from ledger.services.errors import LedgerError
from ledger.services.import_checks import (
    Reading,
    check_import,
    complete_mapping,
    differs_from_detected,
    read_ahead,
)
from ledger.services.uploads import (
    WAITING,
    correct_reading,
    queue_import,
    save_profile,
)
from ledger.views.books import books_review, books_run, books_summary
from ledger.views.import_rows import FORMAT_NAMES, certainty_of, read_rows
from ledger.views.imports import find_batch

SHOWN = 50


def _waits(batch: ImportBatch) -> bool:
    return batch.state in WAITING and bool(batch.stored_file)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@member_required(Permission.RECORD)
def import_review(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show how a file is read; a POST corrects it and shows it anew."""
    batch = find_batch(request, pk)
    if not _waits(batch):
        return redirect("ledger:import-detail", pk)
    if batch.is_books:
        return books_review(request, batch)
    review = _Review.of(request, batch)
    if request.method == "POST" and review.is_corrected(request):
        if not request.htmx:
            return redirect("ledger:import-review", pk)
        review = _Review.of(request, find_batch(request, pk), is_fresh=True)
    return review.page(request)


@require_POST
@member_required(Permission.RECORD)
def import_run(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Read the file as the form says and have the worker import it."""
    batch = find_batch(request, pk)
    if not _waits(batch):
        return redirect("ledger:import-detail", pk)
    if batch.is_books:
        return books_run(request, batch)
    review = _Review.of(request, batch)
    if not review.is_corrected(request):
        return review.page(request)
    try:
        with transaction.atomic():
            _keep_mapping(request, review)
            queue_import(by=request.actor, batch=batch)
    except LedgerError as error:
        messages.error(request, str(error))
    return redirect("ledger:import-detail", pk)


def _keep_mapping(request: HouseholdRequest, review: _Review) -> None:
    batch = find_batch(request, review.batch.pk)
    if review.form.cleaned_data.get("is_kept") and differs_from_detected(batch):
        mapping = TabularMapping.from_options(batch.options)
        names = [heading for heading in review.reading.headings if heading.strip()]
        name = ", ".join(names[:3]) or batch.dialect or batch.format
        save_profile(by=request.actor, batch=batch, mapping=mapping, name=name[:100])


@dataclass(slots=True)
class _Review:
    """A waiting file, the beginning of it as it is read, and the form that corrects that."""

    batch: ImportBatch
    reading: Reading
    form: ReadingForm

    @classmethod
    def of(
        cls, request: HouseholdRequest, batch: ImportBatch, *, is_fresh: bool = False
    ) -> _Review:
        """Return the review of a batch; a fresh one shows what is stored, not what was sent."""
        reading = read_ahead(batch)
        data = None if is_fresh or request.method != "POST" else request.POST
        common: dict[str, Any] = {
            "accounts": AccountChoices(
                account_tree(request.household), request.actor.barred(Right.FULL)
            ),
            "initial": {"account": batch.account_id, "is_kept": True},
        }
        if reading.mapping is None:
            return cls(batch, reading, ReadingForm(data, **common))
        form = MappingForm(
            data,
            mapping=reading.mapping,
            headings=reading.headings,
            is_text=batch.format == "csv",
            **common,
        )
        form.say_doubts(reading.doubts)
        return cls(batch, reading, form)

    def is_corrected(self, request: HouseholdRequest) -> bool:
        """Store what the form says; with False the form says what is wrong."""
        if not self.form.is_valid():
            return False
        try:
            with transaction.atomic():
                self._correct(request)
        except (StatementError, LedgerError) as error:
            self.form.add_error(None, str(error))
            return False
        return True

    def _correct(self, request: HouseholdRequest) -> None:
        mapping = self.form.mapping()
        if mapping is not None:
            mapping = complete_mapping(self.batch, mapping)
        account = self.form.cleaned_data["account"]
        if mapping != self.reading.mapping or account != self.batch.account:
            correct_reading(by=request.actor, batch=self.batch, account=account, mapping=mapping)

    def page(self, request: HouseholdRequest) -> HttpResponse:
        """Answer with the page, or for htmx with the part that the form is in."""
        template = "ledger/import_review.html"
        if request.htmx:
            template += "#reading"
        context = {
            "batch": self.batch,
            "reading": self.reading,
            "form": self.form,
            "rows": read_rows(self.reading, self.batch.currency),
            "format_name": FORMAT_NAMES.get(self.batch.format, self.batch.format),
            "certainty": certainty_of(self.batch),
        }
        status = 422 if self.form.errors else 200
        return render(request, template, context, status=status)


@dataclass(frozen=True, slots=True)
class Twin:
    """A row of the file beside the transaction in the books that it is taken for."""

    row: RowReport
    amount: Money | None
    known: RegisterRow | None


@never_cache
@require_safe
@vary_on_headers("HX-Request")
@member_required(Permission.RECORD)
def import_summary(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what importing a file would do: a dry run through the whole pipeline."""
    batch = find_batch(request, pk)
    if not _waits(batch):
        return redirect("ledger:import-detail", pk)
    if batch.is_books:
        return books_summary(request, batch)
    context: dict[str, Any] = {"batch": batch}
    try:
        with transaction.atomic():
            report = check_import(by=request.actor, batch=batch)
    except (StatementError, LedgerError) as error:
        context["refusal"] = str(error)
    except PermissionDenied:
        context["refusal"] = _("This file opens accounts, which your role does not allow.")
    else:
        context |= _summary(request, batch, report)
    template = "ledger/import_summary.html"
    if request.htmx:
        template += "#summary"
    return render(request, template, context)


def _summary(request: HouseholdRequest, batch: ImportBatch, report: ImportReport) -> dict[str, Any]:
    currency = batch.currency
    sums = (Money(amount, code or currency) for code, amount in report.sums.items())
    opening, tie = report.opening_balance, report.tie_out
    failed = [problem for problem in report.problems if not problem.is_warning]
    matched = [row for row in report.rows if row.outcome == "matched"]
    skipped = [row for row in report.rows if row.outcome == "skipped"]
    closed = [row for row in report.rows if row.outcome == "failed"]
    return {
        "report": report,
        "sums": MoneyBag.of(sums),
        "opening": None if opening is None else Money(opening, currency),
        "tie_out": tie,
        "statement": tie and Money(tie.statement, tie.currency),
        "difference": tie and Money(tie.difference, tie.currency),
        "twins": _twins(request, matched),
        "twins_hidden": max(report.matched - SHOWN, 0),
        "already": _twins(request, skipped),
        "already_hidden": max(report.skipped - SHOWN, 0),
        "closed": closed[:SHOWN],
        "failed": failed[:SHOWN],
        "failed_hidden": report.failed - len(closed[:SHOWN]) - len(failed[:SHOWN]),
        "warnings": [problem for problem in report.problems if problem.is_warning][:SHOWN],
    }


def _twins(request: HouseholdRequest, rows: Sequence[RowReport]) -> list[Twin]:
    shown = rows[:SHOWN]
    keys = [row.transaction_id for row in shown if row.transaction_id is not None]
    known = {row.id: row for row in register_rows(request.household, keys)} if keys else {}
    return [
        Twin(
            row,
            None if row.amount is None else Money(row.amount, row.currency or "XXX"),
            known.get(row.transaction_id or 0),
        )
        for row in shown
    ]
