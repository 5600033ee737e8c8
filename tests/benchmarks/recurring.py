"""How long it takes to find what recurs in 100,000 transactions."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.scope import household_scope
from ledger.services.proposals import open_proposals
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import UNTIL, bench_household
from tests.benchmarks.pairs import timed

ROWS = 100_000
SECONDS = 3.0


def measure(largest: int) -> Iterator[Figure]:
    """Yield how many proposals there are and how long they take, of ten years of books."""
    household = bench_household(min(largest, ROWS))
    with household_scope(household.pk):
        found = open_proposals(household, today=UNTIL)
        yield Figure("recurring payments found", len(found), "", 1, is_floor=True)
        seconds = timed(lambda: open_proposals(household, today=UNTIL))
        yield Figure(f"finding what recurs in {ROWS:,}", seconds, "s", SECONDS)
