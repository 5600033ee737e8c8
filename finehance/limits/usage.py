"""One request counted in every window of its group."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from prometheus_client import Counter

from finehance.kit.addresses import client_network
from finehance.limits.counters import counters
from finehance.rate_limits import Group, chain, group_of

logger = logging.getLogger(__name__)

REFUSED = Counter("finehance_rate_limited", "Requests over their limit", ["group"])
UNCOUNTED = Counter("finehance_rate_limits_open", "Requests let in while counting failed")

ALARM_EVERY = 60.0
REST_FOR = 1.0
"""How long a process leaves a counter alone that failed: waiting for it would slow everybody."""


@dataclass(frozen=True, slots=True)
class Window:
    """What one window has counted, this request included; `reset` is seconds from now."""

    group: str
    limit: int
    seconds: int
    count: int
    reset: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.count)

    @property
    def is_exceeded(self) -> bool:
        return self.count > self.limit


@dataclass(frozen=True, slots=True)
class Usage:
    """A counted request: its windows, up to the first that is exceeded."""

    windows: tuple[Window, ...]

    @property
    def tightest(self) -> Window:
        """The window that will refuse first."""
        return min(self.windows, key=lambda window: (window.remaining, -window.reset))

    @property
    def is_exceeded(self) -> bool:
        return self.tightest.is_exceeded


class Breaker:
    """Remembers that the counter failed, and says so in the log once a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rests_until = 0.0
        self._alarmed_at = float("-inf")

    @property
    def is_open(self) -> bool:
        return self._clock() < self._rests_until

    def trip(self, error: Exception) -> None:
        """Leave the counter alone for a while; the first in a minute raises the alarm."""
        now = self._clock()
        with self._lock:
            self._rests_until = now + REST_FOR
            is_due = now - self._alarmed_at >= ALARM_EVERY
            if is_due:
                self._alarmed_at = now
        if is_due:
            logger.error("rate limits are off: their counter does not answer", exc_info=error)

    def close(self) -> None:
        """Forget past failures."""
        with self._lock:
            self._rests_until, self._alarmed_at = 0.0, float("-inf")


breaker = Breaker()


@cache
def _callables(paths: tuple[str, ...]) -> tuple[Callable[[HttpRequest], object], ...]:
    return tuple(import_string(path) for path in paths)


def caller_of(request: HttpRequest) -> str:
    """Return who is counted: the first word of RATE_LIMIT_CALLERS, else the client's network."""
    for find in _callables(tuple(settings.RATE_LIMIT_CALLERS)):
        if found := find(request):
            return str(found)
    return f"network:{client_network(request)}"


def factor_of(request: HttpRequest) -> float:
    """Return by how much the table is multiplied for this request.

    The RATE_LIMITS setting times the largest of RATE_LIMIT_MULTIPLIERS, functions of a request by
    dotted path: where plans exist, one of them knows what the caller's is worth.
    """
    tiers = _callables(tuple(settings.RATE_LIMIT_MULTIPLIERS))
    best = max((float(str(tier(request))) for tier in tiers), default=1.0)
    return float(settings.RATE_LIMITS) * best


def count_request(request: HttpRequest) -> Usage | None:
    """Count a request; None when it has no limit, or when counting fails, which is alarmed."""
    if not settings.RATE_LIMITS:
        return None
    group = group_of(request)
    if group is None:
        return None
    if breaker.is_open:
        UNCOUNTED.inc()
        return None
    caller, factor = caller_of(request), factor_of(request)
    try:
        return _counted(group, caller, factor)
    except Exception as error:  # noqa: BLE001 -- whatever the counter's trouble, people go on
        UNCOUNTED.inc()
        breaker.trip(error)
        return None


def _counted(group: Group, caller: str, factor: float) -> Usage:
    """Count in every window at once; what is refused costs only the window that refuses it."""
    pending = list(_pending(group, caller, factor, time.time()))
    counts = counters().add([each.key for each in pending])
    windows = [each.counted(number) for each, number in zip(pending, counts, strict=True)]
    first = next((place for place, each in enumerate(windows) if each.is_exceeded), None)
    if first is None:
        return Usage(tuple(windows))
    REFUSED.labels(group.name).inc()
    if given_back := pending[first + 1 :]:
        counters().add([each.key for each in given_back], -1)
    return Usage(tuple(windows[: first + 1]))


def _pending(group: Group, caller: str, factor: float, now: float) -> Iterator[_Pending]:
    for each in chain(group):
        for requests, seconds in each.rates:
            limit = max(1, round(requests * factor))
            yield _Pending(each.name, caller, limit, seconds, now)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A window about to be counted; each caller's ends at moments of its own, not all at once."""

    group: str
    caller: str
    limit: int
    seconds: int
    now: float

    @property
    def _moment(self) -> int:
        return int(self.now) + crc32(self.caller.encode()) % self.seconds

    @property
    def key(self) -> tuple[str, int]:
        """The window's counter, which is forgotten some seconds after the window's end."""
        number = self._moment // self.seconds
        return f"{self.group}:{self.seconds}:{number}:{self.caller}", self.seconds + 5

    def counted(self, number: int) -> Window:
        left = self.seconds - self._moment % self.seconds
        return Window(self.group, self.limit, self.seconds, number, left)
