"""Write a household's transactions as CSV, XLSX or JSON."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.management.household_command import HouseholdCommand, Refused
from accounts.services.audit import record_event
from ledger.exports.tables import TableFormat, csv_pieces, json_pieces, write_xlsx
from ledger.management.output import open_file, open_output
from ledger.reports.asking import ask_text
from ledger.reports.filters import FilterError


class Command(HouseholdCommand):
    help = "Write transactions as a table; formulas in texts are neutralised."
    refusals = (FilterError,)

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=[*TableFormat])
        parser.add_argument("--query", default="", help='such as "account:visa amount>50 2026-03"')
        parser.add_argument("--output", help="file to write (default: standard output)")

    def work(self, by: Actor, options: dict[str, Any]) -> None:
        record_event(AuditKind.EXPORTED, by=by, subject=options["format"])
        today = by.household.today()
        chosen = ask_text(by.household, options["query"], today)
        if options["format"] == TableFormat.XLSX:
            self._write_workbook(by, chosen, options["output"])
            return
        pieces = csv_pieces if options["format"] == TableFormat.CSV else json_pieces
        with open_output(options["output"], self.stdout) as write:
            for piece in pieces(by.household, chosen):
                write(piece)

    def _write_workbook(self, by: Actor, chosen: Any, output: str | None) -> None:
        if output is not None:
            with open_file(output) as file:
                write_xlsx(by.household, chosen, file)
        elif sys.stdout.isatty():
            raise Refused("a workbook is no text: name a file with --output")
        else:
            write_xlsx(by.household, chosen, sys.stdout.buffer)
