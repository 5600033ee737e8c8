"""Load exchange rates that all households share, from a file or from the feed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from accounts.management.household_command import Refused
from ledger.imports.statement import StatementError, StatementFile
from ledger.services.errors import LedgerError
from ledger.services.shared_rates import ECB, Loaded, load_feed, load_rates


class Command(BaseCommand):
    help = "Load exchange rates (eurofxref CSV, XML or ZIP, or date,currency,rate) for everybody."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?")
        parser.add_argument("--feed", action="store_true", help="from RATES_FEED_URL")
        parser.add_argument("--source", default=ECB, help="who says so, up to 20 characters")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        if bool(options["file"]) == options["feed"]:
            raise CommandError("name a file, or say --feed", returncode=2)
        if not 0 < len(options["source"]) <= 20:
            raise CommandError("a source has 1 to 20 characters", returncode=2)
        try:
            loaded = load_feed() if options["feed"] else _from_file(options)
        except (LedgerError, StatementError) as error:
            raise Refused(str(error)) from error
        outcome = asdict(loaded)
        if options["json"]:
            self.stdout.write(json.dumps(outcome, cls=DjangoJSONEncoder))
        else:
            self.stdout.write(", ".join(f"{name}: {value}" for name, value in outcome.items()))


def _from_file(options: dict[str, Any]) -> Loaded:
    try:
        source = StatementFile.from_path(Path(options["file"]))
    except OSError as error:
        raise Refused(f"{options['file']}: {error.strerror}") from error
    return load_rates(source, by_whom=options["source"])
