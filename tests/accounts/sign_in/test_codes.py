"""Codes of a second factor: each is taken once, and few wrong ones are tried, by any process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.services.lockouts import begin_code, record_failure
from accounts.services.second_factors import take_code
from accounts.sign_in.delays import CODE
from tests.accounts.api.programs import LOGIN, send
from tests.accounts.sign_in_browsers import commits, sign_in
from tests.factories.accounts import PASSWORD, make_user

SECRET = "JBSWY3DPEHPK3PXP"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STEP = 30
WRONG = "000000"
DUMMY = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture(autouse=True)
def _caches_of_many_processes(settings: Settings) -> None:
    """Let nothing be remembered by a cache, as where each process has one of its own."""
    settings.CACHES = DUMMY


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def carol(db: None) -> User:
    """Somebody with an authenticator app."""
    user = make_user("carol@example.org")
    TOTP.activate(user, SECRET)
    return user


def code_at(moment: datetime) -> str:
    """Return what the app shows at a moment."""
    return str(format_hotp_value(hotp_value(SECRET, int(moment.timestamp()) // STEP)))


def enter(code: str) -> int:
    """Sign in to the API with a code; returns the status."""
    answer = send(Client(), LOGIN, email="carol@example.org", password=PASSWORD, code=code)
    return int(answer.status_code)


def enter_page(browser: Client, code: str) -> bool:
    sign_in(browser, "carol@example.org")
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    return browser.get("/accounts/2fa/reauthenticate/").status_code == 200


@pytest.mark.parametrize("later", [0, 29, 31, 59])
def test_code_is_taken_once_within_the_whole_window(carol: User, clock: Any, later: int) -> None:
    code = code_at(NOW + timedelta(seconds=STEP))

    first = enter(code)
    clock.shift(later)
    again = enter(code)

    assert (first, again) == (200, 401)


def test_code_of_the_page_is_not_taken_by_the_api(carol: User, clock: Any) -> None:
    code = code_at(NOW)

    assert (enter_page(Client(), code), enter(code)) == (True, 401)
    assert not enter_page(Client(), code)


def test_later_code_ends_the_earlier_one(carol: User, clock: Any) -> None:
    earlier, later = code_at(NOW), code_at(NOW + timedelta(seconds=STEP))

    assert (enter(later), enter(earlier)) == (200, 401)
    clock.shift(2 * STEP)
    assert enter(code_at(NOW + timedelta(seconds=2 * STEP))) == 200


def test_code_outside_of_the_window_is_not_taken(carol: User, clock: Any) -> None:
    assert [enter(code_at(NOW + timedelta(seconds=n * STEP))) for n in (-2, 2)] == [401, 401]


def test_code_that_added_the_app_signs_nobody_in(db: None, clock: Any) -> None:
    make_user("carol@example.org")
    browser = Client()
    sign_in(browser, "carol@example.org")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = str(format_hotp_value(hotp_value(secret, int(NOW.timestamp()) // STEP)))

    with commits():
        browser.post("/accounts/2fa/totp/activate/", {"code": code})

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1
    assert enter(code) == 401


def test_code_is_asked_again_before_dangerous_acts_and_taken_once(carol: User, clock: Any) -> None:
    browser = Client()
    browser.force_login(carol)
    code = code_at(NOW)

    first = browser.post("/accounts/2fa/reauthenticate/", {"code": code})
    again = browser.post("/accounts/2fa/reauthenticate/", {"code": code})

    assert (first.status_code, again.status_code) == (302, 200)
    assert again.context["form"].errors == {"code": ["Incorrect code."]}


def test_keys_of_the_secret_are_kept(carol: User, clock: Any) -> None:
    before = Authenticator.objects.get(user=carol).data["secret"]

    enter(code_at(NOW))

    assert Authenticator.objects.get(user=carol).data["secret"] == before


def test_wrong_codes_are_counted_and_waited_for(carol: User, clock: Any) -> None:
    wrong = [enter(WRONG) for _each in range(CODE.free)]
    right_too_early = enter(code_at(NOW))
    clock.shift(CODE.first + timedelta(seconds=1))

    assert wrong == [401] * CODE.free
    assert (right_too_early, enter(code_at(NOW + CODE.first))) == (429, 200)


def test_right_code_forgets_the_wrong_ones(carol: User, clock: Any) -> None:
    for _each in range(CODE.free - 1):
        enter(WRONG)

    entered = enter(code_at(NOW))

    assert (entered, enter(WRONG), enter(WRONG)) == (200, 401, 401)


def test_codes_of_one_person_keep_nobody_else_waiting(carol: User, clock: Any) -> None:
    for _each in range(CODE.free):
        record_failure(begin_code(user_id=carol.pk))

    assert begin_code(user_id=carol.pk).is_refused
    assert not begin_code(user_id=carol.pk + 1).is_refused


def at_once(act: Callable[[], int], times: int) -> list[int]:
    """Do something so many times at once, over connections of its own each."""
    done: list[int] = []
    gate = threading.Barrier(times)

    def run() -> None:
        gate.wait()
        try:
            done.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(done)


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_twice_at_once_signs_in_once(carol: User, clock: Any) -> None:
    code = code_at(NOW)

    assert at_once(lambda: enter(code), 2) == [200, 401]


@pytest.mark.django_db(transaction=True)
def test_app_takes_one_code_once_whoever_asks(carol: User, clock: Any) -> None:
    app = Authenticator.objects.get(user=carol)
    code = code_at(NOW)

    assert at_once(lambda: int(take_code(app, code)), 4) == [0, 0, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_one_recovery_code_sent_twice_at_once_signs_in_once(carol: User, clock: Any) -> None:
    code = RecoveryCodes.activate(carol).get_unused_codes()[0]

    assert at_once(lambda: enter(code), 2) == [200, 401]


@pytest.mark.django_db(transaction=True)
def test_codes_guessed_at_once_are_tried_as_often_as_one_after_another(
    carol: User, clock: Any
) -> None:
    answers = at_once(lambda: enter(WRONG), CODE.free + 3)

    assert answers == [401] * CODE.free + [429] * 3
