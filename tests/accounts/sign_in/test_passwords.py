"""Which passwords are refused, and that good ones are not."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.sign_in.passwords import is_repetitive, run_length

ALICE = User(email="alice.liddell@example.org", display_name="Alice Liddell")


def codes(password: str, user: User = ALICE) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {error.code or "" for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("short-one", {"password_too_short"}),
        ("a" * 257, {"password_too_long", "password_pattern"}),
        ("Password1234", {"password_too_common", "password_dressed_up"}),
        ("p4ssw0rd!!!!", {"password_dressed_up"}),
        ("123sunshine123", {"password_dressed_up"}),
        ("iloveyou2026", {"password_dressed_up"}),
        ("Finehance2026!", {"password_dressed_up"}),
        ("qwertyuiop123", {"password_too_common", "password_dressed_up", "password_pattern"}),
        ("zxcvbnmasdfghjkl", {"password_pattern"}),
        ("abcdefghijklm", {"password_pattern"}),
        ("987654321098", {"password_pattern"}),
        ("xyzxyzxyzxyz", {"password_pattern"}),
        ("aaaaaaaabbbb", {"password_pattern"}),
        ("alice.liddell1", {"password_too_similar", "password_personal"}),
        ("Alice Liddell", {"password_too_similar", "password_personal"}),
        ("liddell-alice", {"password_too_similar", "password_personal"}),
    ],
)
def test_weak_password_is_refused(password: str, expected: set[str]) -> None:
    assert codes(password) == expected


@pytest.mark.parametrize(
    "password",
    [
        "correct-horse-battery",
        "vier grüne Schafe tanzen",
        "私は毎朝お茶を二杯飲みますよ",
        "x7#mQ2!vTz9$",
        "🦊 under the old bridge",
        "alice went to the market",
        "my finehance ledger is a red bicycle",
        "p" * 3 + " long walks in the rain " + "q" * 3,
        "w" + "correct horse " * 18,
    ],
)
def test_strong_password_is_accepted(password: str) -> None:
    assert codes(password) == set()


@pytest.mark.parametrize(
    ("password", "length"),
    [("abcd", 4), ("dcba", 4), ("abc", 0), ("xx1234yyqwert", 9), ("", 0), ("7ujm8ik9", 8)],
)
def test_runs_are_counted_in_both_directions(password: str, length: int) -> None:
    assert run_length(password) == length


@pytest.mark.parametrize(
    ("password", "is_one"),
    [("abab", True), ("abcde", False), ("abcdeabcde", True), ("AbcdeaBCDE", True), ("", True)],
)
def test_repetition_is_seen(password: str, is_one: bool) -> None:  # noqa: FBT001 -- a table's column
    assert is_repetitive(password) is is_one
