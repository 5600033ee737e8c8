"""What people and programs see of the limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from tests.api.callers import caller, codes
from tests.factories.accounts import PASSWORD

ACCOUNTS = "/api/v1/accounts/"
HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
LOGIN = {"login": "alice@example.org", "password": "wrong"}


@pytest.fixture
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        yield clock


pytestmark = pytest.mark.usefixtures("moment")


def test_api_says_where_a_program_stands(limits: Settings, client: Client) -> None:
    first, second = client.get(ACCOUNTS), client.get(ACCOUNTS)

    assert [answer["RateLimit-Remaining"] for answer in (first, second)] == ["29", "28"]
    assert second["RateLimit-Limit"] == "30"
    assert second["RateLimit-Policy"] == "30;w=60, 300;w=3600"
    assert 0 < int(second["RateLimit-Reset"]) <= 60


def test_api_over_its_limit_is_a_problem_that_says_when(limits: Settings, client: Client) -> None:
    for _ in range(30):
        client.get(ACCOUNTS)

    answer = client.get(ACCOUNTS)

    assert codes(answer) == (429, "RATE_LIMIT_6001")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == answer["RateLimit-Reset"]
    assert answer["RateLimit-Remaining"] == "0"
    assert answer.json()["request_id"] == answer["X-Request-ID"]


def test_api_works_again_after_retry_after(
    limits: Settings, client: Client, moment: time_machine.Traveller
) -> None:
    for _ in range(31):
        answer = client.get(ACCOUNTS)

    moment.shift(int(answer["Retry-After"]) + 1)

    assert (answer.status_code, client.get(ACCOUNTS).status_code) == (429, 200)


def test_session_and_token_of_a_person_count_together(
    limits: Settings, client: Client, alice: User
) -> None:
    client.get(ACCOUNTS)

    assert caller(alice).get(ACCOUNTS)["RateLimit-Remaining"] == "28"


def test_people_do_not_use_up_each_others(
    limits: Settings, client: Client, stranger: Client
) -> None:
    for _ in range(31):
        client.get(ACCOUNTS)

    assert stranger.get(ACCOUNTS)["RateLimit-Remaining"] == "29"


def test_login_page_is_refused_as_a_page(limits: Settings, anonymous: Client) -> None:
    seen = [anonymous.post("/accounts/login/", LOGIN).status_code for _ in range(6)]
    answer = anonymous.post("/accounts/login/", LOGIN)

    assert seen == [200] * 5 + [429]
    assert "Too many requests" in answer.content.decode()
    assert 0 < int(answer["Retry-After"]) <= 60


def test_right_password_does_not_help_over_the_limit(
    limits: Settings, anonymous: Client, alice: User
) -> None:
    body = {"email": alice.email, "password": "wrong"}
    for _ in range(5):
        anonymous.post("/api/v1/auth/login/", body, "application/json")

    answer = anonymous.post(
        "/api/v1/auth/login/", body | {"password": PASSWORD}, "application/json"
    )

    assert codes(answer) == (429, "RATE_LIMIT_6001")


def test_login_by_api_and_by_page_count_together(limits: Settings, anonymous: Client) -> None:
    body = {"email": "nobody@example.org", "password": "wrong"}
    for _ in range(5):
        anonymous.post("/api/v1/auth/login/", body, "application/json")

    assert anonymous.post("/accounts/login/", LOGIN).status_code == 429


def test_made_up_tokens_open_no_fresh_count(limits: Settings, anonymous: Client) -> None:
    seen = [
        anonymous.get(ACCOUNTS, headers={"Authorization": f"Bearer a.b.{number}"}).status_code
        for number in range(31)
    ]

    assert seen == [401] * 30 + [429]


def test_pages_carry_no_numbers(limits: Settings, client: Client) -> None:
    answer = client.get("/transactions/")

    assert [name for name in HEADERS if name in answer] == []


def test_browsing_stays_pleasant(limits: Settings, client: Client) -> None:
    seen = {client.get("/help/").status_code for _ in range(100)}

    assert seen == {200}


@pytest.mark.parametrize("path", ["/health/live", "/robots.txt", "/api/docs/"])
def test_probes_and_documentation_are_never_refused(
    limits: Settings, anonymous: Client, path: str
) -> None:
    limits.RATE_LIMITS = 0.001

    answers = [anonymous.get(path) for _ in range(4)]

    assert {answer.status_code for answer in answers} == {200}
    assert [name for name in HEADERS if name in answers[-1]] == []


def test_static_files_are_never_refused(limits: Settings, anonymous: Client) -> None:
    limits.RATE_LIMITS = 0.001

    seen = set()
    for _ in range(4):
        answer = anonymous.get("/static/js/nav.js")
        seen.add(answer.status_code)
        answer.close()

    assert seen == {200}


def test_refused_request_asks_the_database_nothing_of_its_household(
    limits: Settings, client: Client
) -> None:
    for _ in range(30):
        client.get(ACCOUNTS)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(ACCOUNTS)

    assert answer.status_code == 429
    assert len(queries) == 3  # the person, counting, giving the hour back


@pytest.mark.redis
@pytest.mark.xdist_group("redis")
def test_limits_hold_with_redis(limits: Settings, client: Client, redis_url: str) -> None:
    limits.RATE_LIMIT_REDIS_URL = redis_url

    seen = [client.get(ACCOUNTS).status_code for _ in range(31)]

    assert seen == [200] * 30 + [429]
