"""The product's addresses and three that are wrong, for the walks to notice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.scope import system_scope
from finehance import urls
from ledger.models import Transaction

handler403, handler404 = urls.handler403, urls.handler404


def open_door(request: HttpRequest) -> HttpResponse:
    """A page that asks nobody who they are."""
    return HttpResponse("books")


@member_required()
def forgotten_filter(request: HouseholdRequest, pk: int) -> HttpResponse:
    """A page without the filter by household, which row-level security holds all the same."""
    return HttpResponse(str(get_object_or_404(Transaction, pk=pk)))


@member_required()
def every_household(request: HouseholdRequest, pk: int) -> HttpResponse:
    """A page that steps out of the scope."""
    with system_scope("a page that should not"):
        return HttpResponse(str(get_object_or_404(Transaction, pk=pk)))


urlpatterns = [
    *urls.urlpatterns,
    path("broken/door/", open_door, name="open-door"),
    path("broken/filter/<int:pk>/", forgotten_filter, name="transaction-unfiltered"),
    path("broken/scope/<int:pk>/", every_household, name="transaction-unscoped"),
]
