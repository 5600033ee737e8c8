"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and households"

    def ready(self) -> None:
        from accounts import audit_receivers, receivers, tasks  # noqa: F401, PLC0415 -- they register when apps are ready
        from accounts.api import schema  # noqa: F401, PLC0415 -- registers itself when apps are ready
