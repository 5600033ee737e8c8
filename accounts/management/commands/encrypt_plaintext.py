"""Encrypt secrets that were stored as plain text: by an older version, or by hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services.encrypted_columns import encrypt_plain_values


class Command(BaseCommand):
    help = "Encrypt what lies as plain text in a column of secrets; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        columns = [asdict(each) for each in encrypt_plain_values(dry_run=options["dry_run"])]
        if options["json"]:
            self.stdout.write(json.dumps({"columns": columns, "dry_run": options["dry_run"]}))
            return
        for each in columns:
            self.stdout.write("{column}: {changed} of {rows} values".format(**each))
