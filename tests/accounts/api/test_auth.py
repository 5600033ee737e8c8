"""Signing in to the API, carrying on by refresh tokens, and signing out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.jwts import RefreshToken
from accounts.models import ApiSignIn, AuditEvent, Household, User
from accounts.scope import person_scope, system_scope
from accounts.services.api_sign_ins import forget_sign_ins, refresh_sign_in
from tests.accounts.api.programs import JOBS, LOGIN, LOGOUT, REFRESH, call, send, sign_in
from tests.accounts.sign_in_browsers import commits
from tests.api.callers import codes, fields

RACERS = 6


@pytest.fixture
def pair(anonymous: Client, household: Household) -> dict[str, Any]:
    """Tokens of Alice's."""
    answer: dict[str, Any] = sign_in(anonymous).json()
    return answer


def test_login_gives_tokens_that_open_the_api(anonymous: Client, household: Household) -> None:
    answer = sign_in(anonymous, "ALICE@example.org")

    body = answer.json()
    assert (answer.status_code, list(body)) == (
        200,
        ["access", "refresh", "token_type", "expires_in"],
    )
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    assert (answer["Cache-Control"], answer.cookies.keys()) == ("no-store", {}.keys())
    assert call(anonymous, body["access"]).status_code == 200


def test_login_notes_the_sign_in(anonymous: Client, household: Household, alice: User) -> None:
    anonymous.post(
        LOGIN,
        {"email": alice.email, "password": "correct-horse-battery"},
        "application/json",
        headers={"User-Agent": "budget-script/2"},
    )

    alice.refresh_from_db()
    with person_scope(alice.pk):
        found = ApiSignIn.objects.get()
    assert (found.user, found.client, found.address) == (alice, "budget-script/2", "127.0.0.1")
    assert alice.last_login is not None


@pytest.mark.parametrize(
    ("email", "password", "is_active"),
    [
        ("alice@example.org", "wrong", True),
        ("alice@example.org", "correct-horse-battery", False),
        ("nobody@example.org", "correct-horse-battery", True),
        ("not an address", "correct-horse-battery", True),
    ],
)
def test_login_refuses_alike_whatever_is_wrong(
    anonymous: Client, alice: User, email: str, password: str, *, is_active: bool
) -> None:
    User.objects.update(is_active=is_active)

    answer = send(anonymous, LOGIN, email=email, password=password)

    body = answer.json()
    body.pop("request_id")
    assert body == {
        "type": "about:blank",
        "title": "The sign-in is wrong or has expired",
        "status": 401,
        "code": "AUTH_1002",
    }


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_login_computes_a_hash_for_everybody(
    anonymous: Client, alice: User, settings: Settings, email: str
) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.api.programs.CountingHasher"]
    alice.set_password("correct-horse-battery")
    alice.save()
    settings.COUNTED_HASHES = counted = []  # type: ignore[var-annotated]

    send(anonymous, LOGIN, email=email, password="wrong")

    assert counted == ["wrong"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["email", "password"]),
        ({"email": "a@example.org", "password": ""}, ["password"]),
        ({"email": 3, "password": "x" * 257}, ["email", "password"]),
        ({"email": "a@example.org", "password": "x", "remember": True}, ["remember"]),
    ],
)
def test_login_names_what_is_wrong(
    anonymous: Client, db: None, body: dict[str, Any], wrong: list[str]
) -> None:
    assert fields(send(anonymous, LOGIN, **body)) == (400, wrong)


@pytest.mark.parametrize("address", [LOGIN, REFRESH, LOGOUT])
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_methods_are_not_there(
    anonymous: Client, db: None, address: str, method: str
) -> None:
    assert codes(getattr(anonymous, method)(address)) == (405, "RESOURCE_3002")


def test_login_tires_of_wrong_passwords(anonymous: Client, alice: User) -> None:
    tries = [send(anonymous, LOGIN, email=alice.email, password="wrong") for _each in range(6)]

    assert [answer.status_code for answer in tries] == [401] * 5 + [429]
    assert codes(sign_in(anonymous)) == (429, "RATE_LIMIT_6001")


@pytest.mark.parametrize(("is_verified", "status"), [(False, 403), (True, 200)])
def test_login_waits_for_a_confirmed_address(
    anonymous: Client, household: Household, alice: User, settings: Settings,
    *, is_verified: bool, status: int,
) -> None:  # fmt: skip
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    EmailAddress.objects.create(user=alice, email=alice.email, verified=is_verified)

    with commits():
        answer = sign_in(anonymous)

    assert answer.status_code == status
    assert answer.json().get("code") == (None if is_verified else "AUTH_1007")
    assert [mail_.to for mail_ in mail.outbox] == ([] if is_verified else [[alice.email]])


def test_refresh_gives_the_next_pair_and_uses_the_old_one_up(
    anonymous: Client, pair: dict[str, Any]
) -> None:
    answer = send(anonymous, REFRESH, refresh=pair["refresh"])

    following = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert following["refresh"] != pair["refresh"]
    assert call(anonymous, following["access"]).status_code == 200
    assert call(anonymous, pair["access"]).status_code == 200
    assert send(anonymous, REFRESH, refresh=following["refresh"]).status_code == 200


def test_refresh_token_used_again_ends_its_sign_in_and_no_other(
    anonymous: Client, pair: dict[str, Any]
) -> None:
    other = sign_in(anonymous).json()
    following = send(anonymous, REFRESH, refresh=pair["refresh"]).json()

    again = send(anonymous, REFRESH, refresh=pair["refresh"])

    assert codes(again) == (401, "AUTH_1002")
    assert codes(send(anonymous, REFRESH, refresh=following["refresh"])) == (401, "AUTH_1002")
    assert codes(call(anonymous, following["access"])) == (401, "AUTH_1002")
    assert call(anonymous, other["access"]).status_code == 200


@pytest.mark.parametrize("kind", ["access", "nonsense", "forgotten"])
def test_refresh_takes_no_other_token(anonymous: Client, pair: dict[str, Any], kind: str) -> None:
    if kind == "forgotten":
        OutstandingToken.objects.all().delete()
    token = {"access": pair["access"], "nonsense": "a.b.c", "forgotten": pair["refresh"]}[kind]

    assert codes(send(anonymous, REFRESH, refresh=token)) == (401, "AUTH_1002")


def test_ends_and_beginnings_are_in_the_audit_trail(
    anonymous: Client, pair: dict[str, Any], alice: User
) -> None:
    send(anonymous, REFRESH, refresh=pair["refresh"])
    send(anonymous, REFRESH, refresh=pair["refresh"])
    send(anonymous, LOGOUT, refresh=sign_in(anonymous).json()["refresh"])

    with system_scope("a test reads the audit trail"):
        events = AuditEvent.objects.filter(subject="API").order_by("pk")
        found = list(events.values_list("kind", "user_id"))
    kinds = ["sign_in", "token_reused", "sign_in", "sign_out"]
    assert found == [(kind, alice.pk) for kind in kinds]


def test_refresh_slides_the_end_of_the_sign_in(
    anonymous: Client, pair: dict[str, Any], alice: User
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        pair = send(anonymous, REFRESH, refresh=pair["refresh"]).json()
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        later = send(anonymous, REFRESH, refresh=pair["refresh"])
    with time_machine.travel(timezone.now() + timedelta(days=35), tick=False):
        too_late = send(anonymous, REFRESH, refresh=later.json()["refresh"])

    assert (later.status_code, too_late.status_code) == (200, 401)


def test_refresh_tokens_are_not_kept(anonymous: Client, pair: dict[str, Any]) -> None:
    assert [kept.token for kept in OutstandingToken.objects.all()] == [""]


@pytest.mark.django_db(transaction=True)
def test_of_one_refresh_token_sent_at_once_one_wins(
    anonymous: Client, household: Household
) -> None:
    refresh = sign_in(anonymous).json()["refresh"]
    start = Barrier(RACERS)

    def race(_racer: int) -> Any:
        start.wait()
        try:
            return send(Client(), REFRESH, refresh=refresh)
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(race, range(RACERS)))

    assert sorted(answer.status_code for answer in answers) == [200] + [401] * (RACERS - 1)


def race_with_a_winner(refresh: str) -> Any:
    """Refresh while another transaction has used the token and not committed yet."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert refresh_sign_in(token=refresh) is not None
            waiting = pool.submit(_refresh_elsewhere, refresh)
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
        return waiting.result(10)


def _refresh_elsewhere(refresh: str) -> Any:
    try:
        return send(Client(), REFRESH, refresh=refresh)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_refresh_that_meets_another_on_its_way_leaves_the_sign_in(
    anonymous: Client, household: Household, alice: User
) -> None:
    refresh = sign_in(anonymous).json()["refresh"]

    # Both have looked before either has used the token up.
    loser = race_with_a_winner(refresh)

    with person_scope(alice.pk):
        ended = ApiSignIn.objects.get().ended_at
    assert (loser.status_code, ended) == (401, None)


def test_logout_ends_both_tokens(anonymous: Client, pair: dict[str, Any]) -> None:
    answer = send(anonymous, LOGOUT, refresh=pair["refresh"])

    assert (answer.status_code, answer.content) == (204, b"")
    assert codes(call(anonymous, pair["access"])) == (401, "AUTH_1002")
    assert codes(send(anonymous, REFRESH, refresh=pair["refresh"])) == (401, "AUTH_1002")


@pytest.mark.parametrize("everywhere", [False, True])
def test_logout_everywhere_ends_every_sign_in_of_the_person(
    anonymous: Client, pair: dict[str, Any], *, everywhere: bool
) -> None:
    other = sign_in(anonymous).json()

    send(anonymous, LOGOUT, refresh=pair["refresh"], everywhere=everywhere)

    assert call(anonymous, other["access"]).status_code == (401 if everywhere else 200)


def test_logout_refuses_what_is_no_token(anonymous: Client, db: None) -> None:
    assert codes(send(anonymous, LOGOUT, refresh="nonsense")) == (401, "AUTH_1002")


def test_logout_by_a_token_of_an_ended_sign_in_ends_no_other(
    anonymous: Client, pair: dict[str, Any]
) -> None:
    send(anonymous, LOGOUT, refresh=pair["refresh"])
    other = sign_in(anonymous).json()

    send(anonymous, LOGOUT, refresh=pair["refresh"], everywhere=True)

    assert call(anonymous, other["access"]).status_code == 200


def test_forget_sign_ins_deletes_what_has_expired(
    anonymous: Client, pair: dict[str, Any], alice: User
) -> None:
    soon = timezone.now() + RefreshToken.lifetime - timedelta(minutes=1)

    assert forget_sign_ins(soon) == 0
    assert forget_sign_ins(soon + timedelta(minutes=2)) == 2
    with system_scope("a test counts what is left"):
        assert (ApiSignIn.objects.count(), OutstandingToken.objects.count()) == (0, 0)


def test_jobs_are_closed_to_nobody_in_particular(anonymous: Client, db: None) -> None:
    answer = anonymous.get(JOBS, headers={"Authorization": "Basic YTpi"})

    assert codes(answer) == (401, "AUTH_1001")
