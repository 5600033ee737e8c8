"""Making the first operator."""

from __future__ import annotations

import json
import sys
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.management.commands import bootstrap_admin
from accounts.models import AuditEvent, User
from accounts.scope import system_scope
from tests.factories.accounts import make_user

EMAIL = "Root@Example.org"
STRONG = "seven-lamps-under-a-river"


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOTSTRAP_ADMIN_EMAIL", EMAIL)
    monkeypatch.setenv("BOOTSTRAP_ADMIN_PASSWORD", STRONG)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("bootstrap_admin", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("_environment")
def test_operator_is_made_from_the_environment_once(db: None) -> None:
    outcome = json.loads(run("--json"))

    user = User.objects.get(email="root@example.org")
    assert outcome == {"operator": "root@example.org", "must_change_password": True}
    assert (user.is_staff, user.is_superuser, user.must_change_password) == (True, True, True)
    assert user.check_password(STRONG)
    assert EmailAddress.objects.get(user=user).verified
    with pytest.raises(CommandError) as wrong_usage:
        run()
    assert wrong_usage.value.returncode == 2


@pytest.mark.usefixtures("_environment")
def test_making_is_told(db: None) -> None:
    run()

    with system_scope("test"):
        assert AuditEvent.objects.get(kind="operator_made").subject == "r…@example.org"


@pytest.mark.usefixtures("_environment")
def test_second_operator_needs_force(db: None) -> None:
    make_user("first@example.org", is_staff=True, is_superuser=True)

    with pytest.raises(CommandError, match="--force") as refusal:
        run()

    assert refusal.value.returncode == 1
    assert not User.objects.filter(email="root@example.org").exists()


@pytest.mark.usefixtures("_environment")
def test_force_makes_another_one(db: None) -> None:
    make_user("first@example.org", is_staff=True, is_superuser=True)

    assert "root@example.org is an operator" in run("--force")


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [
        (EMAIL, "short-one", "14 characters"),
        (EMAIL, "12345678901234567", "pattern"),
        (EMAIL, "root@example.org", "similar"),
        ("nobody", STRONG, "valid email"),
    ],
)
def test_weak_operator_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch, email: str, password: str, reason: str
) -> None:
    monkeypatch.setenv("BOOTSTRAP_ADMIN_EMAIL", email)
    monkeypatch.setenv("BOOTSTRAP_ADMIN_PASSWORD", password)

    with pytest.raises(CommandError, match=reason):
        run()

    assert not User.objects.exists()


@pytest.mark.usefixtures("_environment")
def test_address_that_is_taken_is_refused(db: None) -> None:
    make_user("root@example.org")

    with pytest.raises(CommandError, match="has a sign-in already"):
        run()


def test_half_an_environment_is_wrong_usage(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOTSTRAP_ADMIN_EMAIL", EMAIL)

    with pytest.raises(CommandError, match="BOOTSTRAP_ADMIN_PASSWORD"):
        run()


@pytest.mark.parametrize(("again", "is_made"), [(STRONG, True), ("something else", False)])
def test_terminal_is_asked(
    db: None, monkeypatch: pytest.MonkeyPatch, again: str, *, is_made: bool
) -> None:
    typed = iter([STRONG, again])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _prompt: EMAIL)
    monkeypatch.setattr(bootstrap_admin, "getpass", lambda _prompt: next(typed))

    if is_made:
        run()
    else:
        with pytest.raises(CommandError, match="differ"):
            run()

    assert User.objects.exists() is is_made
