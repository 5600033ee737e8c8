"""Take an import back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.management.household_command import HouseholdCommand, Refused
from ledger.models import ImportBatch
from ledger.services.errors import LedgerError
from ledger.services.import_undo import undo_import


class Command(HouseholdCommand):
    help = "Remove what an import added, but for what was edited since."
    refusals = (LedgerError,)

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int, metavar="BATCH")

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        batch = ImportBatch.objects.in_household(by.household).filter(pk=options["batch"]).first()
        if batch is None:
            raise Refused(f"there is no import {options['batch']} in {by.household}")
        result = undo_import(by=by, batch=batch)
        kept = [{"transaction": item.transaction_id, "reason": item.reason} for item in result.kept]
        return {"removed": result.removed, "kept": kept}
