"""Booking what people paid for us, and what we lend them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.forms.debts import AdvanceForm, DebtForm
from ledger.forms.refusals import attempt
from ledger.models import Payee, Transaction
from ledger.services.advances import advance
from ledger.services.debts import record_debt
from ledger.views.choices import choices_of
from ledger.views.settling import LIST
from ledger.views.toasts import say

_PAID = gettext_lazy(
    "It is spending of its day and owed to them, until it is paid back or set off against what"
    " they owe you."
)
_LENT = gettext_lazy(
    "It is no spending but yours still, until they give it back, pay something for you, or you"
    " write it off."
)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def debt_create(request: HouseholdRequest) -> HttpResponse:
    """Book what somebody paid for us."""
    currency = {"currency": request.household.base_currency}
    initial = _initial(request) | currency
    form = DebtForm(request.POST or None, initial=initial, accounts=choices_of(request))
    record = partial(_record, request, form)
    return _form_page(request, form, record, _("Somebody paid for us"), _PAID)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def advance_create(request: HouseholdRequest) -> HttpResponse:
    """Book what we lend somebody."""
    form = AdvanceForm(
        request.POST or None, initial=_initial(request), accounts=choices_of(request)
    )
    record = partial(_advance, request, form)
    return _form_page(request, form, record, _("We lent somebody money"), _LENT)


def _form_page(
    request: HouseholdRequest,
    form: Form,
    record: Callable[[], Transaction],
    title: str,
    meaning: Promise,
) -> HttpResponse:
    if form.is_valid():
        row = attempt(form, record)
        if row:
            say(request, _("Saved: %(what)s") % {"what": row})
            return redirect(LIST)
    context = {"form": form, "title": title, "meaning": meaning}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/debt_form.html", context, status=status)


def _initial(request: HouseholdRequest) -> dict[str, Any]:
    wanted = id_in(request.GET.get("person", "")) or 0
    person = Payee.objects.in_household(request.household).live().filter(pk=wanted).first()
    return {"person": person.name if person else "", "date": request.household.today()}


def _record(request: HouseholdRequest, form: DebtForm) -> Transaction:
    return record_debt(by=request.actor, draft=form.draft(request.actor))


def _advance(request: HouseholdRequest, form: AdvanceForm) -> Transaction:
    return advance(by=request.actor, **form.content(request.actor))
