"""API addresses of this app, below /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "accounts-api"
urlpatterns: list[URLPattern | URLResolver] = []
