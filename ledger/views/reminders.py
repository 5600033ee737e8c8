"""Reminders: listed, added, changed, ticked and deleted."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from finehance.kit.ids import id_in
from ledger.forms.refusals import attempt
from ledger.forms.reminders import ReminderForm, reminder_initial
from ledger.models import Reminder, Transaction
from ledger.reports.reminders import reminder_lists
from ledger.services.reach import must_reach
from ledger.services.reminders import (
    create_reminder,
    delete_reminder,
    set_reminder_done,
    update_reminder,
)
from ledger.views.toasts import carry_out, say

LIST = "ledger:reminder-list"


def _find(request: HouseholdRequest, pk: int) -> Reminder:
    rows = Reminder.objects.in_household(request.household).live()
    found: Reminder = get_object_or_404(rows.select_related("transaction__payee"), pk=pk)
    return found


@require_safe
@member_required()
def reminder_list(request: HouseholdRequest) -> HttpResponse:
    lists = reminder_lists(request.actor, today=request.household.today())
    return render(request, "ledger/reminder_list.html", {"lists": lists})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.ANNOTATE)
def reminder_create(request: HouseholdRequest) -> HttpResponse:
    """Add a reminder, about the transaction that the address names where it names one."""
    about = _about(request)
    form = ReminderForm(request.POST or None)
    if form.is_valid():
        act = partial(create_reminder, by=request.actor, transaction=about, **form.content())
        row = attempt(form, act)
        if row:
            say(request, _("Saved: %(what)s") % {"what": row})
            return redirect(_page_of(row))
    return _form_page(request, form, title=_("New reminder"), about=about)


def _about(request: HouseholdRequest) -> Transaction | None:
    """Return the transaction that the address names; raises Http404, PermissionDenied."""
    if "transaction" not in request.GET:
        return None
    key = id_in(request.GET["transaction"])
    if key is None:
        raise Http404
    rows = Transaction.objects.in_household(request.household).live().select_related("payee")
    found: Transaction = get_object_or_404(rows, pk=key)
    must_reach(request.actor, [found.pk], Right.ANNOTATE)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.ANNOTATE)
def reminder_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    if row.transaction_id is not None:
        must_reach(request.actor, [row.transaction_id], Right.ANNOTATE)
    form = ReminderForm(request.POST or None, initial=reminder_initial(row))
    if form.is_valid():
        version = form.cleaned_data["version"]
        act = partial(update_reminder, by=request.actor, reminder=row, version=version)
        if attempt(form, lambda: act(**form.content())) is not None:
            say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["text"]})
            return redirect(LIST)
    return _form_page(request, form, title=_("Edit reminder"), about=row.transaction, reminder=row)


def _page_of(row: Reminder) -> str:
    """Return the page on which a new reminder is shown."""
    if row.transaction_id is None:
        return reverse(LIST)
    return reverse("ledger:transaction-detail", args=[row.transaction_id])


def _form_page(request: HouseholdRequest, form: ReminderForm, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "ledger/reminder_form.html", {"form": form, **context}, status=status)


@require_POST
@member_required(Permission.ANNOTATE)
def reminder_tick(request: HouseholdRequest, pk: int, *, is_done: bool) -> HttpResponse:
    """Tick a reminder as done, or open it again."""
    row = _find(request, pk)
    done = (_("Done: %(what)s") if is_done else _("Opened again: %(what)s")) % {"what": row}
    act = partial(set_reminder_done, by=request.actor, reminder=row, is_done=is_done)
    return carry_out(request, act, done, otherwise=LIST)


@require_POST
@member_required(Permission.ANNOTATE)
def reminder_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    done = _("Moved to the trash: %(what)s") % {"what": row}
    act = partial(delete_reminder, by=request.actor, reminder=row)
    return carry_out(request, act, done, otherwise=LIST)
