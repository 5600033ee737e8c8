"""Help with queries: what may come next while one types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from ledger.models import Payee
from ledger.query.completing import MOST, complete, read_typing
from ledger.query.parser import LONGEST_QUERY
from ledger.reports.asking import setting_of
from ledger.views.asking import today_in


@require_safe
@member_required()
def query_complete(request: HouseholdRequest) -> HttpResponse:
    """Draw queries that the typed one may become as options."""
    text = request.GET.get("q", "")[:LONGEST_QUERY].lstrip()
    names = setting_of(request.household, today_in(request)).names
    context = {"completions": complete(text, names, _payees(request, text))}
    return render(request, "ledger/partials/query_options.html", context)


def _payees(request: HouseholdRequest, text: str) -> list[str]:
    typing = read_typing(text)
    if typing.field is None or typing.field.name != "payee":
        return []
    rows = Payee.objects.in_household(request.household).live().filter(merged_into=None)
    found = rows.filter(name__icontains=typing.typed).values_list("name", flat=True)
    return list(found[: MOST * 5])
