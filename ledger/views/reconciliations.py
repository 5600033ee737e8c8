"""Reconciling an account with a statement."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.forms.reconciliations import NewStatementForm, StatementForm, TicksForm
from ledger.forms.refusals import attempt
from ledger.models import Account, Reconciliation
from ledger.money import Money
from ledger.reports.reconciliations import (
    Progress,
    past_reconciliations,
    reconciliation_progress,
    usual_date,
    usual_since,
)
from ledger.services.errors import NotReconciling
from ledger.services.reconciliations import (
    begin_reconciliation,
    discard_reconciliation,
    finish_reconciliation,
    last_reconciliation,
    reopen_reconciliation,
    set_ticks,
    update_reconciliation,
)
from ledger.views.toasts import carry_out, redraw

DETAIL = "ledger:reconciliation-detail"


def _find(request: HouseholdRequest, pk: int) -> Reconciliation:
    rows = Reconciliation.objects.in_household(request.household).live()
    return get_object_or_404(rows.select_related("account", "finished_by"), pk=pk)


def _may_change(request: HouseholdRequest, account: int) -> bool:
    barred = request.actor.barred(Right.FULL)
    return request.actor.may(Permission.RECORD) and account not in barred


@require_http_methods(["GET", "HEAD", "POST"])
@member_required()
def account_reconcile(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show an account's statements; a new one is begun, or the open one gone on with."""
    accounts = Account.objects.in_household(request.household).live().places()
    account = get_object_or_404(accounts, pk=pk)
    form = _new_form(request, account)
    if form.is_bound:
        request.actor.must(Permission.RECORD)
        act = partial(begin_reconciliation, by=request.actor, account=account)
        begun = attempt(form, lambda: act(**form.content())) if form.is_valid() else None
        if begun:
            return redirect(DETAIL, begun.pk)
    rows = Reconciliation.objects.in_household(request.household).live().filter(account=account)
    context = {
        "account": account,
        "form": form,
        "open": rows.filter(state="open").first(),
        "past": past_reconciliations(request.household, account),
        "can_change": _may_change(request, account.pk),
    }
    status = 422 if form.is_bound else 200
    return render(request, "ledger/account_reconcile.html", context, status=status)


def _new_form(request: HouseholdRequest, account: Account) -> NewStatementForm:
    last = last_reconciliation(request.actor, account)
    on = usual_date(last, request.household.today())
    initial = {"statement_date": on, "since": usual_since(last, on)}
    return NewStatementForm(request.POST or None, currency=account.currency, initial=initial)


@require_safe
@member_required()
def reconciliation_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show the rows to tick and how far they are from the statement; of a finished one its rows."""
    row = _find(request, pk)
    if not row.is_open:
        ticks = row.ticks.select_related("transaction__payee").order_by("date", "transaction")
        past = past_reconciliations(request.household, row.account)
        context = {
            "row": row,
            "ticks": [(tick, Money(tick.amount, row.account.currency)) for tick in ticks],
            "past": next(each for each in past if each.row.pk == pk),
            "can_change": _may_change(request, row.account_id),
        }
        return render(request, "ledger/reconciliation_done.html", context)
    return _open_page(request, row)


def _open_page(
    request: HouseholdRequest, row: Reconciliation, form: StatementForm | None = None
) -> HttpResponse:
    progress = reconciliation_progress(request.household, row)
    values = {
        "statement_date": row.statement_date,
        "statement_balance": row.money.rounded().amount,
    }
    context = _context(request, row, progress) | {
        "form": form or StatementForm(currency=row.account.currency, initial=values)
    }
    status = 422 if form is not None else 200
    return render(request, "ledger/reconciliation_detail.html", context, status=status)


def _context(request: HouseholdRequest, row: Reconciliation, progress: Progress) -> dict[str, Any]:
    return {
        "row": row,
        "progress": progress,
        "can_change": _may_change(request, row.account_id),
    }


@require_POST
@member_required(Permission.RECORD)
def reconciliation_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Correct the statement's day and balance."""
    row = _find(request, pk)
    form = StatementForm(request.POST, currency=row.account.currency)
    act = partial(update_reconciliation, by=request.actor, reconciliation=row)
    if form.is_valid() and attempt(form, lambda: act(**form.content())) is not None:
        return redirect(DETAIL, pk)
    if not row.is_open:
        messages.error(request, " ".join(str(each) for each in form.non_field_errors()))
        return redirect(DETAIL, pk)
    return _open_page(request, row, form)


@require_POST
@vary_on_headers("HX-Request")
@member_required(Permission.RECORD)
def reconciliation_tick(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Keep which rows are ticked; for htmx, draw how far that brings it."""
    row = _find(request, pk)
    form = TicksForm(request.POST)
    if not form.is_valid():
        raise Http404
    if not request.htmx:
        act = partial(set_ticks, by=request.actor, reconciliation=row, **form.content())
        return carry_out(request, act, _("Kept the ticks"), otherwise="ledger:account-list")
    try:
        progress = set_ticks(by=request.actor, reconciliation=row, **form.content())
    except NotReconciling:
        return redraw()
    template = "ledger/reconciliation_detail.html#reconciliation-progress"
    return render(request, template, _context(request, row, progress))


@require_POST
@member_required(Permission.RECORD)
def reconciliation_finish(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Lock the statement, with an adjustment where the form says so."""
    row = _find(request, pk)
    is_adjusted = request.POST.get("adjust") == "1"
    act = partial(
        finish_reconciliation, by=request.actor, reconciliation=row, is_adjusted=is_adjusted
    )
    done = _("Reconciled %(what)s") % {"what": row}
    return carry_out(request, act, done, otherwise="ledger:account-list")


@require_POST
@member_required(Permission.RECORD)
def reconciliation_reopen(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Unlock the last statement of an account."""
    row = _find(request, pk)
    act = partial(reopen_reconciliation, by=request.actor, reconciliation=row)
    done = _("Reopened: %(what)s") % {"what": row}
    return carry_out(request, act, done, otherwise="ledger:account-list")


@require_POST
@member_required(Permission.RECORD)
def reconciliation_discard(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Give an open reconciliation up."""
    row = _find(request, pk)
    act = partial(discard_reconciliation, by=request.actor, reconciliation=row)
    return carry_out(request, act, _("Given up"), otherwise="ledger:account-list")
