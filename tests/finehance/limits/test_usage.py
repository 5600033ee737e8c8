"""Counting requests in their windows, and going on when counting fails."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from prometheus_client import REGISTRY
from pytest_django import Settings

from finehance.limits.usage import Breaker, Usage, Window, breaker, caller_of, count_request

NOWHERE = "redis://127.0.0.1:1/0"


def asked(
    path: str = "/api/v1/accounts/",
    *,
    method: str = "GET",
    remote: str = "203.0.113.9",
    **extra: Any,
) -> HttpRequest:
    """Return a request that nobody is signed in with."""
    request = RequestFactory().generic(method, path, REMOTE_ADDR=remote, **extra)
    request.user = AnonymousUser()
    return request


def count(request: HttpRequest) -> Usage:
    usage = count_request(request)
    assert usage is not None
    return usage


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_request_counts_in_both_windows(limits: Settings) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        count(asked())
        usage = count(asked())

    assert [(each.limit, each.seconds, each.count) for each in usage.windows] == [
        (30, 60, 2),
        (300, 3_600, 2),
    ]
    assert all(0 < each.reset <= each.seconds for each in usage.windows)
    assert usage.tightest.remaining == 28


@pytest.mark.parametrize(
    ("path", "method", "limit", "group"),
    [
        ("/api/v1/auth/login/", "POST", 5, "login"),
        ("/accounts/login/", "POST", 5, "login"),
        ("/accounts/signup/", "POST", 3, "register"),
        ("/accounts/password/reset/", "POST", 3, "reset"),
        ("/api/v1/transactions/", "GET", 60, "transactions"),
        ("/api/v1/imports/", "POST", 5, "import"),
        ("/api/v1/accounts/", "GET", 30, "default"),
        ("/export/?format=csv", "GET", 10, "export"),
        ("/transactions/", "GET", 600, "pages"),
    ],
)
def test_limit_is_exact(limits: Settings, path: str, method: str, limit: int, group: str) -> None:
    before = metric("finehance_rate_limited_total", group=group)
    with time_machine.travel(1_800_000_000, tick=False):
        refused = [count(asked(path, method=method)).is_exceeded for _ in range(limit + 2)]

    assert refused == [False] * limit + [True, True]
    assert metric("finehance_rate_limited_total", group=group) - before == 2


def test_hour_is_used_up_by_what_the_minute_let_in(limits: Settings) -> None:
    let_in = 0
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        clock.shift(count(asked()).windows[1].reset + 1)  # an hour begins
        for _minute in range(20):
            let_in += sum(not count(asked()).is_exceeded for _ in range(35))
            clock.shift(60)

    assert let_in == 300


def test_login_counts_as_auth_too(limits: Settings) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        count(asked("/accounts/login/", method="POST"))
        usage = count(asked("/accounts/password/change/", method="POST"))

    assert [(each.group, each.count) for each in usage.windows] == [("auth", 2), ("auth", 2)]


def test_windows_end(limits: Settings) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(6):
            usage = count(asked("/accounts/login/", method="POST"))
        reset = usage.tightest.reset
        clock.shift(reset + 1)
        later = count(asked("/accounts/login/", method="POST"))

    assert (usage.is_exceeded, later.is_exceeded, later.windows[0].count) == (True, False, 1)


def test_callers_are_counted_apart(limits: Settings) -> None:
    for _ in range(31):
        count(asked())

    assert count(asked(remote="203.0.113.10")).windows[0].count == 1


def test_one_ipv6_network_is_one_caller(limits: Settings) -> None:
    found = {caller_of(asked(remote=f"2001:db8:1:2::{number}")) for number in range(5)}

    assert found == {"network:2001:db8:1:2::/64"}


def test_forged_address_opens_no_fresh_count(limits: Settings) -> None:
    found = {caller_of(asked(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")) for number in range(5)}

    assert found == {"network:203.0.113.9"}


@pytest.mark.parametrize(("factor", "limit"), [(2.0, 60), (0.5, 15), (0.001, 1)])
def test_operator_scales_the_table(limits: Settings, factor: float, limit: int) -> None:
    limits.RATE_LIMITS = factor

    assert count(asked()).windows[0].limit == limit


def test_operator_turns_the_limits_off(limits: Settings) -> None:
    limits.RATE_LIMITS = 0.0

    assert count_request(asked()) is None


def triple(request: HttpRequest) -> float:
    return 3.0


def plain(request: HttpRequest) -> float:
    return 1.0


def test_plan_raises_the_limits(limits: Settings) -> None:
    limits.RATE_LIMIT_MULTIPLIERS = [f"{__name__}.plain", f"{__name__}.triple"]

    assert [window.limit for window in count(asked()).windows] == [90, 900]


def test_tightest_window_is_the_one_that_refuses_first() -> None:
    minute = Window("a", 30, 60, 10, 5)
    hour = Window("a", 300, 3_600, 290, 1_800)

    assert Usage((minute, hour)).tightest == hour
    assert Usage((minute, Window("a", 30, 3_600, 10, 9))).tightest.seconds == 3_600


THREADS, TIMES = 8, 10


def let_in_by_threads() -> int:
    """Return how many of 80 simultaneous requests were let in."""

    def work(_: int) -> int:
        try:
            return sum(not count(asked()).is_exceeded for _ in range(TIMES))
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(work, range(THREADS)))


@pytest.mark.django_db(transaction=True)
def test_simultaneous_requests_cannot_slip_through(limits: Settings) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        assert let_in_by_threads() == 30


@pytest.mark.redis
@pytest.mark.xdist_group("redis")
def test_simultaneous_requests_cannot_slip_through_redis(limits: Settings, redis_url: str) -> None:
    limits.RATE_LIMIT_REDIS_URL = redis_url

    with time_machine.travel(1_900_000_000, tick=False):
        assert let_in_by_threads() == 30


def test_absent_counter_lets_everybody_in_and_raises_one_alarm(
    limits: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    limits.RATE_LIMIT_REDIS_URL = NOWHERE
    before = metric("finehance_rate_limits_open_total")

    with caplog.at_level(logging.ERROR, "finehance.limits.usage"):
        usages = [count_request(asked()) for _ in range(10)]

    assert usages == [None] * 10
    assert [record.message for record in caplog.records] == [
        "rate limits are off: their counter does not answer"
    ]
    assert metric("finehance_rate_limits_open_total") - before == 10


def test_breaker_rests_for_a_second_and_alarms_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    moments = iter([0.0, 0.5, 1.1, 2.0, 59.0, 60.1])
    breaker = Breaker(clock=lambda: next(moments))

    breaker.trip(ConnectionError("away"))
    rests = [breaker.is_open, breaker.is_open]
    for _ in range(3):
        breaker.trip(ConnectionError("away"))

    assert rests == [True, False]
    assert [record.message for record in caplog.records] == [
        "rate limits are off: their counter does not answer"
    ] * 2


def test_broken_counter_is_left_alone_until_the_breaker_closes(limits: Settings) -> None:
    breaker.trip(ConnectionError("away"))
    rested = count_request(asked())
    breaker.close()

    assert rested is None
    assert count(asked()).windows[0].count == 1
