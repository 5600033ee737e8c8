"""Prove a household's books, or everybody's."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.household_command import find_household
from accounts.models import Household
from accounts.scope import household_scope, system_scope
from ledger.reports.verify import FailedAssertion, Verification, verify_ledger


class Command(BaseCommand):
    help = (
        "Compute everything anew from the postings; exit 1 with each difference found."
        " Asserted balances that do not hold are told, and are no difference."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--household", help="name or id (default: every household)")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        households = [find_household(options["household"])] if options["household"] else _all()
        found = [_verify(household) for household in households]
        differences = [
            {"household": each.household_id, **asdict(difference)}
            for each in found
            for difference in each.differences
        ]
        failed = [_told(each, one) for each in found for one in each.failed]
        checked: Counter[str] = Counter({"households": len(found)})
        for each in found:
            checked.update(each.checked)
        if options["json"]:
            outcome = {
                "ok": not differences,
                "checked": checked,
                "differences": differences,
                "assertions": {
                    "checked": sum(each.assertions for each in found),
                    "failed": failed,
                },
            }
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        else:
            for line in differences:
                self.stdout.write("{household}: {kind} {object_id}: {detail}".format(**line))
            for line in failed:
                self.stdout.write(
                    "{household}: account {account} on {date}: {said} is asserted,"
                    " the books have {found}".format(**line)
                )
            self.stdout.write(", ".join(f"{count} {name}" for name, count in checked.items()))
        if differences:
            raise CommandError(f"{len(differences)} differences", returncode=1)


def _told(verification: Verification, failed: FailedAssertion) -> dict[str, Any]:
    """Return an assertion that does not hold, with the first row that parts where one is known."""
    parting = failed.parting
    return {
        "household": verification.household_id,
        "account": failed.account_id,
        "date": failed.date.isoformat(),
        "said": str(failed.said.rounded()),
        "found": str(failed.found.rounded()),
        "parting": parting
        and {
            "kind": parting.kind.value,
            "date": parting.on.isoformat(),
            "transaction": parting.transaction,
        },
    }


def _all() -> list[Household]:
    with system_scope("verify_ledger lists every household"):
        return list(Household.objects.order_by("pk"))


def _verify(household: Household) -> Verification:
    with household_scope(household.pk):
        return verify_ledger(household)
