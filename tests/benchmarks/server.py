"""Requests a second of the register, from two gunicorn workers over HTTP."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings

from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import bench_household, pages_of, signed_in

REQUESTS_PER_SECOND = 200
SECONDS = 8.0
CLIENTS = 4


def measure(largest: int) -> Iterator[Figure]:
    """Yield how many first pages of the register two workers serve in a second."""
    household = bench_household(largest)
    cookie = signed_in(household).cookies[settings.SESSION_COOKIE_NAME].value
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
    path = pages_of(household)["register"]
    with _gunicorn() as port, ThreadPoolExecutor(CLIENTS) as pool:
        _get(http.client.HTTPConnection("localhost", port), path, headers)
        started = time.perf_counter()
        counts = pool.map(lambda _: _hammer(port, path, headers), range(CLIENTS))
        served = sum(counts)
        rate = served / (time.perf_counter() - started)
    yield Figure(
        f"register at {largest:,}, two workers", rate, "requests/s", REQUESTS_PER_SECOND,
        is_floor=True,
    )  # fmt: skip


@contextmanager
def _gunicorn() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    metrics = settings.VAR_DIR / "metrics"
    metrics.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "gunicorn", "-c", "python:finehance.web"]
    process = subprocess.Popen(
        [*command, "--bind", f"localhost:{port}", "--log-level", "error", "finehance.wsgi"],
        env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(metrics)},
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            _get(http.client.HTTPConnection("localhost", port), "/health/live", {})
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("gunicorn does not answer")


def _get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> None:
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise AssertionError(f"{path} answered {response.status}")


def _hammer(port: int, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("localhost", port)
    until, count = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < until:
        _get(connection, path, headers)
        count += 1
    return count
