"""Regular expressions of rules: fast ones are taken, the rest refused with a reason."""

from __future__ import annotations

import time

import pytest

from ledger.rules.patterns import PatternError, compile_pattern
from ledger.rules.text import LONGEST_TEXT


@pytest.mark.parametrize(
    "pattern",
    [
        "amzn",
        r"^amzn\s+mktp.*\d+$",
        r"(foo|bar|baz) gmbh",
        r"rechnung \d{4,10}",
        r"paypal \*?(steam|valve)",
        r"[a-f0-9]{8}-[a-f0-9]{4}",
        r"(?:sepa )?lastschrift",
        "|".join(f"shop{n}" for n in range(20)),
        r"(?<!no )refund",
        "Müller",
    ],
)
def test_compile_pattern_takes_what_people_write(pattern: str) -> None:
    assert compile_pattern(pattern).search("") is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "not a regular expression"),
        ("x" * 201, "at most 200 characters"),
        ("", "matches the empty text"),
        ("a*", "matches the empty text"),
        ("^", "matches the empty text"),
        (r"\b", "matches the empty text"),
        ("foo|", "matches the empty text"),
        ("(?=x)", "matches the empty text"),
        ("(a+)+b", "a repeat or choice within a repeat"),
        ("(a|aa)+b", "a repeat or choice within a repeat"),
        ("(a?){20}a{20}", "a repeat or choice within a repeat"),
        ("((ab)*c)+", "a repeat or choice within a repeat"),
        ("a+a+a+b", "too many open repeats"),
        ("^.*.*.*.*x", "too many open repeats"),
        ("a?" * 10 + "b", "too many choices"),
        ("(a|ab)" * 10, "too many choices"),
        ("a?a?a?a?a?a+a+b", "too many choices"),
        (r"(a)\1", "references to groups"),
        ("a{99999999999}", "not a regular expression"),
    ],
)
def test_compile_pattern_refuses(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "letter"),
    [("a+a+b", "a"), ("^a+a+a+b", "a"), (r"\d{1,200}\d{1,200}x", "1"), ("a?a?a?a+a+b", "a")],
)
def test_the_worst_pattern_taken_is_fast_on_the_worst_text(pattern: str, letter: str) -> None:
    compiled = compile_pattern(pattern)
    began = time.process_time()

    found = compiled.search(letter * LONGEST_TEXT)

    assert found is None
    assert time.process_time() - began < 1
