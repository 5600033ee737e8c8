"""Server time of pages through the real middleware, with few and with many transactions."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Household, User
from accounts.scope import household_scope, system_scope
from ledger.models import Account
from ledger.seeding.bench import seed_bench
from ledger.services.search_index import index_household
from tests.benchmarks.figures import Figure

UNTIL = date(2026, 6, 30)
SMALL = 10_000
MILLISECONDS = 50
LIST_MILLISECONDS = 30
GROWTH = 1.5
QUERIES = 12
WARM_UPS, REQUESTS = 3, 15


@dataclass(frozen=True, slots=True)
class Timing:
    """Median server time of a page, and how many queries it took."""

    milliseconds: float
    queries: int


def measure(largest: int) -> Iterator[Figure]:
    """Yield each page's median time at 10,000 transactions and at `largest`, and its growth."""
    few = time_pages(bench_household(SMALL))
    started = time.perf_counter()
    big = bench_household(largest)
    yield Figure(f"seed_bench of {largest:,}", time.perf_counter() - started, "s")
    many = time_pages(big)
    for name, timing in many.items():
        target = LIST_MILLISECONDS if name.startswith("API") else MILLISECONDS
        yield Figure(f"{name} at {SMALL:,}", few[name].milliseconds, "ms")
        yield Figure(f"{name} at {largest:,}", timing.milliseconds, "ms", target)
        growth = timing.milliseconds / few[name].milliseconds
        yield Figure(f"{name}: growth", growth, "×", GROWTH)
        yield Figure(f"{name}: queries", timing.queries, "", QUERIES)


def bench_household(transactions: int) -> Household:
    """Return the household of that size, made when it is not there."""
    name = f"Bench {transactions}"
    with system_scope("the benchmarks look for their household"):
        found = Household.objects.filter(name=name).first()
    if found is None:
        found = seed_bench(name=name, transactions=transactions, until=UNTIL, password=None)
        index_household(found.pk)
        with connection.cursor() as cursor:
            # What autovacuum does within a minute of a load.
            cursor.execute("vacuum analyze")
    return found


def signed_in(household: Household) -> Client:
    """Return a browser of the household's owner."""
    with system_scope("the benchmarks sign in"):
        owner = User.objects.get(memberships__household=household)
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner)
    return client


def time_pages(household: Household) -> dict[str, Timing]:
    """Return the timing of every page that the targets name."""
    client = signed_in(household)
    return {name: time_page(client, path) for name, path in pages_of(household).items()}


def pages_of(household: Household) -> dict[str, str]:
    """Return the addresses that are measured, by name."""
    with household_scope(household.pk):
        ids = dict(Account.objects.in_household(household).values_list("name", "pk"))
    register, account = (
        reverse("ledger:transaction-list"),
        reverse("ledger:account-detail", args=[ids["Checking"]]),
    )
    return {
        "dashboard": reverse("ledger:dashboard"),
        "register": register,
        "register, deep": f"{register}?after=2018-03-01.0",
        "search, common word": f"{register}?q=nordmarkt",
        "search, rare word": f"{register}?q=000004321",
        "search, no result": f"{register}?q=zebra",
        "search, amount": f"{register}?min=77.15&max=77.15",
        "category and dates": (
            f"{register}?category={ids['Groceries']}&start=2020-01-01&end=2021-01-01"
        ),
        "account": account,
        "account, deep": f"{account}?after=2018-03-01.0",
        "API, 100 rows": f"{reverse('ledger-api:transaction-list')}?limit=100",
    }


def time_page(client: Client, path: str) -> Timing:
    """Return the median time of a page, and how many queries it takes."""
    times = []
    for number in range(WARM_UPS + REQUESTS):
        started = time.perf_counter()
        response = client.get(path)
        elapsed = time.perf_counter() - started
        if response.status_code != 200:
            raise AssertionError(f"{path} answered {response.status_code}")
        if number >= WARM_UPS:
            times.append(elapsed * 1_000)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = [query for query in queries if query["sql"] not in {"BEGIN", "COMMIT"}]
    return Timing(statistics.median(times), len(asked))
