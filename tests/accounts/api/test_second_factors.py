"""Signing in to the API with a second factor: at once or in a second step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

from accounts.models import Household, User
from tests.accounts.api.programs import AUTH, LOGIN, LOGIN_CODE, call, send, sign_in
from tests.api.callers import caller, codes

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def recovery_codes(alice: User, household: Household) -> list[str]:
    """The codes of Alice, who has an app for codes as well."""
    TOTP.activate(alice, SECRET)
    codes_: list[str] = RecoveryCodes.activate(alice).get_unused_codes()
    return codes_


def shown_code() -> str:
    """Return what Alice's app shows at the moment."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(SECRET, counters[len(counters) // 2])))


def challenge(browser: Client) -> str:
    text: str = sign_in(browser).json()["challenge"]
    return text


@pytest.mark.usefixtures("recovery_codes")
def test_login_without_a_code_asks_for_one(anonymous: Client) -> None:
    answer = sign_in(anonymous)

    assert codes(answer) == (401, "AUTH_1006")
    assert set(answer.json()) == {"type", "title", "status", "code", "request_id", "challenge"}


@pytest.mark.parametrize("kind", ["app", "recovery"])
@pytest.mark.parametrize("steps", [1, 2])
def test_code_signs_in_once(
    anonymous: Client, recovery_codes: list[str], kind: str, steps: int
) -> None:
    code = shown_code() if kind == "app" else recovery_codes[3]

    def attempt() -> Any:
        if steps == 1:
            return sign_in(anonymous, code=code)
        return send(anonymous, LOGIN_CODE, challenge=challenge(anonymous), code=code)

    answer, again = attempt(), attempt()

    assert (answer.status_code, codes(again)) == (200, (401, "AUTH_1002"))
    assert call(anonymous, answer.json()["access"]).status_code == 200


@pytest.mark.usefixtures("recovery_codes")
def test_wrong_password_says_nothing_of_a_second_factor(anonymous: Client) -> None:
    answer = send(anonymous, LOGIN, email="alice@example.org", password="wrong", code=shown_code())

    assert codes(answer) == (401, "AUTH_1002")


@pytest.mark.usefixtures("recovery_codes")
@pytest.mark.parametrize("change", ["altered", "old", "password", "inactive"])
def test_challenge_ends(anonymous: Client, alice: User, change: str) -> None:
    text = challenge(anonymous)
    moment = timezone.now()
    if change == "altered":
        text = text[:-1] + ("A" if text[-1] != "A" else "B")
    elif change == "old":
        moment += timedelta(minutes=6)
    elif change == "password":
        alice.set_password("seven-otters-in-a-boat")
        alice.save()
    else:
        User.objects.update(is_active=False)

    with time_machine.travel(moment, tick=False):
        answer = send(anonymous, LOGIN_CODE, challenge=text, code=shown_code())

    assert codes(answer) == (401, "AUTH_1002")


@pytest.mark.usefixtures("recovery_codes")
def test_codes_are_not_guessed(anonymous: Client) -> None:
    text = challenge(anonymous)

    tries = [send(anonymous, LOGIN_CODE, challenge=text, code="000000") for _each in range(12)]

    assert (tries[0].status_code, tries[-1].status_code) == (401, 429)


@pytest.mark.usefixtures("recovery_codes")
def test_security_status_names_second_factors(alice: User) -> None:
    body = caller(alice).get(f"{AUTH}security-status/").json()

    assert (body["second_factors"], body["recovery_codes_left"]) == (["totp"], 10)
