"""Move old events of the audit trail into files."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.management.household_command import Refused
from accounts.services.audit_archive import archive_trail
from accounts.services.audit_upkeep import ChainBroken


class Command(BaseCommand):
    help = "Archive the events that are older than AUDIT_RETENTION_DAYS; done daily by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=settings.AUDIT_RETENTION_DAYS)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            archives = archive_trail(before=timezone.now() - timedelta(days=options["days"]))
        except ChainBroken as error:
            raise Refused(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({"archives": [asdict(each) for each in archives]}))
            return
        for each in archives:
            self.stdout.write(f"{each.path}: events {each.first_sequence} to {each.last_sequence}")
        self.stdout.write(f"{len(archives)} archives")
