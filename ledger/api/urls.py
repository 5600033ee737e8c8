"""Addresses of the ledger's API, below /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "ledger-api"
urlpatterns: list[URLPattern | URLResolver] = []
