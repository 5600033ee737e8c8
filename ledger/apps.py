"""The ledger app."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"

    def ready(self) -> None:
        from ledger import receivers, tasks  # noqa: F401, PLC0415 -- they register when apps are ready
