"""Regular expressions as the database is asked: the same as Python's on text without accents."""

from __future__ import annotations

import pytest
from django.db import connection

from ledger.query.errors import QueryError, Span
from ledger.query.regex import database_pattern, literal_pattern, longest_run, read_pattern
from ledger.query.syntax import Value
from ledger.rules.text import fold

TEXTS = ["AMZN Mktp 17", "Café Élan", "cafe elan", "a.b*c", "x-y_z", "O]k [a^b]", "Straße"]
PATTERNS = [
    "^amzn",
    r"\d{2}$",
    "caf[d-f] el",
    "[^a-z ]",
    "n$",
    r"a\.b\*",
    r"\belan",
    r"\Bafe",
    "(cafe|mktp)",
    "m?ktp",
    "k.p",
    r"[\d_]",
    r"[\W]",
    r"[^\W]{9}",
    r"\S\s\d",
    r"[^e]$",
    "a(?=fe)",
    "(?<=ca)fe",
    "f(?!e)",
    "(?<!l)an",
    r"[\]\[^-]k",
    "(?:a|b)c?f",
    "z*p",
    "[É]lan",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_database_pattern_matches_as_python_does(db: None, pattern: str) -> None:
    compiled = read_pattern(Value(pattern, Span(0, 0)))
    expected = [text for text in TEXTS if compiled.search(fold(text))]

    with connection.cursor() as cursor:
        cursor.execute(
            "select text from unnest(%s::text[]) with ordinality as u(text, n)"
            " where text ~* %s order by n",
            [TEXTS, database_pattern(pattern)],
        )
        found = [text for (text,) in cursor.fetchall()]

    assert found == expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+b", "a repeat or choice within a repeat can be slow: write it flat"),
        ("a*", "the pattern matches the empty text, so it would match everything"),
        ("a" * 201, "a pattern has at most 200 characters"),
        ("(a", "not a regular expression: missing ), unterminated subpattern at position 0"),
        (r"(a)\1", "references to groups are not taken: they can be slow"),
        ("a+.*b+.*c", "too many open repeats (* + {n,}); begin with ^ or use fewer"),
        ("(?i:a)b", "flags and possessive repeats are not taken"),
        ("a{300}", "a repeat has at most 255 times"),
        (r"[\Wa]", r"write \D, \S and \W outside of brackets"),
    ],
)
def test_read_pattern_refuses_what_could_be_slow(pattern: str, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_pattern(Value(pattern, Span(7, 9)))

    assert (caught.value.position, caught.value.length) == (7, 2)
    assert str(caught.value) == f"this regular expression is refused: {reason}"


def test_literal_pattern_is_just_the_text(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s ~* %s, %s ~* %s",
            ["a.B*(é)", literal_pattern("A.b*(e)"), "axb*(e)", literal_pattern("a.b*(e)")],
        )
        assert cursor.fetchone() == (True, False)


RUNS = {
    "zebra": "zebra",
    "ZEBRA": "zebra",
    "Élan": "elan",
    "amzn.mktp7": "mktp7",
    r"^caf\b": "caf",
    "whole foods": "whole",
    "colou?r": "colo",
    "(zebra|lion)": "",
    "(?<=zebra)x": "x",
    "straße": "stra",
    r"\d+": "",
}


@pytest.mark.parametrize("pattern", RUNS)
def test_longest_run_is_in_whatever_matches(pattern: str) -> None:
    assert longest_run(pattern) == RUNS[pattern]
