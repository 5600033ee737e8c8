"""Exchange rates: what the household needs, each pair with its history, and rates of its own."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.rates import PairForm, RateCorrection, RateForm, RatesFileForm
from ledger.forms.refusals import attempt
from ledger.imports.statement import StatementError, StatementFile
from ledger.models import ExchangeRate
from ledger.periods import DAY, Period, add_months
from ledger.reports.rate_pairs import (
    currencies_in_use,
    needed_pairs,
    own_rates,
    rate_history,
    rate_on,
)
from ledger.reports.rate_table import LONGEST_GAP
from ledger.services.rates import delete_rate, import_rates, set_rate, update_rate
from ledger.views.charts import rate_chart
from ledger.views.toasts import carry_out, say

SPANS = {"quarter": (3, "3 months"), "year": (12, "1 year"), "years": (60, "5 years")}
MOST_OWN = 100


def _pair_url(base: str, quote: str) -> str:
    query = urlencode({"base": base, "quote": quote})
    return f"{reverse('ledger:rate-pair')}?{query}"


def _find(request: HouseholdRequest, pk: int) -> ExchangeRate:
    rows = ExchangeRate.objects.in_household(request.household).live()
    return get_object_or_404(rows, pk=pk)


@require_safe
@member_required()
def rate_list(request: HouseholdRequest) -> HttpResponse:
    lines = needed_pairs(request.household, today=request.household.today())
    context = {"lines": lines, "gap": LONGEST_GAP.days}
    return render(request, "ledger/rate_list.html", context)


@require_safe
@member_required()
def rate_pair(request: HouseholdRequest) -> HttpResponse:
    """Show the rate of a pair on a day, how it was made, and how it went."""
    form = PairForm(request.GET)
    if not form.is_valid() or form.cleaned_data["base"] == form.cleaned_data["quote"]:
        raise Http404
    base, quote = form.cleaned_data["base"], form.cleaned_data["quote"]
    today = request.household.today()
    on = form.cleaned_data["on"] or today
    span = request.GET.get("span", "")
    span = span if span in SPANS else "year"
    days = Period(add_months(today, -SPANS[span][0]), today + DAY)
    points = rate_history(request.household, base, quote, days=days)
    context = {
        "base": base,
        "quote": quote,
        "on": on,
        "found": rate_on(request.household, base, quote, on=on),
        "gap": LONGEST_GAP.days,
        "chart": rate_chart(points, base, quote),
        "tabs": [
            {
                "label": label,
                "url": f"{_pair_url(base, quote)}&span={name}",
                "is_current": name == span,
            }
            for name, (_months, label) in SPANS.items()
        ],
        "own": own_rates(request.household, base, quote, most=MOST_OWN),
        "turned_url": _pair_url(quote, base),
    }
    return render(request, "ledger/rate_pair.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rate_create(request: HouseholdRequest) -> HttpResponse:
    initial = {
        "base": request.GET.get("base", ""),
        "quote": request.GET.get("quote", request.household.base_currency),
        "on": request.household.today(),
    }
    form = RateForm(request.POST or None, initial=initial)
    if form.is_valid():
        row = attempt(form, lambda: set_rate(by=request.actor, **form.cleaned_data))
        if row:
            say(request, _("Entered rate %(what)s") % {"what": row})
            return redirect(_pair_url(row.base, row.quote))
    return _form_page(request, form, title=_("New rate"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rate_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    initial = {"rate": f"{row.rate.normalize():f}", "version": row.version}
    form = RateCorrection(request.POST or None, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        act = partial(
            update_rate,
            by=request.actor,
            rate=row,
            value=values["rate"],
            version=values["version"],
        )
        saved = attempt(form, act)
        if saved:
            say(request, _("Saved: %(what)s") % {"what": saved})
            return redirect(_pair_url(row.base, row.quote))
    return _form_page(request, form, title=_("Correct rate"), row=row)


def _form_page(
    request: HouseholdRequest, form: Any, *, title: str, row: ExchangeRate | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/rate_form.html", context, status=status)


@require_POST
@member_required(Permission.MANAGE)
def rate_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    done = _("Took back rate %(what)s") % {"what": row}
    act = partial(delete_rate, by=request.actor, rate=row)
    return carry_out(request, act, done, otherwise="ledger:rate-list")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rate_import(request: HouseholdRequest) -> HttpResponse:
    """Take a file of rates for this household alone."""
    form = RatesFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        count = attempt(form, partial(_import, request, form))
        if count is not None:
            text = ngettext("%(n)d rate is new or other", "%(n)d rates are new or other", count)
            say(request, text % {"n": count})
            return redirect("ledger:rate-list")
    status = 422 if form.is_bound else 200
    return render(request, "ledger/rate_import.html", {"form": form}, status=status)


def _import(request: HouseholdRequest, form: RatesFileForm) -> int | None:
    file = form.cleaned_data["upload"]
    source = StatementFile.from_bytes(file.read(), name=file.name or "")
    used = None if form.cleaned_data["has_all"] else currencies_in_use(request.household)
    try:
        return import_rates(by=request.actor, source=source, currencies=used)
    except StatementError as error:
        form.add_error("upload", str(error))
        return None
