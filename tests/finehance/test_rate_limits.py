"""The table of rate limits, and which address belongs to which row of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from finehance.rate_limits import GROUPS, RULES, chain, group_named, group_of

EXACT = {
    "auth": ((20, 60), (100, 3_600)),
    "login": ((5, 60),),
    "register": ((3, 3_600),),
    "reset": ((3, 3_600),),
    "transactions": ((60, 60), (500, 3_600)),
    "plans": ((30, 60), (300, 3_600)),
    "forecasts": ((5, 60), (30, 3_600)),
    "assistant": ((10, 60), (60, 3_600)),
    "training": ((2, 60), (10, 3_600)),
    "batch": ((5, 60), (30, 3_600)),
    "import": ((5, 60), (20, 3_600)),
    "export": ((10, 60), (50, 3_600)),
    "feeds": ((10, 60), (60, 3_600)),
    "default": ((30, 60), (300, 3_600)),
    "pages": ((600, 60), (10_000, 3_600)),
    "forms": ((120, 60), (2_000, 3_600)),
}


def test_table_is_the_promised_one() -> None:
    assert {name: group.rates for name, group in GROUPS.items()} == EXACT


def test_rules_name_groups_of_the_table() -> None:
    assert [rule for rule in RULES if rule.group not in GROUPS] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("login", ["login", "auth"]), ("reset", ["reset", "auth"]), ("import", ["import"])],
)
def test_chain_counts_what_is_within_another_group(name: str, expected: list[str]) -> None:
    assert [group.name for group in chain(GROUPS[name])] == expected


BY_NAME = [
    # the API, with the exact table
    ("POST", "/api/v1/auth/login/", "login"),
    ("POST", "/api/v1/auth/login/code/", "login"),
    ("POST", "/api/v1/auth/refresh/", "auth"),
    ("GET", "/api/v1/transactions/", "transactions"),
    ("POST", "/api/v1/transactions/", "transactions"),
    ("PATCH", "/api/v1/transactions/7/", "transactions"),
    ("POST", "/api/v1/transactions/annotate/", "transactions"),
    ("GET", "/api/v1/accounts/", "default"),
    ("GET", "/api/v1/imports/", "default"),
    ("POST", "/api/v1/imports/", "import"),
    ("POST", "/api/v1/rules/apply/", "batch"),
    ("GET", "/api/v1/nothing/here/", "default"),
    # signing in on pages
    ("GET", "/accounts/login/", "pages"),
    ("POST", "/accounts/login/", "login"),
    ("POST", "/accounts/signup/", "register"),
    ("POST", "/accounts/password/reset/", "reset"),
    ("POST", "/accounts/password/change/", "auth"),
    ("POST", "/operator/login/", "login"),
    # people's own browsing
    ("GET", "/transactions/", "pages"),
    ("POST", "/transactions/new/", "forms"),
    ("GET", "/imports/new/", "pages"),
    ("POST", "/imports/new/", "import"),
    ("POST", "/rules/7/apply/", "batch"),
    ("GET", "/export/", "pages"),
    ("GET", "/export/?format=csv", "export"),
    ("GET", "/nothing/here/", "pages"),
    ("GET", "/", "pages"),
]


@pytest.mark.parametrize(("method", "path", "expected"), BY_NAME)
def test_address_belongs_to_its_group(method: str, path: str, expected: str) -> None:
    group = group_of(RequestFactory().generic(method, path))

    assert group is not None
    assert group.name == expected


UNLIMITED = [
    "/health", "/health/live", "/health/ready", "/metrics", "/api/schema/", "/api/docs/",
    "/api/reference/",
    "/robots.txt", "/favicon.ico",
]  # fmt: skip


@pytest.mark.parametrize("path", UNLIMITED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_probes_and_documentation_have_no_limit(method: str, path: str) -> None:
    assert group_of(RequestFactory().generic(method, path)) is None


TO_COME = [
    ("budgets-api:budget-list", False, "plans"),
    ("goals-api:goal-detail", True, "plans"),
    ("forecasting-api:forecast-list", False, "forecasts"),
    ("ledger-api:report-detail", False, "forecasts"),
    ("assistant-api:question-list", True, "assistant"),
    ("ledger-api:model-train", True, "training"),
    ("ledger-api:transaction-categorise-batch", True, "batch"),
    ("accounts-api:auth-login", True, "login"),
    ("accounts-api:auth-register", True, "register"),
    ("accounts-api:auth-forgot-password", True, "reset"),
    ("accounts-api:auth-logout", True, "auth"),
    ("accounts-api:auth-me", False, "default"),
]


@pytest.mark.parametrize(("name", "is_write", "expected"), TO_COME)
def test_name_belongs_to_its_group(name: str, expected: str, *, is_write: bool) -> None:
    found = group_named(name, is_api=True, is_write=is_write, parameters=frozenset())

    assert found == expected


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_only_probes_and_documentation_have_no_limit() -> None:
    free = {
        name
        for name in names(get_resolver().url_patterns)
        if not group_named(name, is_api=False, is_write=True, parameters=frozenset())
    }

    assert free == {
        "api-docs", "api-reference", "api-schema", "favicon", "health", "health-live",
        "health-ready", "metrics", "robots",
    }  # fmt: skip
