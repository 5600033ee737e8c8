"""What checking a password costs: enough for whoever guesses, little enough for whoever waits."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from django.contrib.auth.hashers import check_password, make_password

from tests.benchmarks.figures import Figure

LEAST, MOST = 50.0, 250.0
"""Milliseconds, of an unhurried core."""
CHECKS = 15


def measure(_largest: int) -> Iterator[Figure]:
    """Yield the median time of one check by the hasher in force, against both ends of its band."""
    encoded = make_password("correct-horse-battery")
    times = []
    for each in range(CHECKS):
        started = time.perf_counter()
        check_password(f"a guess {each}", encoded)
        times.append(1_000 * (time.perf_counter() - started))
    median = statistics.median(times)
    yield Figure("a password checked, at most", median, "ms", MOST)
    yield Figure("a password checked, at least", median, "ms", LEAST, is_floor=True)
