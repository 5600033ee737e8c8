"""Sharing purchases with people, what each owes and is owed in all, and settling up."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.enums import SharingKind
from ledger.forms.choices import AccountChoices
from ledger.forms.debts import PayBackForm
from ledger.forms.refunds import SharingForm
from ledger.forms.refusals import attempt
from ledger.models import Claim, Payee, Posting, Transaction
from ledger.money import Money
from ledger.reports.debts import paybacks_of
from ledger.reports.people import PersonLine, payments_of, people, person_line
from ledger.reports.tree import account_tree
from ledger.services.payees import ensure_payee
from ledger.services.shares import give_up_person, settle_person, share_purchase
from ledger.views.refunds import find_transaction, posted_id, purchase_page
from ledger.views.toasts import carry_out, go_back, say

LIST = "ledger:person-list"


@require_safe
@member_required()
def person_list(request: HouseholdRequest) -> HttpResponse:
    """Show what each person owes us and we owe them, what is open the longest first."""
    today = timezone.localdate(timezone=request.household.zone)
    context = {"people": people(request.household, today=today)}
    return render(request, "ledger/person_list.html", context)


@require_safe
@member_required()
def person_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what one person owes and is owed, for what, and what may be a payment of it."""
    return person_page(request, find_person(request, pk))


def person_page(
    request: HouseholdRequest, payee: Payee, paying: PayBackForm | None = None
) -> HttpResponse:
    """Draw the page of one person, with a payment to them as it was refused."""
    today, household = timezone.localdate(timezone=request.household.zone), request.household
    person = person_line(household, payee, today=today)
    context: dict[str, Any] = {"person": person}
    if request.actor.may(Permission.RECORD):
        lines = person.debts.open_lines
        context |= {
            "payments": _with_money(payments_of(household, person)),
            "paybacks": _with_money(paybacks_of(household, payee, lines)),
            "paying": paying or (_pay_form(request, person, today) if lines else None),
        }
    status = 422 if paying is not None else 200
    return render(request, "ledger/person_detail.html", context, status=status)


def _with_money(legs: list[Posting]) -> list[tuple[Posting, Money]]:
    """Return legs with their amounts, without sign."""
    return [(leg, abs(Money(leg.amount, leg.currency))) for leg in legs]


def _pay_form(request: HouseholdRequest, person: PersonLine, today: date) -> PayBackForm:
    first = next(iter(person.debts.outstanding)).rounded()
    accounts = choices_of(request)
    own = {line.posting.account_id for line in person.debts.lines}
    places = (row for row in accounts.open_places() if row.currency == first.currency)
    usable = (row for row in places if row.pk not in own and not row.is_liability)
    account = next(usable, None)
    initial = {"account": account, "amount": first.amount, "date": today}
    return PayBackForm(initial=initial, accounts=accounts)


def choices_of(request: HouseholdRequest) -> AccountChoices:
    """Return the accounts that the reader may fill."""
    return AccountChoices(account_tree(request.household), request.actor.barred(Right.FULL))


@require_POST
@member_required(Permission.RECORD)
def person_settle(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Settle what a person owes by the payment that is posted."""
    today = timezone.localdate(timezone=request.household.zone)
    incoming = find_transaction(request, posted_id(request, "incoming")).pk
    settle = partial(settle_person, by=request.actor, payee=find_person(request, pk), today=today)
    return carry_out(request, partial(settle, incoming=incoming), _("Settled"), otherwise=LIST)


@require_POST
@member_required(Permission.RECORD)
def person_give_up(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Give up all that a person owes."""
    today = timezone.localdate(timezone=request.household.zone)
    give_up = partial(give_up_person, by=request.actor, payee=find_person(request, pk), today=today)
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


def find_person(request: HouseholdRequest, pk: int) -> Payee:
    return get_object_or_404(Payee.objects.in_household(request.household).live(), pk=pk)
