"""Prove the audit trail of one household, or all of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.household_command import find_household
from accounts.reports.audit_archives import prove_archives, prove_pins
from accounts.reports.audit_proof import Difference, Proof, known_chains, prove_chain
from accounts.scope import system_scope


class Command(BaseCommand):
    help = "Follow every chain of the audit trail; exit 1 with each difference found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--household", help="name or id (default: everything)")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        proofs, archives, more = _proofs(options["household"])
        found = [each for proof in proofs for each in proof.differences] + more
        differences = [asdict(each) for each in found]
        checked = {
            "chains": len(proofs),
            "events": sum(proof.events for proof in proofs),
            "waiting": sum(proof.waiting for proof in proofs),
            "archives": archives,
        }
        if options["json"]:
            outcome = {"ok": not differences, "checked": checked, "differences": differences}
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        else:
            for line in differences:
                text = "chain {chain}: {kind} event {event} (place {sequence}): {detail}"
                self.stdout.write(text.format(**line))
            self.stdout.write(", ".join(f"{count} {name}" for name, count in checked.items()))
        if differences:
            raise CommandError(f"{len(differences)} differences", returncode=1)


def _proofs(household: str | None) -> tuple[list[Proof], int, list[Difference]]:
    """Return the proofs, how many archives were read, and what is wrong besides the chains."""
    wanted = [find_household(household).pk] if household else None
    with system_scope("verify_audit follows every chain of the audit trail"):
        chains = known_chains() if wanted is None else wanted
        proofs = [prove_chain(chain, now=timezone.now()) for chain in chains]
        archives = [prove_archives(chain) for chain in chains]
        more = [difference for _count, found in archives for difference in found]
        more += [each for each in prove_pins() if each.chain in chains or wanted is None]
        return proofs, sum(count for count, _found in archives), more
