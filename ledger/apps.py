"""The ledger app."""

from __future__ import annotations

from django.apps import AppConfig

from accounts.services.encrypted_columns import EncryptedColumn, register_encrypted
from accounts.services.limitable_rows import register_limitable


class LedgerConfig(AppConfig):
    name = "ledger"

    def ready(self) -> None:
        from ledger import (  # noqa: PLC0415 -- they register when apps are ready
            archive_proofs,  # noqa: F401
            archive_rows,  # noqa: F401
            pinned,  # noqa: F401
            portability,  # noqa: F401
            receivers,  # noqa: F401
            tasks,  # noqa: F401
        )
        from ledger.reports.rights import limitable_places  # noqa: PLC0415 -- needs the models
        from ledger.templatetags import rows  # noqa: F401, PLC0415 -- its filters register

        register_limitable(limitable_places)
        register_encrypted(
            EncryptedColumn("ledger.Account", "number_encrypted", digest="number_digest")
        )
