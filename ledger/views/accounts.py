"""Accounts: where money is, how much, and the register of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.enums import ASSET_KINDS, LIABILITY_KINDS
from ledger.forms.accounts import AccountForm, NewAccountForm, account_initial
from ledger.forms.refusals import attempt
from ledger.models import Account
from ledger.money import MoneyBag
from ledger.reports.assertions import Standing, check_assertions, standing_of, standings
from ledger.reports.balances import AccountBalance, account_balance, balance_sheet
from ledger.reports.filters import FilterError, RegisterFilter
from ledger.reports.tree import account_tree
from ledger.services.accounts import (
    close_account,
    create_account,
    reopen_account,
    update_account,
)
from ledger.views.asking import asked_filter
from ledger.views.register import list_mistaken, list_transactions
from ledger.views.toasts import carry_out, say


@dataclass(frozen=True, slots=True)
class AccountGroup:
    """Accounts under one heading, with what they hold together."""

    title: str
    rows: tuple[AccountBalance, ...]
    total: MoneyBag
    known: Mapping[int, tuple[Standing, date]]

    @property
    def lines(self) -> list[tuple[AccountBalance, tuple[Standing, date] | None]]:
        """Each account with what its latest asserted balance says of it."""
        return [(row, self.known.get(row.account.pk)) for row in self.rows]


_GROUPS = (
    (gettext_lazy("What you have"), ASSET_KINDS),
    (gettext_lazy("What you owe"), LIABILITY_KINDS),
)


def _group(
    title: str, rows: list[AccountBalance], known: Mapping[int, tuple[Standing, date]]
) -> AccountGroup:
    total = MoneyBag.of(money for row in rows for money in row.own)
    return AccountGroup(title, tuple(rows), total, known)


@require_safe
@member_required()
def account_list(request: HouseholdRequest) -> HttpResponse:
    today = request.household.today()
    places = balance_sheet(request.household, as_of=today).places
    still_open = [row for row in places if row.account.closed_on is None]
    known = standings(request.household, today=today)
    groups = [
        _group(str(title), [row for row in still_open if row.account.kind in kinds], known)
        for title, kinds in _GROUPS
    ]
    closed = [row for row in places if row.account.closed_on is not None]
    context = {
        "account_groups": [group for group in groups if group.rows],
        "closed": _group(_("Closed"), closed, known) if closed else None,
        "total": MoneyBag.of(money for row in places for money in row.own),
    }
    return render(request, "ledger/account_list.html", context)


@require_safe
@vary_on_headers("HX-Request")
@member_required()
def account_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show an account's balance and its register."""
    tree = account_tree(request.household)
    account = tree.by_id.get(pk)
    if account is None or not account.is_place or account.deleted_at is not None:
        raise Http404
    template = "ledger/account_detail.html"
    context: dict[str, Any] = {"tree": tree}
    if not request.htmx:
        today = request.household.today()
        balance = account_balance(request.household, account, as_of=today)
        latest = check_assertions(request.household, accounts=[pk], is_latest_only=True, tree=tree)
        context |= {
            "account": account,
            "balance": balance.in_currency(account.currency),
            "standing": standing_of(latest[0], today) if latest else None,
        }
    try:
        chosen = asked_filter(request, account=pk, tree=tree, is_live=True)
        return list_transactions(request, template, chosen, **context)
    except FilterError as error:
        chosen = RegisterFilter(accounts=(pk,))
        return list_mistaken(request, template, chosen, error, **context)


def _find(request: HouseholdRequest, pk: int) -> Account:
    rows = Account.objects.in_household(request.household).live().places()
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def account_create(request: HouseholdRequest) -> HttpResponse:
    today = request.household.today()
    initial = {"currency": request.household.base_currency, "opening_date": today}
    form = NewAccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        account = attempt(form, partial(create_account, by=request.actor, **form.details()))
        if account:
            say(request, _("Opened %(what)s") % {"what": account})
            return redirect("ledger:account-detail", account.pk)
    return _form_page(request, form, title=_("New account"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def account_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    account = _find(request, pk)
    form = AccountForm(request.POST or None, initial=account_initial(account))
    if form.is_valid():
        values = form.details()
        values["number"] = values["number"] or None
        version = form.cleaned_data["version"]
        change = partial(
            update_account, by=request.actor, account=account, version=version, **values
        )
        if attempt(form, change):
            say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
            return redirect("ledger:account-detail", pk)
    return _form_page(request, form, title=_("Edit account"), account=account)


def _form_page(
    request: HouseholdRequest, form: AccountForm, *, title: str, account: Account | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": title, "account": account}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/account_form.html", context, status=status)


@require_POST
@member_required(Permission.MANAGE)
def account_close(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Close an account that is open, open one that is closed."""
    account = _find(request, pk)
    if account.closed_on is None:
        today = request.household.today()
        act = partial(close_account, by=request.actor, account=account, on=today)
        done = _("Closed %(what)s") % {"what": account}
    else:
        act = partial(reopen_account, by=request.actor, account=account)
        done = _("Reopened %(what)s") % {"what": account}
    return carry_out(request, act, done, otherwise="ledger:account-list")
