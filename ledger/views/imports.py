"""Files of the bank: bringing them in, looking back at what became of them, taking them back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from accounts.services.jobs import cancel_job
from finehance.kit.ids import id_in
from ledger.enums import BatchState
from ledger.forms.imports import UploadForm, holds_books
from ledger.forms.refusals import attempt
from ledger.imports.statement import StatementError, StatementFile
from ledger.models import Account, ImportBatch
from ledger.pairing.certainty import Certainty
from ledger.reports.duplicates import find_duplicates
from ledger.reports.imports import OUTCOMES, import_page, left_out_page, sums_of, tied_out
from ledger.reports.moves import moved
from ledger.reports.register import register_rows
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.services.accounts import create_account
from ledger.services.errors import LedgerError
from ledger.services.import_checks import currency_stated
from ledger.services.import_undo import rows_to_keep, undo_import
from ledger.services.uploads import WAITING, discard_upload, store_upload
from ledger.views.choices import choices_of

MOST_KEPT_SHOWN = 50


@require_safe
@member_required()
def import_list(request: HouseholdRequest) -> HttpResponse:
    page = import_page(request.household, before=id_in(request.GET.get("before", "")))
    waiting = [line for line in page.lines if line.batch.state == BatchState.UPLOADED]
    next_url = f"?before={page.older}" if page.older else ""
    context = {"lines": page.lines, "waiting": waiting, "next_url": next_url}
    return render(request, "ledger/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def import_create(request: HouseholdRequest) -> HttpResponse:
    """Take the bank's files; the first of them is shown for review."""
    form = _upload_form(request)
    if form.is_valid():
        stored = attempt(form, partial(_store, request, form))
        if stored:
            for reason in stored.refused:
                messages.error(request, reason)
            if len(stored.batches) > 1:
                count = len(stored.batches)
                said = ngettext("%(n)d file is waiting", "%(n)d files are waiting", count)
                messages.success(request, said % {"n": count})
            return redirect("ledger:import-review", stored.batches[0].pk)
    status = 422 if form.is_bound else 200
    return render(request, "ledger/import_form.html", {"form": form}, status=status)


def _upload_form(request: HouseholdRequest) -> UploadForm:
    choices = choices_of(request)
    last = ImportBatch.objects.in_household(request.household).order_by("-pk").first()
    places = choices.open_places()
    account = last.account_id if last else places[0].pk if len(places) == 1 else None
    return UploadForm(
        request.POST or None,
        request.FILES or None,
        accounts=choices,
        may_open=request.actor.may(Permission.MANAGE),
        initial={"account": account},
    )


@dataclass(frozen=True, slots=True)
class _Stored:
    batches: list[ImportBatch]
    refused: list[str]


def _store(request: HouseholdRequest, form: UploadForm) -> _Stored:
    """Keep every file that can be read; raises ValidationError when none can."""
    opens = form.opens_account and form.has_statements
    account = _open_account(request, form) if opens else form.cleaned_data["account"]
    stored = _Stored([], [])
    for file in form.cleaned_data["uploads"]:
        try:
            batch = _store_one(request, None if holds_books(file) else account, file)
        except (StatementError, LedgerError) as error:
            stored.refused.append(str(error))
        else:
            stored.batches.append(batch)
    if not stored.batches:
        raise ValidationError(stored.refused)
    return stored


def _open_account(request: HouseholdRequest, form: UploadForm) -> Account:
    """Open the new account, in the currency of the first file unless another was chosen."""
    first = next(file for file in form.cleaned_data["uploads"] if not holds_books(file))
    stated = currency_stated(StatementFile.from_bytes(first.read()))
    first.seek(0)
    details = form.new_details(currency=stated or request.household.base_currency)
    return create_account(by=request.actor, **details)


def _store_one(request: HouseholdRequest, account: Account | None, file: Any) -> ImportBatch:
    return store_upload(by=request.actor, account=account, name=file.name or "", stream=file)


def find_batch(request: HouseholdRequest, pk: int) -> ImportBatch:
    """Return an import of the household, else answer 404."""
    batches = ImportBatch.objects.in_household(request.household)
    return get_object_or_404(
        batches.select_related("account", "household", "job", "created_by"), pk=pk
    )


@never_cache
@require_safe
@vary_on_headers("HX-Request")
@member_required()
def import_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show how an import goes, or how it ended; htmx asks again until it has ended."""
    batch = find_batch(request, pk)
    context = {"batch": batch, "is_waiting": batch.state in WAITING and bool(batch.stored_file)}
    if batch.state in {BatchState.POSTED, BatchState.UNDONE}:
        context |= _outcome(request, batch)
    template = "ledger/import_detail.html"
    if request.htmx:
        template += "#outcome"
    return render(request, template, context)


def _outcome(request: HouseholdRequest, batch: ImportBatch) -> dict[str, Any]:
    counts = {"failed": batch.failed_count, "matched": batch.matched_count}
    counts["skipped"] = batch.skipped_count
    there = [outcome for outcome in OUTCOMES if counts[outcome]]
    asked = request.GET.get("rows", "")
    chosen = next((item for item in there if item == asked), there[0] if there else None)
    page = left_out_page(batch, chosen, after=request.GET.get("after", "")) if chosen else None
    waiting = ImportBatch.objects.in_household(request.household)
    kept = rows_to_keep(request.actor, batch)
    reasons = {item.transaction_id: item.reason for item in kept[:MOST_KEPT_SHOWN]}
    rows = register_rows(request.household, list(reasons)) if reasons else ()
    return {
        "tied_out": tied_out(batch),
        "moved": moved(batch) if batch.is_books else None,
        "sums": sums_of(batch),
        "left_out": page,
        "next_url": f"?rows={chosen}&after={page.after}" if page and page.after else "",
        "tabs": [
            {
                "label": f"{outcome.label} ({counts[outcome]:,})",
                "url": f"?rows={outcome}",
                "is_current": outcome == chosen,
            }
            for outcome in there
        ],
        "kept": [(row, reasons[row.id]) for row in rows],
        "kept_hidden": max(len(kept) - MOST_KEPT_SHOWN, 0),
        "transfers": _transfers(request, batch),
        "duplicates": _duplicates(request, batch),
        "next_waiting": waiting.filter(state=BatchState.UPLOADED).order_by("pk").first(),
    }


def _transfers(request: HouseholdRequest, batch: ImportBatch) -> int:
    """Return how many transfers with something that the import brought wait to be joined."""
    if batch.state != BatchState.POSTED or not batch.added_count:
        return 0
    pairs = find_transfer_pairs(request.household, batch=batch)
    return sum(pair.certainty is not Certainty.UNSURE for pair in pairs)


def _duplicates(request: HouseholdRequest, batch: ImportBatch) -> int:
    """Return how much of what the import brought is likely there already."""
    if batch.state != BatchState.POSTED or not batch.added_count:
        return 0
    pairs = find_duplicates(request.household, batch=batch)
    return sum(pair.certainty is not Certainty.UNSURE for pair in pairs)


@require_POST
@member_required(Permission.RECORD)
def import_cancel(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Ask the worker to stop; nothing of the file is posted."""
    batch = find_batch(request, pk)
    if batch.job:
        cancel_job(by=request.actor, job=batch.job)
    return redirect("ledger:import-detail", pk)


@require_POST
@member_required(Permission.RECORD)
def import_undo(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Take an import back; what is kept stays listed on its page with the reason."""
    batch = find_batch(request, pk)
    try:
        with transaction.atomic():
            result = undo_import(by=request.actor, batch=batch)
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        said = ngettext(
            "Took back %(n)d transaction", "Took back %(n)d transactions", result.removed
        )
        messages.success(request, said % {"n": result.removed})
    return redirect("ledger:import-detail", pk)


@require_POST
@member_required(Permission.RECORD)
def import_discard(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Forget a file that was not imported."""
    batch = find_batch(request, pk)
    try:
        with transaction.atomic():
            discard_upload(by=request.actor, batch=batch)
    except LedgerError as error:
        messages.error(request, str(error))
        return redirect("ledger:import-detail", pk)
    messages.success(request, _("Discarded %(file)s") % {"file": batch.file_name})
    return redirect("ledger:import-list")
