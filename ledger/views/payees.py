"""What only payees have: suggestions while one types, and merging."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.names import MergeForm
from ledger.models import Payee
from ledger.services.payees import ensure_payee, merge_payees
from ledger.views.toasts import carry_out, go_back

SUGGESTIONS = 12


@require_safe
@member_required()
def payee_suggest(request: HouseholdRequest) -> HttpResponse:
    """Draw payees that the typed words are part of as options, those that begin so first."""
    typed = _typed(request.GET)
    rows = Payee.objects.in_household(request.household).live().filter(merged_into=None)
    found = list(rows.filter(name__icontains=typed)[: SUGGESTIONS * 5]) if typed else []
    found.sort(key=lambda row: not row.name.casefold().startswith(typed.casefold()))
    context = {"payees": found[:SUGGESTIONS]}
    return render(request, "ledger/partials/payee_options.html", context)


def _typed(parameters: QueryDict) -> str:
    """Return what stands in the field, whatever form it is in: `payee`, `row-7-payee`."""
    names = (name for name in parameters if name.endswith("payee"))
    return str(parameters.get(next(names, ""), "")).strip()


@require_POST
@member_required(Permission.RECORD)
def payee_merge(request: HouseholdRequest) -> HttpResponse:
    """Make the selected payees one, under a name that is theirs, another's or new."""
    form = MergeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Select payees and write the name to merge them into."))
        return go_back(request, "ledger:payee-list")
    rows = Payee.objects.in_household(request.household).live().filter(merged_into=None)
    ids = set(form.cleaned_data["ids"])
    chosen = list(rows.filter(pk__in=ids))
    if len(chosen) != len(ids):
        raise Http404
    act = partial(_merge, request, chosen, form.cleaned_data["into"])
    done = _("Merged payees into %(into)s") % form.cleaned_data
    return carry_out(request, act, done, otherwise="ledger:payee-list")


def _merge(request: HouseholdRequest, chosen: list[Payee], name: str) -> Payee:
    into = ensure_payee(by=request.actor, name=name)
    sources = [payee for payee in chosen if payee.pk != into.pk]
    return merge_payees(by=request.actor, sources=sources, into=into)
