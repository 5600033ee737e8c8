"""Server time of the register with queries of every kind."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import MILLISECONDS, bench_household, signed_in, time_page

ROWS = 100_000
QUERIES = {
    "search with three conditions": "nordmarkt amount>50 date:2020",
    "three conditions, one on a category": "category:groceries amount>50 date:2020",
    "three conditions without a hit": "category:groceries amount>9999 nordmarkt",
    "a group": "account:checking (is:income or amount>100)",
    "one or the other": "category:groceries or amount>500",
    "turned round": "-category:groceries date:2020",
    "large and no transfer": "amount>200 -is:transfer",
    "turned round twice, without a day": "-account:checking -category:rent",
    "a note without a hit": "note:zebra",
    "has a note": "has:note",
    "a memo": "memo:invoice",
    "a phrase": '"city park"',
    "a whole payee": 'payee="Nordmarkt"',
    "a pattern without a hit": "text~/zebra/",
    "an import": "import:bank",
    "signed, without a hit": "signed<-30000",
    "signed": "signed:-50..-20",
    "a currency without a hit": "currency:USD",
    "a source without a hit": "source:api",
    "split": "is:split",
    "uncategorised": "is:uncategorised amount:20..100",
    "tagged": "has:tag",
}


def measure(largest: int) -> Iterator[Figure]:
    """Yield the median time of the register's page for each query."""
    household = bench_household(min(largest, ROWS))
    client = signed_in(household)
    for name, text in QUERIES.items():
        timing = time_page(client, reverse("ledger:transaction-list", query={"q": text}))
        yield Figure(name, timing.milliseconds, "ms", MILLISECONDS)
