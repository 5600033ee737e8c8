"""The first page after signing in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest


@require_safe
@member_required()
def dashboard(request: HouseholdRequest) -> HttpResponse:
    return render(request, "ledger/dashboard.html")
