"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig

from accounts.services.encrypted_columns import EncryptedColumn, register_encrypted


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and households"

    def ready(self) -> None:
        from accounts import audit_receivers, receivers, tasks  # noqa: F401, PLC0415 -- they register when apps are ready
        from accounts.api import schema  # noqa: F401, PLC0415 -- registers itself when apps are ready

        # As allauth's authenticators keep them, through the adapter's `encrypt`.
        secrets = ("secret", "seed", "migrated_codes")
        register_encrypted(EncryptedColumn("mfa.Authenticator", "data", parts=secrets))
