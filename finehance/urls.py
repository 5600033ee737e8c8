"""The URLs of every app, by string."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from finehance import docs, health, pages

handler400 = "finehance.errors.bad_request"
handler403 = "finehance.errors.permission_denied"
handler404 = "finehance.errors.page_not_found"
handler429 = "finehance.errors.too_many_requests"
handler500 = "finehance.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.landing, name="landing"),
    path("help/", pages.help_page, name="help"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("health", health.overview, name="health"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
    # The product's own pages stand where allauth's overviews would.
    path("accounts/2fa/", RedirectView.as_view(pattern_name="accounts:security")),
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="accounts:security")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="accounts:session-list")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("ledger.urls")),
    path("operator/", admin.site.urls),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("ledger.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/reference/", docs.ApiReference.as_view(url_name="api-schema"), name="api-reference"),
    path("api/docs/", docs.ApiDocs.as_view(url_name="api-schema"), name="api-docs"),
]
