"""The whole books of another program: looking at them, and what moving them in did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.books import BooksForm
from ledger.forms.choices import AccountChoices
from ledger.imports.statement import StatementError
from ledger.models import ImportBatch
from ledger.reports.moves import WaitingBooks, report_of, waiting_books
from ledger.reports.tree import account_tree
from ledger.services.errors import LedgerError
from ledger.services.moving_in import move_in, move_request
from ledger.services.uploads import choose_places, detection_of, queue_import, source_of


def books_review(request: HouseholdRequest, batch: ImportBatch) -> HttpResponse:
    """Show what is in a file of books and where its places would go."""
    try:
        books = _waiting(request, batch)
    except (StatementError, LedgerError) as error:
        context = {"batch": batch, "refusal": str(error)}
        return render(request, "ledger/books_review.html", context)
    kept = batch.options.get("places", {})
    initial = {f"place_{n}": kept.get(place.key) for n, place in enumerate(books.places)}
    return _page(request, batch, books, _form(request, books, initial=initial))


def books_run(request: HouseholdRequest, batch: ImportBatch) -> HttpResponse:
    """Keep where the places go and have the worker move the books in."""
    books = _waiting(request, batch)
    form = _form(request, books, data=request.POST)
    if not form.is_valid():
        return _page(request, batch, books, form)
    try:
        with transaction.atomic():
            request.actor.must(Permission.MANAGE)
            choose_places(by=request.actor, batch=batch, places=form.chosen())
            queue_import(by=request.actor, batch=batch)
    except LedgerError as error:
        messages.error(request, str(error))
    return redirect("ledger:import-detail", batch.pk)


def books_summary(request: HouseholdRequest, batch: ImportBatch) -> HttpResponse:
    """Show what moving the books in would do: a dry run of all of it."""
    # The review, which asks for the part, names what is left out itself.
    context: dict[str, Any] = {"batch": batch, "is_inside_review": bool(request.htmx)}
    try:
        with transaction.atomic():
            report = move_in(by=request.actor, request=move_request(batch, is_dry_run=True))
    except (StatementError, LedgerError) as error:
        context["refusal"] = str(error)
    except PermissionDenied:
        context["refusal"] = _("These books open accounts, which your role does not allow.")
    else:
        context |= {"report": report, "moved": report_of(report)}
    template = "ledger/books_summary.html"
    if request.htmx:
        template += "#summary"
    return render(request, template, context)


def _waiting(request: HouseholdRequest, batch: ImportBatch) -> WaitingBooks:
    base = request.household.base_currency
    return waiting_books(source_of(batch), detection_of(batch), base)


def _form(request: HouseholdRequest, books: WaitingBooks, **given: Any) -> BooksForm:
    choices = AccountChoices(account_tree(request.household))
    return BooksForm(places=books.places, accounts=choices, **given)


def _page(
    request: HouseholdRequest, batch: ImportBatch, books: WaitingBooks, form: BooksForm
) -> HttpResponse:
    context = {"batch": batch, "books": books, "form": form}
    status = 422 if form.errors else 200
    return render(request, "ledger/books_review.html", context, status=status)
