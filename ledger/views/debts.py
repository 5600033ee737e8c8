"""What people paid for us: booking it, paying them back, setting it off against what they owe."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.forms.debts import DebtForm, PayBackForm
from ledger.forms.refusals import attempt
from ledger.models import Payee, Transaction
from ledger.services.debts import pay_back, record_debt, set_off, settle_debt
from ledger.views.people import LIST, choices_of, find_person, person_page
from ledger.views.refunds import find_transaction, posted_id
from ledger.views.toasts import carry_out, go_back, say


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
        "date": timezone.localdate(timezone=request.household.zone),
        "currency": request.household.base_currency,
    }


def _record(request: HouseholdRequest, form: DebtForm) -> Transaction:
    return record_debt(by=request.actor, draft=form.draft(request.actor))


@require_POST
@member_required(Permission.RECORD)
def debt_pay(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Record a payment to a person."""
    person = find_person(request, pk)
    form = PayBackForm(request.POST, accounts=choices_of(request))
    if form.is_valid():
        pay = partial(pay_back, by=request.actor, person=person, **form.content())
        if attempt(form, pay):
            say(request, _("Paid back"))
            return go_back(request, LIST)
    return person_page(request, person, paying=form)


@require_POST
@member_required(Permission.RECORD)
def debt_settle(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Say that the transaction that is posted paid a person back."""
    today = timezone.localdate(timezone=request.household.zone)
    outgoing = find_transaction(request, posted_id(request, "outgoing")).pk
    settle = partial(settle_debt, by=request.actor, person=find_person(request, pk), today=today)
    return carry_out(request, partial(settle, outgoing=outgoing), _("Paid back"), otherwise=LIST)


@require_POST
@member_required(Permission.RECORD)
def debt_set_off(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Settle what both owe each other."""
    today = timezone.localdate(timezone=request.household.zone)
    act = partial(set_off, by=request.actor, person=find_person(request, pk), on=today)
    return carry_out(request, act, _("Set off"), otherwise=LIST)
