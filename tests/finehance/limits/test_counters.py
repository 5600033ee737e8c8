"""Numbers that many processes count at once, in the database and in a real Redis."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.db import connection
from pytest_django import Settings

from finehance.limits.counters import (
    SWEEP_EVERY,
    Counters,
    PostgresCounters,
    RedisCounters,
    counters,
)

Make = Callable[[], Counters]
needs_redis = [pytest.mark.redis, pytest.mark.xdist_group("redis")]
STORES = ["postgres", pytest.param("redis", marks=needs_redis)]


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Counters:
    """The counters that a test is run on."""
    if request.param == "redis":
        return RedisCounters(request.getfixturevalue("redis_url"))
    request.getfixturevalue("db")
    return PostgresCounters()


def fresh() -> str:
    return uuid.uuid4().hex


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from limits_counter")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("store", STORES, indirect=True)
def test_counters_start_at_nothing_and_count_on(store: Counters) -> None:
    first, second = fresh(), fresh()

    assert store.add([(first, 60), (second, 3_600)]) == [1, 1]
    assert store.add([(second, 3_600)]) == [2]
    assert store.add([(first, 60), (second, 3_600)]) == [2, 3]


@pytest.mark.parametrize("store", STORES, indirect=True)
def test_counters_give_back(store: Counters) -> None:
    name = fresh()
    store.add([(name, 60)])
    store.add([(name, 60)])

    assert store.add([(name, 60)], -1) == [1]


@pytest.mark.parametrize("store", STORES, indirect=True)
def test_counters_answer_in_the_order_asked(store: Counters) -> None:
    store.add([("z", 60)])

    zebra, aardvark = store.add([("z", 60), (f"a{fresh()}", 60)])

    assert zebra > aardvark == 1


def test_database_sweeps_what_has_ended(db: None) -> None:
    store = PostgresCounters()
    store.add([("old", 0)])
    for number in range(SWEEP_EVERY):
        store.add([(f"new-{number % 5}", 60)])

    assert rows() == 5


@pytest.mark.redis
@pytest.mark.xdist_group("redis")
def test_redis_forgets_by_itself(redis_url: str) -> None:
    name = fresh()
    RedisCounters(redis_url).add([(name, 60)])

    assert 0 < int(redis.Redis.from_url(redis_url).ttl(f"limits:{name}")) <= 60


def test_redis_that_is_away_is_an_error() -> None:
    with pytest.raises(redis.exceptions.ConnectionError):
        RedisCounters("redis://127.0.0.1:1/0").add([("a", 60)])


def test_counters_are_redis_where_there_is_one(settings: Settings) -> None:
    settings.RATE_LIMIT_REDIS_URL = "redis://127.0.0.1:1/0"
    redis_counters = counters()
    settings.RATE_LIMIT_REDIS_URL = ""

    assert (type(redis_counters), type(counters())) == (RedisCounters, PostgresCounters)


THREADS, TIMES = 8, 25


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("store", STORES, indirect=True)
def test_threads_lose_no_count(store: Counters) -> None:
    keys = [(fresh(), 60), (fresh(), 60)]

    def work(_: int) -> list[int]:
        try:
            return [store.add(keys)[0] for _ in range(TIMES)]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        counts = [number for part in pool.map(work, range(THREADS)) for number in part]

    assert sorted(counts) == list(range(1, THREADS * TIMES + 1))
    assert store.add(keys) == [THREADS * TIMES + 1] * 2
