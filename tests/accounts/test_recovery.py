"""Somebody who lost every second factor gets in again; whoever only says to be them does not."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AuditEvent, Recovery, User
from accounts.scope import system_scope
from accounts.services.api_sign_ins import begin_sign_in
from accounts.services.recovery import WAITS, find_recovery, recovery_token
from accounts.tasks import finish_recoveries
from tests.factories.accounts import PASSWORD, add_second_factor, make_user

REASON = "Spoke to Bob on the telephone"
LATER = WAITS + timedelta(minutes=1)


@pytest.fixture
def operator(db: None) -> Client:
    user = make_user("operator@example.org", is_staff=True, is_superuser=True)
    add_second_factor(user)
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def guarded(bob: User) -> User:
    add_second_factor(bob)
    return bob


def begin(operator: Client, member: User, reason: str = REASON) -> Any:
    return operator.post(f"/operator/accounts/user/{member.pk}/recovery/", {"reason": reason})


def sign_in(email: str) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/settings/security/").status_code == 200


def kinds() -> list[str]:
    with system_scope("test"):
        rows = AuditEvent.objects.filter(kind__startswith="recover").order_by("pk")
        return list(rows.values_list("kind", flat=True))


def test_after_the_wait_the_password_is_enough_and_every_session_is_over(
    operator: Client,
    bob: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    inside = sign_in(bob.email)
    access = begin_sign_in(user=bob).access
    add_second_factor(bob)
    with django_capture_on_commit_callbacks(execute=True):
        assert begin(operator, bob).status_code == 200
    assert mail.outbox[0].to == [bob.email]
    assert REASON in str(mail.outbox[0].body)

    finish_recoveries()
    assert Authenticator.objects.filter(user=bob).exists()
    with time_machine.travel(timezone.now() + LATER):
        with django_capture_on_commit_callbacks(execute=True):
            finish_recoveries()
        assert mail.outbox[-1].subject == "Your second factors are taken away"
        assert is_in(sign_in(bob.email))
        assert not is_in(inside)
        bearer = {"Authorization": f"Bearer {access}"}
        assert Client().get("/api/v1/auth/me/", headers=bearer).status_code == 401

    assert kinds() == ["recovery_begun", "recovered"]


def test_second_factor_is_asked_for_while_it_waits(operator: Client, guarded: User) -> None:
    begin(operator, guarded)

    assert not is_in(sign_in(guarded.email))


def test_mailbox_refuses_without_signing_in(operator: Client, guarded: User) -> None:
    begin(operator, guarded)
    url = f"/settings/recovery/{recovery_token(Recovery.objects.get())}/"

    page = Client().get(url).content.decode()
    answer = Client().post(url)

    assert REASON in page
    assert answer.status_code == 200
    assert Client().get(url).status_code == 404
    with time_machine.travel(timezone.now() + LATER):
        finish_recoveries()
    assert Authenticator.objects.filter(user=guarded).exists()
    assert kinds() == ["recovery_begun", "recovery_refused"]


def test_session_sees_the_recovery_and_refuses_by_page_and_api(
    operator: Client, guarded: User
) -> None:
    begin(operator, guarded)
    inside = Client()
    inside.force_login(guarded)

    url = f"/settings/recovery/{recovery_token(Recovery.objects.get())}/"
    assert url in inside.get("/settings/security/").content.decode()
    status = inside.get("/api/v1/auth/security-status/").json()
    assert status["recovery_due_at"] is not None
    assert inside.delete("/api/v1/auth/recovery/").status_code == 204
    assert inside.delete("/api/v1/auth/recovery/").status_code == 404
    assert inside.get("/api/v1/auth/security-status/").json()["recovery_due_at"] is None
    assert url not in inside.get("/settings/security/").content.decode()


def test_operator_calls_it_off(operator: Client, guarded: User) -> None:
    begin(operator, guarded)

    page = operator.get(f"/operator/accounts/user/{guarded.pk}/recovery/").content.decode()
    answer = operator.post(f"/operator/accounts/user/{guarded.pk}/recovery/")

    assert "Call it off" in page
    assert (answer.status_code, Recovery.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("reason", "factors", "words"),
    [("because", 1, "Say how you know who asks"), (REASON, 0, "has no second factor")],
)
def test_recovery_that_makes_no_sense_is_refused(
    operator: Client, bob: User, reason: str, factors: int, words: str
) -> None:
    if factors:
        add_second_factor(bob)

    answer = begin(operator, bob, reason)

    assert (answer.status_code, Recovery.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_nobody_recovers_an_operator_by_page(operator: Client) -> None:
    other = make_user("other@example.org", is_staff=True, is_superuser=True)
    add_second_factor(other)

    assert begin(operator, other).status_code == 403
    assert Recovery.objects.count() == 0


@pytest.mark.parametrize("who", ["member", "staff"])
def test_only_superusers_begin_one(guarded: User, who: str) -> None:
    user = make_user("carol@example.org", is_staff=who == "staff")
    add_second_factor(user)
    browser = Client()
    browser.force_login(user)

    assert begin(browser, guarded).status_code in {302, 403}
    assert Recovery.objects.count() == 0


def test_forged_link_is_about_nothing(operator: Client, guarded: User) -> None:
    begin(operator, guarded)
    token = recovery_token(Recovery.objects.get())

    assert find_recovery(token[:-2]) is None
    assert find_recovery("") is None


def recover(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("recover_sign_in", *arguments, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def test_command_waits_or_does_it_at_once(guarded: User) -> None:
    waiting = recover(guarded.email, "--reason", REASON)
    Recovery.objects.all().delete()
    done = recover(guarded.email, "--reason", REASON, "--now")

    assert (waiting["is_done"], done["is_done"]) == (False, True)
    assert not Authenticator.objects.filter(user=guarded).exists()


def test_command_recovers_an_operator_and_nobody_unknown(db: None) -> None:
    root = make_user("root@example.org", is_staff=True, is_superuser=True)
    add_second_factor(root)

    assert recover("ROOT@example.org", "--reason", REASON)["email"] == root.email
    with pytest.raises(CommandError, match="nobody signs in as"):
        recover("nobody@example.org", "--reason", REASON)
