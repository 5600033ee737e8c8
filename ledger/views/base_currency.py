"""Another base currency: what it would change, and the job that changes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.base_currency import BaseCurrencyForm
from ledger.forms.refusals import attempt
from ledger.reports.base_preview import preview_base
from ledger.services.base_currency import queue_base_currency


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.OWN)
def base_currency(request: HouseholdRequest) -> HttpResponse:
    """Show what the currency that is asked for would change; posted, have a job change it."""
    form = BaseCurrencyForm(request.POST or request.GET or None)
    context: dict[str, Any] = {"form": form, "base": request.household.base_currency}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "ledger/base_currency.html", context, status=status)
    currency = form.cleaned_data["currency"]
    if currency == request.household.base_currency:
        form.add_error("currency", _("It is the base currency already."))
    elif request.method == "POST":
        job = attempt(form, lambda: queue_base_currency(by=request.actor, currency=currency))
        if job:
            return redirect("accounts:job-detail", job.pk)
    if not form.errors:
        today = request.household.today()
        context["preview"] = preview_base(request.household, currency, today=today)
    status = 422 if request.method == "POST" else 200
    return render(request, "ledger/base_currency.html", context, status=status)
