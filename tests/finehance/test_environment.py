"""Readers of the environment fail loudly and name the variable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from finehance.environment import Environment

STRONG = "k7" * 16


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "var")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("YES", True),
        (" 1 ", True),
        ("on", True),
        ("false", False),
        ("No", False),
        ("0", False),
        ("off", False),
        ("", True),
    ],
)
def test_flag_reads_plain_words(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, text: str, *, expected: bool
) -> None:
    monkeypatch.setenv("A_FLAG", text)

    assert environment.flag("A_FLAG", default=True) is expected


@pytest.mark.parametrize("text", ["maybe", "2", "tru"])
def test_flag_refuses_other_words(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("A_FLAG", text)

    with pytest.raises(ImproperlyConfigured, match=f"A_FLAG is '{text}': write true or false"):
        environment.flag("A_FLAG")


@pytest.mark.parametrize(("text", "expected"), [("12", 12), ("0", 0), ("", 8)])
def test_whole_reads_numbers(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, text: str, expected: int
) -> None:
    monkeypatch.setenv("A_NUMBER", text)

    assert environment.whole("A_NUMBER", 8) == expected


@pytest.mark.parametrize("text", ["-1", "1.5", "ten"])
def test_whole_refuses_other_text(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("A_NUMBER", text)

    with pytest.raises(ImproperlyConfigured, match="write a whole number"):
        environment.whole("A_NUMBER", 8)


@pytest.mark.parametrize(
    ("text", "expected"), [("a, b ,,c", ["a", "b", "c"]), ("a", ["a"]), (" , ", [])]
)
def test_words_are_separated_by_commas(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, text: str, expected: list[str]
) -> None:
    monkeypatch.setenv("SOME_WORDS", text)

    assert environment.words("SOME_WORDS", "x") == expected


def test_words_have_a_default(environment: Environment) -> None:
    assert environment.words("NO_SUCH_WORDS", "x,y") == ["x", "y"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "A_SECRET is not set"),
        ("short", "A_SECRET is shorter than 32 characters"),
        ("change-me-" + STRONG, "A_SECRET is a placeholder"),
        ("INSECURE-" + STRONG, "A_SECRET is a placeholder"),
    ],
)
def test_secret_refuses_weak_values(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, value: str, reason: str
) -> None:
    monkeypatch.setenv("A_SECRET", value)

    with pytest.raises(ImproperlyConfigured, match=reason):
        environment.secret("A_SECRET", local=False)


def test_secret_reads_a_strong_value(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", STRONG)

    assert environment.secret("A_SECRET", local=False) == STRONG


def test_local_run_makes_secrets_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = [Environment(tmp_path).secret(name, local=True) for name in ("ONE", "TWO")]

    second = [Environment(tmp_path).secret(name, local=True) for name in ("ONE", "TWO")]

    mode = stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode)
    assert (second, oct(mode)) == (first, "0o600")
    assert first[0] != first[1]


@pytest.mark.parametrize(
    ("text", "expected"), [("", 1.0), ("off", 0.0), ("OFF", 0.0), ("2", 2.0), ("0.5", 0.5)]
)
def test_factor_reads_numbers_and_off(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, text: str, expected: float
) -> None:
    monkeypatch.setenv("A_FACTOR", text)

    assert environment.factor("A_FACTOR") == expected


@pytest.mark.parametrize("text", ["0", "-1", "many", "nan", "inf", "1e9"])
def test_factor_refuses_what_is_no_factor(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("A_FACTOR", text)

    with pytest.raises(ImproperlyConfigured, match=f"A_FACTOR is '{text}': write off, or a number"):
        environment.factor("A_FACTOR")
