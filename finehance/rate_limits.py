"""How often one caller may ask for what: the one table of rate limits.

A caller is a person or an API token, else a client's network. Each group has windows of its own;
a request of `login` also counts as one of `auth`. The first rule that fits the name of an address
decides its group. The environment scales the table or turns it off: RATE_LIMITS=off, or a factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from django.http import HttpRequest
from django.urls import Resolver404, resolve

MINUTE = 60
HOUR = 3_600
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses that are counted together: (requests, seconds) for each window."""

    name: str
    rates: tuple[tuple[int, int], ...]
    within: str = ""
    """Another group that counts the request as well."""


GROUPS = {
    group.name: group
    for group in (
        Group("auth", ((20, MINUTE), (100, HOUR))),
        Group("login", ((5, MINUTE),), within="auth"),
        Group("register", ((3, HOUR),), within="auth"),
        Group("reset", ((3, HOUR),), within="auth"),
        Group("transactions", ((60, MINUTE), (500, HOUR))),
        Group("plans", ((30, MINUTE), (300, HOUR))),
        Group("forecasts", ((5, MINUTE), (30, HOUR))),
        Group("assistant", ((10, MINUTE), (60, HOUR))),
        Group("training", ((2, MINUTE), (10, HOUR))),
        Group("batch", ((5, MINUTE), (30, HOUR))),
        Group("import", ((5, MINUTE), (20, HOUR))),
        Group("export", ((10, MINUTE), (50, HOUR))),
        # Calendars look every few hours, several of one network at once.
        Group("feeds", ((10, MINUTE), (60, HOUR))),
        Group("default", ((30, MINUTE), (300, HOUR))),
        # People's own browsing: ten pages a second in bursts, two writes a second by keyboard.
        Group("pages", ((600, MINUTE), (10_000, HOUR))),
        Group("forms", ((120, MINUTE), (2_000, HOUR))),
    )
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Which addresses belong to a group: a pattern of `namespace:name`, and what is done there."""

    pattern: str
    group: str
    writes_only: bool = False
    parameter: str = ""
    """Only requests with this query parameter: a page that also downloads."""


UNLIMITED = (
    "health*", "metrics", "api-schema*", "api-docs*", "api-reference*", "robots", "favicon",
    "manifest", "service-worker", "jsi18n",
)  # fmt: skip
"""Probes, documentation and what browsers ask for by themselves."""

RULES = (
    # Signing in and what leads to it; pages that only show a form count as pages.
    Rule("account_login", "login", writes_only=True),
    Rule("admin:login", "login", writes_only=True),
    Rule("mfa_authenticate", "login", writes_only=True),
    Rule("mfa_login_*", "login", writes_only=True),
    Rule("account_signup*", "register", writes_only=True),
    Rule("account_reset_password", "reset", writes_only=True),
    Rule("account_*", "auth", writes_only=True),
    Rule("mfa_*", "auth", writes_only=True),
    Rule("socialaccount_*", "auth", writes_only=True),
    Rule("usersessions_*", "auth", writes_only=True),
    Rule("*-api:auth-login*", "login", writes_only=True),
    Rule("*-api:auth-register*", "register", writes_only=True),
    Rule("*-api:auth-forgot*", "reset", writes_only=True),
    Rule("*-api:auth-reset*", "reset", writes_only=True),
    Rule("*-api:token-*", "auth", writes_only=True),
    Rule("*-api:auth-*", "auth", writes_only=True),
    # They ask for the password.
    Rule("*-api:closing", "auth", writes_only=True),
    Rule("*-api:deletion", "auth", writes_only=True),
    # What costs the machine much, on pages as in the API.
    Rule("*:export", "export", parameter="format"),
    Rule("ledger:feed-open", "feeds"),
    Rule("*-api:*export*", "export"),
    Rule("*:*export*", "export", writes_only=True),
    Rule("*:import-create", "import", writes_only=True),
    Rule("*-api:import-list", "import", writes_only=True),
    Rule("*:rule-apply*", "batch", writes_only=True),
    Rule("*-api:rule-run", "batch", writes_only=True),
    Rule("*:rule-preview*-start", "batch", writes_only=True),
    Rule("*:*categorise*", "batch", writes_only=True),
    Rule("*:*train*", "training", writes_only=True),
    Rule("assistant-api:*", "assistant"),
    Rule("assistant:*", "assistant", writes_only=True),
    Rule("forecasting-api:*", "forecasts"),
    Rule("forecasting:*", "forecasts", writes_only=True),
    Rule("*-api:report-*", "forecasts"),
    # The API's everyday.
    Rule("*-api:transaction-*", "transactions"),
    Rule("budgets-api:*", "plans"),
    Rule("goals-api:*", "plans"),
)


@lru_cache(maxsize=2_048)
def group_named(name: str, *, is_api: bool, is_write: bool, parameters: frozenset[str]) -> str:
    """Return the group of an address by its name; the empty string when it has no limit."""
    if any(fnmatchcase(name, pattern) for pattern in UNLIMITED):
        return ""
    for rule in RULES:
        is_meant = (is_write or not rule.writes_only) and (
            not rule.parameter or rule.parameter in parameters
        )
        if is_meant and fnmatchcase(name, rule.pattern):
            return rule.group
    if is_api:
        return "default"
    return "forms" if is_write else "pages"


_PARAMETERS = frozenset(rule.parameter for rule in RULES if rule.parameter)


def group_of(request: HttpRequest) -> Group | None:
    """Return the group that counts a request, None when it has no limit.

    An address that leads nowhere counts like one that does, so that guessing is slow.
    """
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        name = ""
    found = group_named(
        name,
        is_api=request.path_info.startswith("/api/"),
        is_write=request.method not in SAFE_METHODS,
        parameters=_PARAMETERS.intersection(request.GET),
    )
    return GROUPS.get(found)


def chain(group: Group) -> list[Group]:
    """Return the group and those that count its requests as well, the narrowest first."""
    found = [group]
    while found[-1].within:
        found.append(GROUPS[found[-1].within])
    return found
