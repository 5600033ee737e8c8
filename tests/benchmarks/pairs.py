"""How long it takes to find pairs in 100,000 transactions, of which some are halves and twins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Household
from accounts.scope import household_scope
from ledger.imports.statement import StatementFile
from ledger.models import Account
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.services.imports import ImportRequest, import_file
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import UNTIL, bench_household

ROWS = 100_000
PAIRS = 2_000
SECONDS = 3.0


def measure(largest: int) -> Iterator[Figure]:
    """Yield how long finding takes beside 2,000 transfers of which each bank wrote a half."""
    household = bench_household(min(largest, ROWS))
    with household_scope(household.pk):
        bring_halves(household)
        found = find_transfer_pairs(household)
        yield Figure("transfers found", len(found), "", PAIRS * 0.9, is_floor=True)
        seconds = timed(lambda: find_transfer_pairs(household))
        yield Figure(f"finding transfers in {ROWS:,}", seconds, "s", SECONDS)
        transaction.set_rollback(True)


def timed(act: Callable[[], object]) -> float:
    """Return the seconds of the second of two runs."""
    act()
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def bring_halves(household: Household) -> None:
    """Import a file of money out of checking and one of money into savings."""
    accounts = Account.objects.in_household(household)
    for name, sign, words, late in (
        ("Checking", "-", "TRANSFER TO SAVINGS", 0),
        ("Savings", "", "FROM CHECKING", 1),
    ):
        days = (UNTIL - timedelta(days=number * 7 // 4 - late) for number in range(PAIRS))
        lines = (f"{day},{words},{sign}{40 + n % 90 * 10}.00" for n, day in enumerate(days))
        data = "\n".join(["Date,Payee,Amount", *lines, ""]).encode()
        source = StatementFile.from_bytes(data, f"{name}.csv")
        request = ImportRequest(account=accounts.get(name=name), source=source)
        import_file(by=Actor.system(household), request=request)
