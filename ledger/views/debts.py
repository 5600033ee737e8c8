"""Booking what people paid for us."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.forms.debts import DebtForm
from ledger.forms.refusals import attempt
from ledger.models import Payee, Transaction
from ledger.services.debts import record_debt
from ledger.views.settling import LIST, choices_of
from ledger.views.toasts import say


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def debt_create(request: HouseholdRequest) -> HttpResponse:
    """Book what somebody paid for us."""
    form = DebtForm(request.POST or None, initial=_initial(request), accounts=choices_of(request))
    if form.is_valid():
        row = attempt(form, partial(_record, request, form))
        if row:
            say(request, _("Saved: %(what)s") % {"what": row})
            return redirect(LIST)
    status = 422 if form.is_bound else 200
    return render(request, "ledger/debt_form.html", {"form": form}, status=status)


def _initial(request: HouseholdRequest) -> dict[str, Any]:
    wanted = id_in(request.GET.get("person", "")) or 0
    person = Payee.objects.in_household(request.household).live().filter(pk=wanted).first()
    return {
        "person": person.name if person else "",
        "date": request.household.today(),
        "currency": request.household.base_currency,
    }


def _record(request: HouseholdRequest, form: DebtForm) -> Transaction:
    return record_debt(by=request.actor, draft=form.draft(request.actor))
