"""Run a household's rules over its transactions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.management.household_command import HouseholdCommand
from ledger.services.rule_runs import apply_rules, preview_rules


class Command(HouseholdCommand):
    help = (
        "Run all active rules over a household's transactions; --dry-run shows what they would do."
    )

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="write nothing")

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        proposals = preview_rules(by=by)
        changed = 0 if options["dry_run"] else apply_rules(by=by).changed
        rows = [
            {
                "transaction": item.transaction,
                "rules": list(item.rules),
                "before": item.before,
                "after": item.after,
            }
            for item in proposals
        ]
        return {"proposed": len(rows), "changed": changed, "proposals": rows}
