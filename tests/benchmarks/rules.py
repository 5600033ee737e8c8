"""What a hundred rules cost a row that is imported."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ledger.rules.engine import RuleSet
from tests.benchmarks.figures import Figure
from tests.factories.rules import leaf, make_input, make_rule

ROWS = 20_000
MOST = 50.0
"""Microseconds a row: a second for a hundred rules over 20,000 rows."""


def measure(_largest: int) -> Iterator[Figure]:
    """Yield the time of one row, half of the rules looking at its amount as well."""
    rules = RuleSet([make_rule(n, _conditions(n)) for n in range(1, 101)])
    rows = [
        make_input(
            raw_payee=f"SHOP {n % 2_000} Berlin",
            amount=Decimal(-(n % 100)),
            date=date(2025, 1, 1) + timedelta(days=n % 365),
        )
        for n in range(ROWS)
    ]
    started = time.perf_counter()
    for row in rows:
        rules.apply(row)
    spent = time.perf_counter() - started
    yield Figure("a row asked of 100 rules", 1_000_000 * spent / ROWS, "µs", MOST)


def _conditions(n: int) -> dict[str, Any]:
    text = leaf("description", "contains", f"shop {n * 7} ")
    return {"all": [text, leaf("size", "less", 90)]} if n % 2 else text
