"""Money that comes back for purchases: what came, what is owed, by whom and since when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from finehance.kit.ids import id_in
from ledger.enums import ClaimState
from ledger.forms.refunds import ClaimForm, SharingForm
from ledger.forms.refusals import attempt
from ledger.models import Claim, Posting, Refund, Transaction
from ledger.money import Money
from ledger.reports.claims import claim_lines, incoming_for, owed, refunds_of
from ledger.reports.register import register_rows
from ledger.services.payees import ensure_payee
from ledger.services.reach import barred_transactions
from ledger.services.refund_months import set_refund_month
from ledger.services.refunds import add_claim, link_refund, set_claim_state, unlink_refund
from ledger.views.toasts import carry_out, go_back, say

LIST = "ledger:claim-list"


def find_transaction(request: HouseholdRequest, pk: int) -> Transaction:
    rows = Transaction.objects.in_household(request.household).live().select_related("payee")
    found: Transaction = get_object_or_404(rows, pk=pk)
    return found


def _claim(request: HouseholdRequest, pk: int) -> Claim:
    rows = Claim.objects.in_household(request.household).live().select_related("payee")
    return get_object_or_404(rows, pk=pk)


@require_safe
@member_required()
def claim_list(request: HouseholdRequest) -> HttpResponse:
    """Show what is still owed, the oldest first, and what was settled or given up."""
    today = request.household.today()
    lines = claim_lines(request.household, today=today)
    total, brackets = owed(lines)
    labels = (_("up to 30 days"), _("31 to 60 days"), _("61 to 90 days"), _("older"))
    context = {
        "lines": [line for line in lines if line.is_open],
        "settled": [line for line in lines if not line.is_open],
        "total": total,
        "brackets": list(zip(labels, brackets, strict=True)),
    }
    return render(request, "ledger/claim_list.html", context)


@require_safe
@member_required()
def refund_list(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what came back for one purchase, what is asked of whom, and what may be it."""
    return purchase_page(request, find_transaction(request, pk))


def purchase_page(
    request: HouseholdRequest,
    transaction: Transaction,
    form: ClaimForm | None = None,
    sharing: SharingForm | None = None,
) -> HttpResponse:
    today = request.household.today()
    household, pk = request.household, transaction.pk
    (row,) = register_rows(household, [pk])
    refunds = refunds_of(household, pk)
    usual = {"asked_on": today, "amount": -row.amount.rounded().amount}
    can_change = request.actor.may(Permission.RECORD) and not barred_transactions(
        request.actor, [pk], Right.FULL
    )
    context: dict[str, Any] = {
        "transaction": transaction,
        "row": row,
        "is_purchase": row.amount.amount < 0,
        "refunds": [each for each in refunds if each.purchase_id == pk],
        "refunds_of": [each for each in refunds if each.incoming_id == pk],
        "lines": claim_lines(household, today=today, purchase=pk),
        "candidates": _candidates(request, transaction) if can_change else [],
        "can_change": can_change,
        "form": form or ClaimForm(initial=usual),
        "sharing": sharing or SharingForm(initial={"asked_on": today, "own": 1}),
    }
    status = 422 if form is not None or sharing is not None else 200
    return render(request, "ledger/refund_list.html", context, status=status)


def _candidates(request: HouseholdRequest, purchase: Transaction) -> list[tuple[Posting, Money]]:
    """Return what may be money back for a purchase, with its amount."""
    legs = incoming_for(request.household, purchase)
    return [(leg, Money(leg.amount, leg.currency)) for leg in legs]


@require_POST
@member_required(Permission.RECORD)
def refund_create(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Link the transaction that is posted as money back, to a claim where one is named."""
    purchase, incoming = find_transaction(request, pk), posted_id(request, "incoming")
    claim = _claim(request, posted_id(request, "claim")) if request.POST.get("claim") else None
    act = partial(
        link_refund, by=request.actor, purchase=purchase.pk, incoming=incoming, claim=claim
    )
    return _carry_out(request, act, _("Linked as money back"))


def posted_id(request: HouseholdRequest, name: str) -> int:
    key = id_in(request.POST.get(name, ""))
    if key is None:
        raise Http404
    return key


@require_POST
@member_required(Permission.RECORD)
def refund_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Say that a transaction is no money back after all."""
    refund = get_object_or_404(Refund.objects.in_household(request.household).live(), pk=pk)
    act = partial(unlink_refund, by=request.actor, refund=refund)
    return _carry_out(request, act, _("Unlinked"))


@require_POST
@member_required(Permission.RECORD)
def refund_month(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Let money back count in the month of its purchase, or in its own again."""
    refund = get_object_or_404(Refund.objects.in_household(request.household).live(), pk=pk)
    wanted = request.POST.get("month") == "purchase"
    act = partial(set_refund_month, by=request.actor, refund=refund, in_purchase_month=wanted)
    return _carry_out(request, act, _("Counted in the other month"))


@require_POST
@member_required(Permission.RECORD)
def claim_create(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Note who is to pay how much of a purchase back."""
    purchase = find_transaction(request, pk)
    form = ClaimForm(request.POST)
    if form.is_valid():
        made = attempt(form, partial(_ask, request, purchase, form))
        if made:
            say(request, _("Noted who owes it"))
            return go_back(request, LIST)
    return purchase_page(request, purchase, form)


def _ask(request: HouseholdRequest, purchase: Transaction, form: ClaimForm) -> Claim:
    values = form.cleaned_data
    payee = ensure_payee(by=request.actor, name=values["payee"])
    return add_claim(
        by=request.actor,
        purchase=purchase.pk,
        payee=payee,
        amount=values["amount"],
        asked_on=values["asked_on"],
    )


@require_POST
@member_required(Permission.RECORD)
def claim_state(request: HouseholdRequest, pk: int, state: ClaimState) -> HttpResponse:
    """Give a claim up, or take it up again."""
    act = partial(set_claim_state, by=request.actor, claim=_claim(request, pk), state=state)
    done = _("Given up") if state == ClaimState.WAIVED else _("Taken up again")
    return _carry_out(request, act, done)


def _carry_out(request: HouseholdRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        return carry_out(request, act, done, otherwise=LIST)
    except Transaction.DoesNotExist as error:
        raise Http404 from error
