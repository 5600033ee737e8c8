"""The OpenID Connect provider, found by allauth as it finds its own."""

from __future__ import annotations

from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "accounts.oidc"
    label = "accounts_oidc"
    verbose_name = "OpenID Connect"
