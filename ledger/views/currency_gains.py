"""What exchange rates made of the household's money."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from ledger.forms.periods import PeriodChoice, choose_period
from ledger.reports.currency_gains import EARLIEST, LATEST, currency_gains, until_today


def _choice(request: HouseholdRequest, today: date) -> PeriodChoice:
    """Return the chosen period, this year where none is chosen or it lies where no books are."""
    start_day = request.household.month_start_day
    asked = request.GET or {"period": "year"}
    choice = choose_period(asked, start_day=start_day, today=today)
    if choice.period.start >= EARLIEST and choice.period.end <= LATEST:
        return choice
    this_year = choose_period({"period": "year"}, start_day=start_day, today=today)
    problem = _("Choose days between 1900 and 2190.")
    return PeriodChoice(this_year.period, this_year.tabs, problem)


@require_safe
@member_required()
def currency_gain_list(request: HouseholdRequest) -> HttpResponse:
    today = request.household.today()
    choice = _choice(request, today)
    report = currency_gains(request.household, period=until_today(choice.period, today))
    context = {"choice": choice, "report": report, "base": request.household.base_currency}
    return render(request, "ledger/currency_gain_list.html", context)
