"""Prepares the scratch database, runs the parts, prints each table as it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after django.setup
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from finehance.embedded.server import stop_server  # noqa: E402
from tests.benchmarks import (  # noqa: E402
    archives,
    authentication,
    imports,
    limits,
    pages,
    pairs,
    passwords,
    quality,
    queries,
    recurring,
    rules,
    server,
)
from tests.benchmarks.figures import Figure, table  # noqa: E402

Part = Callable[[int], Iterable[Figure]]
RUN: dict[str, Part] = {
    "archives": archives.measure,
    "authentication": authentication.measure,
    "imports": imports.measure,
    "limits": limits.measure,
    "pages": pages.measure,
    "pairs": pairs.measure,
    "passwords": passwords.measure,
    "quality": quality.measure,
    "queries": queries.measure,
    "recurring": recurring.measure,
    "rules": rules.measure,
    "server": server.measure,
}


def run(parts: Iterable[str], *, largest: int) -> None:
    """Run the parts with at most `largest` rows and stop the database, whatever happens."""
    started = time.perf_counter()
    try:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        for name in parts:
            print(f"\n{name}\n{table(RUN[name](largest))}", flush=True)  # noqa: T201
    finally:
        connections.close_all()
        stop_server(settings.VAR_DIR / "postgres")
    print(f"\nmeasured in {time.perf_counter() - started:,.0f} s")  # noqa: T201
