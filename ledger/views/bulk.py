"""Acts on several selected transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from accounts.access import member_required
from accounts.actors import Actor
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.enums import Status
from ledger.forms.bulk import BulkAction, BulkForm
from ledger.forms.choices import AccountChoices
from ledger.models import Operation, Transaction
from ledger.reports.operations import operation_lines
from ledger.reports.rule_suggestions import suggested_by
from ledger.reports.tree import account_tree
from ledger.services.bulk_edits import (
    categorise_transactions,
    set_status,
    tag_transactions,
    untag_transactions,
)
from ledger.services.edits import BulkResult
from ledger.services.entries import rule_result
from ledger.services.errors import LedgerError, Reconciled
from ledger.services.operations import apply_operation
from ledger.services.reach import barred_reason, barred_transactions
from ledger.services.tags import ensure_tags
from ledger.services.transactions import delete_transactions, restore_transactions
from ledger.views.register import draw_changed_rows, viewed_filter
from ledger.views.toasts import came_from, go_back, redraw, say, say_beside

MOST_HABITS = 2
"""Habits that are told of beside what was changed; the page of suggestions has all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows changed, and the reasons why others did not."""

    changed: int
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, result: BulkResult) -> Outcome:
        return cls(result.changed, tuple(dict.fromkeys(row.reason for row in result.skipped)))

    def text(self) -> str:
        """Return what happened, in one line."""
        count = self.changed
        said = ngettext("Changed %(n)d transaction.", "Changed %(n)d transactions.", count)
        return " ".join([said % {"n": count}, *self.reasons])


def _ruled(by: Actor, result: BulkResult) -> Outcome:
    """Return what an edit did, once the rules that run on edits have answered to it."""
    return Outcome.of(rule_result(by, result))


def _categorise(by: Actor, form: BulkForm) -> Outcome:
    ids, category = form.cleaned_data["ids"], form.cleaned_data["category"]
    return _ruled(by, categorise_transactions(by=by, transactions=ids, category=category))


def _tag(by: Actor, form: BulkForm) -> Outcome:
    ids, tags = form.cleaned_data["ids"], ensure_tags(by=by, names=form.cleaned_data["tags"])
    return _ruled(by, tag_transactions(by=by, transactions=ids, tags=tags))


def _untag(by: Actor, form: BulkForm) -> Outcome:
    ids, tags = form.cleaned_data["ids"], ensure_tags(by=by, names=form.cleaned_data["tags"])
    return _ruled(by, untag_transactions(by=by, transactions=ids, tags=tags))


def _set_status(by: Actor, form: BulkForm) -> Outcome:
    status = Status(form.cleaned_data["status"])
    return _ruled(by, set_status(by=by, transactions=form.cleaned_data["ids"], status=status))


def _apply_operation(by: Actor, form: BulkForm) -> Outcome:
    ids, operation = form.cleaned_data["ids"], form.cleaned_data["operation"]
    return _ruled(by, apply_operation(by=by, operation=operation, transactions=ids))


def _delete(by: Actor, form: BulkForm) -> Outcome:
    ids, reasons = _within_reach(by, form)
    return Outcome(delete_transactions(by=by, transactions=ids), reasons)


def _restore(by: Actor, form: BulkForm) -> Outcome:
    ids, reasons = _within_reach(by, form)
    return Outcome(restore_transactions(by=by, transactions=ids), reasons)


def _within_reach(by: Actor, form: BulkForm) -> tuple[list[int], tuple[str, ...]]:
    """Return the selected rows that the actor may change, and why others are left alone."""
    chosen = form.cleaned_data["ids"]
    barred = barred_transactions(by, chosen, Right.FULL)
    reasons = (barred_reason(Right.FULL),) if barred else ()
    return [key for key in chosen if key not in barred], reasons


_ACTS: dict[str, Callable[[Actor, BulkForm], Outcome]] = {
    BulkAction.CATEGORISE: _categorise,
    BulkAction.TAG: _tag,
    BulkAction.UNTAG: _untag,
    BulkAction.STATUS: _set_status,
    BulkAction.DELETE: _delete,
    BulkAction.RESTORE: _restore,
    BulkAction.OPERATION: _apply_operation,
}
SAVE = "save"
"""Not done with rows: what the bar says is kept as an operation."""
_TRASHING = {BulkAction.DELETE, BulkAction.RESTORE}


@require_POST
@member_required(Permission.ANNOTATE)
def transaction_bulk(request: HouseholdRequest) -> HttpResponse:
    """Do one act with the selected rows; htmx swaps those rows, else the page is drawn anew."""
    if request.POST.get("action") == SAVE:
        return _begin_operation(request)
    form = BulkForm(
        request.POST,
        accounts=AccountChoices(account_tree(request.household)),
        operations=Operation.objects.in_household(request.household)
        .live()
        .select_related("category"),
    )
    if not form.is_valid():
        if form.is_to_choose() and not request.htmx:
            return _choose_operation(request, form.cleaned_data["ids"])
        return _refuse(request, form.problems())
    try:
        with transaction.atomic():
            outcome = _ACTS[form.cleaned_data["action"]](request.actor, form)
    except Transaction.DoesNotExist as error:
        raise Http404 from error
    except Reconciled:
        raise
    except LedgerError as error:
        return _refuse(request, str(error))
    return _answer(request, form, outcome.text())


def _begin_operation(request: HouseholdRequest) -> HttpResponse:
    """Open the form of a new operation with what the bar says."""
    said = {
        "category": request.POST.get("category", ""),
        "add_tags": request.POST.get("tags", ""),
        "status": request.POST.get("status", ""),
    }
    query = urlencode({key: value for key, value in said.items() if value})
    address = reverse("ledger:operation-create")
    address = f"{address}?{query}" if query else address
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _choose_operation(request: HouseholdRequest, ids: Sequence[int]) -> HttpResponse:
    """Ask which operation is to be applied, where no script has put them into the bar."""
    context = {
        "ids": ids,
        "lines": operation_lines(request.household),
        "next": came_from(request, "ledger:transaction-list"),
    }
    return render(request, "ledger/operation_choose.html", context)


def _refuse(request: HouseholdRequest, problem: str) -> HttpResponse:
    if request.htmx:
        toast = {"message": problem, "level": "bad"}
        return trigger_client_event(HttpResponse(), "toast", toast)
    messages.error(request, problem)
    return go_back(request, "ledger:transaction-list")


def _answer(request: HouseholdRequest, form: BulkForm, text: str) -> HttpResponse:
    is_balance_stale = (
        viewed_filter(request).single_account and form.cleaned_data["action"] in _TRASHING
    )
    habit = _habit(request, form)
    text = f"{text} {habit}".strip()
    if request.htmx and not is_balance_stale:
        rows = draw_changed_rows(request, form.cleaned_data["ids"])
        href = reverse("ledger:rule-suggestions") if habit else ""
        return say_beside(request, rows, text, href=href)
    say(request, text)
    return redraw() if request.htmx else go_back(request, "ledger:transaction-list")


def _habit(request: HouseholdRequest, form: BulkForm) -> str:
    """Return what was done so often now that it could be a rule, in words; empty for nothing."""
    is_chosen = form.cleaned_data["action"] == BulkAction.CATEGORISE
    if not is_chosen or not request.actor.may(Permission.MANAGE):
        return ""
    found = suggested_by(request.household, form.cleaned_data["ids"])
    said = (
        _("%(payee)s was given %(category)s %(n)d times: make it a rule?")
        % {"payee": each.payee, "category": each.category, "n": len(each.rows)}
        for each in found[:MOST_HABITS]
    )
    return " ".join(said)
