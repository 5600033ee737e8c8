"""How long it takes to find what recurs in 100,000 transactions, of which some do."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Household
from accounts.scope import household_scope
from ledger.imports.statement import StatementFile
from ledger.models import Account
from ledger.periods import add_months
from ledger.services.imports import ImportRequest, import_file
from ledger.services.proposals import open_proposals
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import UNTIL, bench_household
from tests.benchmarks.pairs import timed

ROWS = 100_000
CONTRACTS, MONTHS = 30, 24
WORDS = ("Alder", "Birch", "Cedar", "Elder", "Hazel", "Linden")
"""Names of who is paid: two words each."""
SECONDS = 3.0


def measure(largest: int) -> Iterator[Figure]:
    """Yield how many of 30 monthly contracts are found in ten years of books, and how fast."""
    household = bench_household(min(largest, ROWS))
    with household_scope(household.pk):
        bring_contracts(household)
        found = open_proposals(household, today=UNTIL)
        floor = CONTRACTS * 0.9
        yield Figure("recurring payments found", len(found), "", floor, is_floor=True)
        seconds = timed(lambda: open_proposals(household, today=UNTIL))
        yield Figure(f"finding what recurs in {ROWS:,}", seconds, "s", SECONDS)
        transaction.set_rollback(True)


def bring_contracts(household: Household) -> None:
    """Import a file of contracts that were paid each month of the last two years."""
    lines = (
        f"{add_months(UNTIL, -month)},{WORDS[n % 6]} {WORDS[n // 6]},-{9 + n}.90"
        for month in range(MONTHS)
        for n in range(CONTRACTS)
    )
    data = "\n".join(["Date,Payee,Amount", *lines, ""]).encode()
    account = Account.objects.in_household(household).get(name="Checking")
    request = ImportRequest(account=account, source=StatementFile.from_bytes(data, "contracts.csv"))
    import_file(by=Actor.system(household), request=request)
