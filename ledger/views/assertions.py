"""What accounts are said to have held, and whether they did."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.forms.assertions import AssertionForm
from ledger.forms.refusals import attempt
from ledger.models import Account, BalanceAssertion
from ledger.reports.assertions import check_assertions, standing_of
from ledger.reports.partings import first_parting
from ledger.services.assertions import assert_balance, remove_assertion
from ledger.views.toasts import carry_out, say

MOST_EXPLAINED = 3
"""Failed assertions of which a page names the first row; mostly one is the cause of the others."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_required()
def account_balances(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show each balance that is asserted of an account beside the books; another one is added."""
    accounts = Account.objects.in_household(request.household).live().places()
    account = get_object_or_404(accounts, pk=pk)
    form = AssertionForm(request.POST or None, initial={"date": request.household.today()})
    if form.is_bound:
        request.actor.must(Permission.RECORD)
        act = partial(assert_balance, by=request.actor, account=account)
        content = form.content(account.currency) if form.is_valid() else None
        if content and attempt(form, lambda: act(**content)) is not None:
            say(request, _("Noted"))
            return redirect("ledger:account-balances", pk)
    found = check_assertions(request.household, accounts=[pk])
    failed = [each for each in reversed(found) if not each.is_held][:MOST_EXPLAINED]
    partings = {
        each.assertion.pk: first_parting(request.household, each.assertion) for each in failed
    }
    may_write = pk not in request.actor.barred(Right.FULL)
    context = {
        "account": account,
        "form": form,
        "lines": [(each, partings.get(each.assertion.pk)) for each in found],
        "standing": standing_of(found[0], request.household.today()) if found else None,
        "can_change": request.actor.may(Permission.RECORD) and may_write,
    }
    status = 422 if form.is_bound else 200
    return render(request, "ledger/account_balances.html", context, status=status)


@require_POST
@member_required(Permission.RECORD)
def assertion_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Take an asserted balance back."""
    rows = BalanceAssertion.objects.in_household(request.household).live()
    row = get_object_or_404(rows.select_related("account"), pk=pk)
    act = partial(remove_assertion, by=request.actor, assertion=row)
    return carry_out(request, act, _("Taken back"), otherwise="ledger:account-list")
