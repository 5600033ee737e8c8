"""Addresses of the ledger's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ledger.views import dashboard

app_name = "ledger"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
]
