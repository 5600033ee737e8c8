"""Make the demo household: three years of two people's money."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.scope import household_scope
from ledger.models import Transaction
from ledger.seeding.demo import SEED, seed_demo
from ledger.services.search_index import index_household


class Command(BaseCommand):
    help = "Create a demo household with three years of made-up books; once for each person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="demo@example.org", help="who signs in")
        parser.add_argument("--password", help="without one nobody can sign in")
        parser.add_argument("--seed", type=int, default=SEED, help="another seed, other figures")
        parser.add_argument("--today", type=date.fromisoformat, help="the last day of the books")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.perf_counter()
        household = seed_demo(
            email=options["email"],
            password=options["password"],
            today=options["today"] or timezone.now().date(),
            seed=options["seed"],
        )
        index_household(household.pk)
        with household_scope(household.pk):
            count = Transaction.objects.in_household(household).count()
        outcome = {
            "household": household.name,
            "id": household.pk,
            "transactions": count,
            "seconds": round(time.perf_counter() - started, 2),
        }
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        else:
            self.stdout.write("{household}: {transactions} in {seconds} s".format(**outcome))
