"""The product's addresses and one dangerous page."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from accounts.access import member_required, recent_sign_in_required
from accounts.http import HouseholdRequest
from finehance.urls import urlpatterns as product


@member_required()
@recent_sign_in_required
def dangerous(request: HouseholdRequest) -> HttpResponse:
    return HttpResponse(f"did {request.POST.get('word')} in {request.household.name}")


urlpatterns = [path("dangerous/", dangerous, name="dangerous"), *product]
