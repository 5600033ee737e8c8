"""Sharing purchases with people, and what each owes and is owed in all."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.enums import SharingKind
from ledger.forms.refunds import SharingForm
from ledger.forms.refusals import attempt
from ledger.models import Claim, Transaction
from ledger.reports.people import people
from ledger.services.payees import ensure_payee
from ledger.services.shares import share_purchase
from ledger.views.refunds import find_transaction, purchase_page
from ledger.views.settling import LIST, find_person, person_page
from ledger.views.toasts import go_back, say


@require_safe
@member_required()
def person_list(request: HouseholdRequest) -> HttpResponse:
    """Show what each person owes us and we owe them, what is open the longest first."""
    today = request.household.today()
    context = {"people": people(request.household, today=today)}
    return render(request, "ledger/person_list.html", context)


@require_safe
@member_required()
def person_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what one person owes and is owed, for what, and what may be a payment of it."""
    return person_page(request, find_person(request, pk))


@require_POST
@member_required(Permission.RECORD)
def purchase_share(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Share a purchase with people, each of whom owes their part from now on."""
    purchase = find_transaction(request, pk)
    form = SharingForm(request.POST)
    if form.is_valid():
        claims = attempt(form, partial(_share, request, purchase, form))
        if claims:
            say(request, _("Shared"))
            return go_back(request, LIST)
    return purchase_page(request, purchase, sharing=form)


def _share(request: HouseholdRequest, purchase: Transaction, form: SharingForm) -> list[Claim]:
    values = form.cleaned_data
    named = [(ensure_payee(by=request.actor, name=name), part) for name, part in values["parts"]]
    return share_purchase(
        by=request.actor,
        purchase=purchase.pk,
        kind=SharingKind(values["kind"]),
        parts=named,
        own=values["own"],
        asked_on=values["asked_on"],
    )
