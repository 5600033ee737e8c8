"""What grants cover."""

from __future__ import annotations

import pytest

from accounts.token_scopes import GRANTS, covers, grant_needed


@pytest.mark.parametrize(
    ("method", "needed"),
    [
        ("GET", "transactions:read"),
        ("HEAD", "transactions:read"),
        ("OPTIONS", "transactions:read"),
        ("POST", "transactions:write"),
        ("PATCH", "transactions:write"),
        ("DELETE", "transactions:write"),
        ("TRACE", "transactions:write"),
    ],
)
def test_grant_needed_reads_by_safe_methods_only(method: str, needed: str) -> None:
    assert grant_needed("transactions", method) == needed


def test_grant_needed_refuses_an_unknown_scope() -> None:
    with pytest.raises(ValueError, match="everything"):
        grant_needed("everything", "GET")


@pytest.mark.parametrize(
    ("grants", "needed", "is_covered"),
    [
        ({"budget:read"}, "budget:read", True),
        ({"budget:read"}, "budget:write", False),
        ({"budget:write"}, "budget:read", True),
        ({"budget:write"}, "budget:write", True),
        ({"budget:write", "profile:write"}, "transactions:read", False),
        (set(), "profile:read", False),
    ],
)
def test_covers_lets_writers_read(grants: set[str], needed: str, *, is_covered: bool) -> None:
    assert covers(frozenset(grants), needed) is is_covered


def test_grants_are_two_for_each_scope() -> None:
    assert len(GRANTS) == len(set(GRANTS)) == 14
