"""Write a household's whole ledger as an hledger or beancount journal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.management.household_command import HouseholdCommand
from accounts.services.audit import record_event
from ledger.exports.journal import JournalFormat, journal
from ledger.management.output import open_output


class Command(HouseholdCommand):
    help = "Write the whole ledger as a plain-text journal."

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=[*JournalFormat])
        parser.add_argument("--output", help="file to write (default: standard output)")

    def work(self, by: Actor, options: dict[str, Any]) -> None:
        record_event(AuditKind.EXPORTED, by=by, subject=options["format"])
        pieces = journal(by.household, JournalFormat(options["format"]))
        with open_output(options["output"], self.stdout) as write:
            for piece in pieces:
                write(piece)
