"""Cache and broker on a real Redis, as in production."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from celery import Celery, Task
from celery.contrib.testing.worker import start_worker
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django import Settings

from finehance import health
from finehance.logs import current_request_id, request_id_scope

pytestmark = [pytest.mark.redis, pytest.mark.xdist_group("redis")]
NOWHERE = "redis://127.0.0.1:1/0"


def use_redis(settings: Settings, url: str) -> None:
    backend = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": url}
    settings.CACHES = {"default": backend}


@pytest.fixture
def redis_cache(settings: Settings, redis_url: str) -> Iterator[BaseCache]:
    use_redis(settings, redis_url)
    yield caches["default"]
    caches["default"].clear()


def test_cache_keeps_and_forgets(redis_cache: BaseCache) -> None:
    redis_cache.set("kept", {"a": 1}, timeout=60)
    redis_cache.set("gone", 1, timeout=0)

    assert (redis_cache.get("kept"), redis_cache.get("gone")) == ({"a": 1}, None)


def test_cache_counts_for_rate_limits(redis_cache: BaseCache) -> None:
    redis_cache.add("hits", 0, timeout=60)

    assert [redis_cache.incr("hits") for _ in range(3)] == [1, 2, 3]


def test_health_sees_the_cache(redis_cache: BaseCache, db: None) -> None:
    answer = Client().get("/health/ready")

    assert answer.json()["checks"]["cache"] == "ok"


def test_health_sees_that_the_cache_is_away(settings: Settings, db: None) -> None:
    use_redis(settings, NOWHERE)

    answer = Client().get("/health/ready")

    assert (answer.status_code, answer.json()["checks"]["cache"]) == (503, "down")


def test_health_sees_the_broker(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    monkeypatch.setattr(health, "app", Celery(broker=redis_url, fixups=[], set_as_current=False))

    health.check_broker()


def test_health_sees_that_the_broker_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "app", Celery(broker=NOWHERE, fixups=[], set_as_current=False))

    with pytest.raises(OperationalError, match="refused"):
        health.check_broker()


@pytest.fixture
def note_request_id(redis_url: str) -> Iterator[Task]:
    """A task of an application of its own, with a worker, over Redis."""
    app = Celery(
        "redis-tests", broker=redis_url, backend="cache+memory://", fixups=[], set_as_current=False
    )

    @app.task
    def note() -> str:
        return current_request_id()

    with start_worker(app, perform_ping_check=False, shutdown_timeout=20):
        yield note


def test_task_crosses_redis_with_its_request_id(note_request_id: Task) -> None:
    with request_id_scope("request-1234"):
        sent = note_request_id.delay()

    assert sent.get(timeout=20) == "request-1234"
