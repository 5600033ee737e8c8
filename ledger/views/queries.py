"""Help with queries: what may come next while one types, and the language with examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from ledger.models import Payee
from ledger.query.completing import MOST, complete, read_typing
from ledger.query.dates import WORDS
from ledger.query.examples import field_help, joined_examples
from ledger.query.parser import LONGEST_QUERY
from ledger.reports.asking import setting_of
from ledger.reports.query_counts import count_queries
from ledger.reports.tree import account_tree


@require_safe
@member_required()
def query_complete(request: HouseholdRequest) -> HttpResponse:
    """Draw queries that the typed one may become as options."""
    text = request.GET.get("q", "")[:LONGEST_QUERY].lstrip()
    names = setting_of(request.household, request.household.today()).names
    context = {"completions": complete(text, names, _payees(request, text))}
    return render(request, "ledger/partials/query_options.html", context)


def _payees(request: HouseholdRequest, text: str) -> list[str]:
    typing = read_typing(text)
    if typing.field is None or typing.field.name != "payee":
        return []
    rows = Payee.objects.in_household(request.household).live().filter(merged_into=None)
    found = rows.filter(name__icontains=typing.typed).values_list("name", flat=True)
    return list(found[: MOST * 5])


@require_safe
@member_required()
def query_help(request: HouseholdRequest) -> HttpResponse:
    """Show the language; every example is run over the reader's own books."""
    household = request.household
    tree = account_tree(household)
    setting = setting_of(household, request.household.today(), tree=tree)
    payees = Payee.objects.in_household(household).live().filter(merged_into=None)
    known = list(payees.values_list("name", flat=True)[:1])
    joined = joined_examples(setting.names, household.base_currency)
    fields = field_help(setting.names, known, household.base_currency)
    texts = [example.text for example in joined]
    texts += [text for each in fields for text in each.examples]
    counts = count_queries(household, list(dict.fromkeys(texts)), setting)
    context = {
        "joined": [(example, _live(example.text, counts.by_text)) for example in joined],
        "fields": [
            (each.field, [_live(text, counts.by_text) for text in each.examples]) for each in fields
        ],
        "newest": counts.newest,
        "dates": WORDS,
    }
    return render(request, "ledger/query_help.html", context)


@dataclass(frozen=True, slots=True)
class LiveExample:
    """A query with its address, and how many transactions it means."""

    text: str
    url: str
    count: int


def _live(text: str, counts: Mapping[str, int]) -> LiveExample:
    url = f"{reverse('ledger:transaction-list')}?{urlencode({'q': text})}"
    return LiveExample(text, url, counts[text])
