"""Make a household of many transactions to measure by."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.management.household_command import Refused
from accounts.models import Household
from accounts.scope import system_scope
from ledger.seeding.bench import seed_bench
from ledger.services.search_index import index_household


class Command(BaseCommand):
    help = "Create a household of N made-up transactions over ten years; the same every time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--transactions", type=int, required=True, metavar="N")
        parser.add_argument("--household", required=True, help="name of the household to create")
        parser.add_argument(
            "--until", type=date.fromisoformat, help="last day of the ten years (default: today)"
        )
        parser.add_argument("--password", help="let the owner sign in with it")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.perf_counter()
        with system_scope("seed_bench looks whether the name is free"):
            is_taken = Household.objects.filter(name=options["household"]).exists()
        if is_taken:
            message = f"there is a household {options['household']!r} already: choose another name"
            raise Refused(message)
        try:
            household = seed_bench(
                name=options["household"],
                transactions=options["transactions"],
                until=options["until"] or timezone.now().date(),
                password=options["password"],
            )
        except ValueError as error:
            raise Refused(str(error)) from error
        index_household(household.pk)
        outcome = {
            "household": household.name,
            "id": household.pk,
            "transactions": options["transactions"],
            "seconds": round(time.perf_counter() - started, 2),
        }
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        else:
            self.stdout.write("{household}: {transactions} in {seconds} s".format(**outcome))
