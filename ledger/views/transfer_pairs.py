"""Transfers between the household's own accounts that were found and are not joined yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.enums import PairKind
from ledger.forms.choices import AccountChoices
from ledger.models import Account, Transaction
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.reports.tree import account_tree
from ledger.services.errors import NotATransfer
from ledger.services.pairs import Key, reject_pair
from ledger.services.transfer_links import fee_category, link_certain, link_transfers
from ledger.views.pairs import asked_batch, pair_groups, posted_pair
from ledger.views.toasts import carry_out

LIST = "ledger:transfer-list"


@require_safe
@member_required()
def transfer_list(request: HouseholdRequest) -> HttpResponse:
    """Show the pairs with both sides, of everything or of what an import brought."""
    batch = asked_batch(request)
    groups = pair_groups(request, find_transfer_pairs(request.household, batch=batch))
    has_fee = any(card.pair.fee.amount for group in groups for card in group.cards)
    choices = AccountChoices(account_tree(request.household)) if has_fee else None
    context = {
        "pair_groups": groups,
        "batch": batch,
        "categories": choices.categories() if choices else [],
        "fee_category": fee_category(request.actor) if has_fee else None,
    }
    return render(request, "ledger/transfer_list.html", context)


@require_POST
@member_required(Permission.RECORD)
def transfer_link(request: HouseholdRequest) -> HttpResponse:
    """Join the pair that is posted."""
    act = partial(_link, request, posted_pair(request))
    return _carry_out(request, act, _("Joined as a transfer"))


def _link(request: HouseholdRequest, pair: Key) -> None:
    key = id_in(request.POST.get("fee_category", ""))
    rows = Account.objects.in_household(request.household).live().categories()
    fees = rows.filter(pk=key).first() if key is not None else None
    result = link_transfers(by=request.actor, pairs=[pair], fee_category=fees)
    if result.skipped:
        raise NotATransfer(result.skipped[0][1])


@require_POST
@member_required(Permission.RECORD)
def transfer_link_certain(request: HouseholdRequest) -> HttpResponse:
    """Join all pairs that are certain, of everything or of one import."""
    batch = asked_batch(request)
    result = link_certain(by=request.actor, batch=batch)
    for _key, reason in result.skipped[:3]:
        messages.warning(request, reason)
    text = ngettext("Joined %(n)d transfer", "Joined %(n)d transfers", result.joined)
    return carry_out(request, lambda: None, text % {"n": result.joined}, otherwise=LIST)


@require_POST
@member_required(Permission.RECORD)
def transfer_reject(request: HouseholdRequest) -> HttpResponse:
    """Remember that the pair that is posted is no transfer."""
    first, second = posted_pair(request)
    act = partial(reject_pair, by=request.actor, kind=PairKind.TRANSFER, first=first, second=second)
    return _carry_out(request, act, _("They are not proposed again"))


def _carry_out(request: HouseholdRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        return carry_out(request, act, done, otherwise=LIST)
    except Transaction.DoesNotExist as error:
        raise Http404 from error
