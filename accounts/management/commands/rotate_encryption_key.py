"""Encrypt everything with the newest key, so that the older ones can be taken out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.encryption import WrongKey
from accounts.enums import AuditKind
from accounts.management.household_command import Refused
from accounts.services.audit import record_event
from accounts.services.audit_upkeep import ChainBroken, reseal_chains
from accounts.services.encrypted_columns import reencrypt_columns


class Command(BaseCommand):
    help = "Encrypt every secret and seal the audit trail with the first key of ENCRYPTION_KEY."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        is_dry: bool = options["dry_run"]
        try:
            columns = [asdict(each) for each in reencrypt_columns(dry_run=is_dry)]
            events = 0 if is_dry else reseal_chains()
        except (WrongKey, ChainBroken) as error:
            raise Refused(str(error)) from error
        changed = sum(each["changed"] for each in columns)
        if not is_dry:
            record_event(AuditKind.KEYS_ROTATED, details={"values": changed, "events": events})
        self._show(columns, events, as_json=options["json"], is_dry=is_dry)

    def _show(
        self, columns: list[dict[str, Any]], events: int, *, as_json: bool, is_dry: bool
    ) -> None:
        if as_json:
            outcome = {"columns": columns, "audit_events": events, "dry_run": is_dry}
            self.stdout.write(json.dumps(outcome))
            return
        for each in columns:
            self.stdout.write("{column}: {changed} of {rows} values".format(**each))
        self.stdout.write(f"audit trail: {events} events")
        keys = len([key for key in settings.ENCRYPTION_KEY.split(",") if key.strip()])
        if keys > 1 and not is_dry:
            self.stdout.write("The older keys can be taken out of ENCRYPTION_KEY now.")
