"""The calendar of what was and what is due."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from ledger.reports.schedule_calendar import schedule_calendar


def read_month(text: str, today: date) -> date:
    """Return the first day of a month such as 2026-02, of this month when it cannot be read."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if 1900 <= found.year < 2190 else today.replace(day=1)


@require_safe
@member_required()
def schedule_month(request: HouseholdRequest) -> HttpResponse:
    today = request.household.today()
    month = read_month(request.GET.get("month", ""), today)
    calendar = schedule_calendar(request.household, month, today=today)
    return render(request, "ledger/schedule_calendar.html", {"calendar": calendar})
