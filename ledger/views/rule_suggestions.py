"""Suggestions of rules from what people do again and again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.models import Account, Payee
from ledger.reports.register import RegisterRow, register_rows
from ledger.reports.rule_suggestions import Suggestion, find_suggestions
from ledger.services.rule_suggestions import reject_suggestion
from ledger.views.toasts import carry_out

MOST_SHOWN = 20
"""Suggestions on the page."""
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """A suggestion with the transactions behind it, and where its rule is written."""

    found: Suggestion
    rows: tuple[RegisterRow, ...]
    url: str

    @property
    def hidden(self) -> int:
        return len(self.found.rows) - len(self.rows)


@require_safe
@member_required()
def rule_suggestions(request: HouseholdRequest) -> HttpResponse:
    """Show the habits that no rule has yet, each with its transactions."""
    found = find_suggestions(request.household)[:MOST_SHOWN]
    ids = [row for each in found for row in each.rows[:MOST_ROWS]]
    rows = {row.id: row for row in register_rows(request.household, ids)} if ids else {}
    cards = [
        SuggestionCard(
            each,
            tuple(rows[key] for key in each.rows[:MOST_ROWS] if key in rows),
            _rule_url(each),
        )
        for each in found
    ]
    return render(request, "ledger/rule_suggestions.html", {"cards": cards})


def _rule_url(suggestion: Suggestion) -> str:
    query = {"payee": suggestion.payee_id, "category": suggestion.category_id}
    return reverse("ledger:rule-create", query=query)


@require_POST
@member_required(Permission.MANAGE)
def rule_reject(request: HouseholdRequest) -> HttpResponse:
    """Never suggest a rule for this payee and category again; the history takes that back."""
    payees = Payee.objects.in_household(request.household).live()
    categories = Account.objects.in_household(request.household).live().categories()
    payee = get_object_or_404(payees, pk=id_in(request.POST.get("payee", "")))
    category = get_object_or_404(categories, pk=id_in(request.POST.get("category", "")))
    act = partial(reject_suggestion, by=request.actor, payee=payee, category=category)
    done = _("No rule is suggested for %(payee)s any more") % {"payee": payee}
    return carry_out(request, act, done, otherwise="ledger:rule-suggestions")
