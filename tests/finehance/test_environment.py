"""Readers of the environment fail loudly and name the variable."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from finehance.environment import Environment

STRONG = "k7" * 16
ROOT = Path(__file__).resolve().parent.parent.parent
READ = re.compile(
    r"""(?:(?:ENV|env|environ|environment|Environment\([A-Z_]+\))\.[a-z.]+|getenv)
    \(\s*"([A-Z][A-Z0-9_]+)\"""",
    re.VERBOSE,
)
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "LC_ALL"}


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


def test_secrets_must_differ(environment: Environment) -> None:
    environment.require_unlike(SECRET_KEY="a", ENCRYPTION_KEY="b")

    with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEY is the same as SECRET_KEY"):
        environment.require_unlike(SECRET_KEY="a", ENCRYPTION_KEY="a")


def test_every_host_is_no_host(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "money.example.org, *")

    with pytest.raises(ImproperlyConfigured, match="name the hosts"):
        environment.hosts("HOSTS", "localhost")


def variables_read() -> set[str]:
    """Return every variable that the settings, the runner and the commands read by name."""
    found = set()
    for path in [*(ROOT / "finehance").rglob("*.py"), *(ROOT / "accounts").rglob("*.py")]:
        found |= set(READ.findall(path.read_text()))
    return found - NOT_OURS


def test_example_names_every_variable_and_no_other() -> None:
    listed = re.findall(r"^([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert len(listed) == len(set(listed))
    assert set(listed) == variables_read() | {"BOOTSTRAP_ADMIN_EMAIL", "BOOTSTRAP_ADMIN_PASSWORD"}


def test_example_parts_the_required_from_the_optional() -> None:
    required, optional = (ROOT / ".env.example").read_text().split("# --- recommended", 1)

    for name in ("DATABASE_URL", "SECRET_KEY", "ENCRYPTION_KEY", "ENCRYPTION_SALT", "BASE_URL"):
        assert (f"\n{name}=" in required, f"\n{name}=" in optional) == (True, False)
