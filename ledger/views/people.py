"""Sharing purchases with people, what each owes in all, and settling up."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.enums import SharingKind
from ledger.forms.refunds import SharingForm
from ledger.forms.refusals import attempt
from ledger.models import Claim, Payee, Transaction
from ledger.money import Money
from ledger.reports.people import PersonLine, lines_of, payments_of, people
from ledger.services.payees import ensure_payee
from ledger.services.shares import give_up_person, settle_person, share_purchase
from ledger.views.refunds import find_transaction, posted_id, purchase_page
from ledger.views.toasts import carry_out, go_back, say

LIST = "ledger:person-list"


@require_safe
@member_required()
def person_list(request: HouseholdRequest) -> HttpResponse:
    """Show what each person owes in all, who owes the longest first."""
    today = timezone.localdate(timezone=request.household.zone)
    context = {"people": people(request.household, today=today)}
    return render(request, "ledger/person_list.html", context)


@require_safe
@member_required()
def person_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what one person owes, for what, and what may be their payment."""
    payee = _payee(request, pk)
    today = timezone.localdate(timezone=request.household.zone)
    person = PersonLine(payee, lines_of(request.household, payee, today=today))
    can_record = request.actor.may(Permission.RECORD)
    legs = payments_of(request.household, person) if can_record else []
    payments = [(leg, Money(leg.amount, leg.currency)) for leg in legs]
    context = {"person": person, "payments": payments}
    return render(request, "ledger/person_detail.html", context)


@require_POST
@member_required(Permission.RECORD)
def person_settle(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Settle what a person owes by the payment that is posted."""
    today = timezone.localdate(timezone=request.household.zone)
    incoming = find_transaction(request, posted_id(request, "incoming")).pk
    settle = partial(settle_person, by=request.actor, payee=_payee(request, pk), today=today)
    return carry_out(request, partial(settle, incoming=incoming), _("Settled"), otherwise=LIST)


@require_POST
@member_required(Permission.RECORD)
def person_give_up(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Give up all that a person owes."""
    today = timezone.localdate(timezone=request.household.zone)
    give_up = partial(give_up_person, by=request.actor, payee=_payee(request, pk), today=today)
    return carry_out(request, give_up, _("Given up"), otherwise=LIST)


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


def _payee(request: HouseholdRequest, pk: int) -> Payee:
    return get_object_or_404(Payee.objects.in_household(request.household).live(), pk=pk)
