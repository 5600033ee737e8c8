"""The addresses that the style guide's frame links to."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path


def answer(_: object) -> HttpResponse:
    return HttpResponse()


ledger = [
    path("", answer, name="dashboard"),
    path("transactions/", answer, name="transaction-list"),
    path("transactions/new/", answer, name="transaction-create"),
    path("accounts/", answer, name="account-list"),
    path("rules/", answer, name="rule-list"),
]
urlpatterns = [path("", include((ledger, "ledger")))]
