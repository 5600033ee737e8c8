"""Where requests are counted: in Redis, or without one in a table that all processes share.

Both count all windows of a request in one round trip, each window atomically.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from redis import Redis

PATIENCE = 0.5
"""Seconds that a Redis which does not answer may cost."""
SWEEP_EVERY = 1_000
"""After how many requests of a process the counters that have ended are deleted."""

Keys = Sequence[tuple[str, int]]
"""Names of counters, with the seconds from now after which each may be forgotten."""


class Counters(Protocol):
    """Numbers by name that many processes count at once."""

    def add(self, keys: Keys, amount: int = 1) -> list[int]:
        """Add to each counter, which starts at 0, and return the new numbers in order."""
        ...


class RedisCounters:
    """Counters in Redis; raises its errors when it is away."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)

    def add(self, keys: Keys, amount: int = 1) -> list[int]:
        pipeline: Any = self._redis.pipeline(transaction=False)
        for name, seconds in keys:
            pipeline.incrby(f"limits:{name}", amount)
            pipeline.expire(f"limits:{name}", seconds)
        return [int(number) for number in pipeline.execute()[::2]]


_ADD = """
insert into limits_counter as kept (name, count, ends_at)
select name, %s, clock_timestamp() + make_interval(secs => seconds)
from unnest(%s::text[], %s::float[]) as wanted (name, seconds) order by name
on conflict (name) do update set count = kept.count + excluded.count
returning name, count
"""
_SWEEP = "delete from limits_counter where ends_at <= clock_timestamp()"


class PostgresCounters:
    """Counters in an unlogged table of the database."""

    def __init__(self) -> None:
        self._calls = count(1)

    def add(self, keys: Keys, amount: int = 1) -> list[int]:
        names = [name for name, _ in keys]
        with connection.cursor() as cursor:
            if next(self._calls) % SWEEP_EVERY == 0:
                cursor.execute(_SWEEP)
            cursor.execute(_ADD, [amount, names, [seconds for _, seconds in keys]])
            counted = dict(cursor.fetchall())
        return [counted[name] for name in names]


@cache
def _counters(url: str) -> Counters:
    return RedisCounters(url) if url else PostgresCounters()


def counters() -> Counters:
    """Return the counters of this installation."""
    return _counters(settings.RATE_LIMIT_REDIS_URL)
