"""The API guide's examples, run against the API in the order that they stand in.

In an example `$name` is bound by the answer that first shows it and stands for that from then on;
`…` is anything. An answer may hold more than its example, except for more rows in a list.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.accounts import PASSWORD, make_household, make_user

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
FENCED = re.compile(r"^```(http|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"\$([a-z_]+)")
ANYTHING = "…"


@dataclass
class Example:
    """One request of the guide, and the answer that it promises."""

    method: str
    target: str
    headers: dict[str, str]
    body: str
    status: int
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""


def headers_and_body(text: str) -> tuple[dict[str, str], str]:
    head, _blank, body = f"\n{text}".partition("\n\n")
    lines = [line.partition(": ") for line in head.splitlines() if line]
    return {name: value for name, _colon, value in lines}, body.strip()


def read_http(text: str) -> Example:
    """Read a request, and after the status line its answer."""
    asked, status, answered = re.split(r"^HTTP/1\.1 (\d{3})\n", text, flags=re.MULTILINE)
    first, _newline, rest = asked.partition("\n")
    method, target = first.split(" ")
    headers, body = headers_and_body(rest)
    answer_headers, answer = headers_and_body(answered)
    return Example(method, target, headers, body, int(status), answer_headers, answer)


def read_curl(text: str) -> Example:
    """Read a curl command; its answer is only promised to be a good one."""
    words = shlex.split(text.replace("\\\n", " "))
    target = next(word for word in words if word.startswith("$BASE")).removeprefix("$BASE")
    given = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
    headers = dict(header.split(": ", 1) for header in given)
    return Example("GET", target, headers, "", 200)


def examples() -> list[Example]:
    readers = {"http": read_http, "sh": read_curl}
    return [readers[kind](text) for kind, text in FENCED.findall(GUIDE.read_text())]


def filled(text: str, known: dict[str, Any]) -> str:
    """Put what is known in the place of names; an unknown name is a mistake of the guide."""
    return NAME.sub(lambda found: str(known[found[1]]), text)


def differences(shown: Any, real: Any, known: dict[str, Any], path: str = "") -> list[str]:
    """Say where an answer is not as shown; binds the names that are shown first."""
    if shown == ANYTHING:
        return []
    if isinstance(shown, str) and (found := NAME.fullmatch(shown)):
        # A refresh token and its kind are new with every answer, ids are not.
        known[found[1]] = real if found[1] in RENEWED else known.get(found[1], real)
        return [] if known[found[1]] == real else [f"{path}: {real!r}"]
    if isinstance(shown, dict) and isinstance(real, dict):
        parts = [differences(shown[key], real.get(key), known, f"{path}.{key}") for key in shown]
    elif isinstance(shown, list) and isinstance(real, list) and len(shown) == len(real):
        pairs = zip(shown, real, strict=True)
        parts = [differences(*pair, known, f"{path}[{at}]") for at, pair in enumerate(pairs)]
    else:
        return [] if shown == real else [f"{path}: {real!r} is not {shown!r}"]
    return [each for part in parts for each in part]


RENEWED = {"access", "refresh"}


@pytest.fixture
def you(db: None) -> User:
    """The reader of the guide, with a household."""
    you = make_user("you@example.org")
    make_household(you, "Home")
    return you


def run(example: Example, known: dict[str, Any]) -> list[str]:
    """Send one example and say where its answer is not as promised."""
    headers = {name: filled(value, known) for name, value in example.headers.items()}
    answer: Any = Client(headers=headers).generic(
        example.method,
        filled(example.target, known),
        filled(example.body, known),
        content_type=headers.get("Content-Type", ""),
    )
    if answer.status_code != example.status:
        return [f"{answer.status_code}: {answer.content!r}"]
    wrong = []
    for name, value in example.answer_headers.items():
        wrong += differences(value, answer.get(name), known, name)
    if example.answer:
        wrong += differences(json.loads(example.answer), answer.json(), known)
    return wrong


def test_every_example_is_answered_as_shown(you: User) -> None:
    known: dict[str, Any] = {}

    for example in examples():
        assert (example.method, example.target, run(example, known)) == (
            example.method,
            example.target,
            [],
        )


def test_guide_has_its_examples() -> None:
    assert len(examples()) >= 20
    assert PASSWORD in GUIDE.read_text()


@pytest.mark.parametrize(
    ("shown", "real", "count"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, 0),
        ({"a": 1}, {"a": 2}, 1),
        ({"a": 1}, {}, 1),
        ([1], [1, 2], 1),
        ([{"a": "…"}], [{"a": 5}], 0),
        ("$known", "kept", 0),
        ("$known", "other", 1),
        ("$fresh", "anything", 0),
    ],
)
def test_differences_are_seen(shown: Any, real: Any, count: int) -> None:
    assert len(differences(shown, real, {"known": "kept"})) == count
