"""Server time of the queue of what is not in order, with twins and halves to be found."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.scope import household_scope
from ledger.reports.quality_kinds import Issue
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import QUERIES, bench_household, signed_in
from tests.benchmarks.pairs import ROWS, bring_halves, bring_twins, timed

MILLISECONDS = 50


def measure(largest: int) -> Iterator[Figure]:
    """Yield the time of the page with each kind opened, its count kept, and the most queries."""
    household = bench_household(min(largest, ROWS))
    client = signed_in(household)
    with household_scope(household.pk):
        bring_halves(household)
        bring_twins(household)
        most = 0
        for issue in Issue:
            url = f"{reverse('ledger:quality')}?issue={issue}"
            cache.clear()
            most = max(most, _queries(client, url))
            seconds = timed(lambda url=url: client.get(url))  # type: ignore[misc]
            yield Figure(f"quality, {issue} in {ROWS:,}", seconds * 1_000, "ms", MILLISECONDS)
        yield Figure("quality: queries, nothing kept", most, "", QUERIES)
        transaction.set_rollback(True)


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return sum(query["sql"] not in {"BEGIN", "COMMIT"} for query in queries)
