"""Failed sign-ins: exactly the free ones are tried, and no stranger can lock an owner out."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import Household, SignInFailures, User
from accounts.services.lockouts import (
    begin_attempt,
    forget_failures,
    network_of,
    record_failure,
    record_success,
)
from accounts.sign_in.delays import ACCOUNT, ADDRESS
from tests.accounts.sign_in_browsers import commits, is_signed_in, link_of, sign_in
from tests.factories.accounts import PASSWORD

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOO_MANY = "Too many failed login attempts. Try again later."


def fail(times: int, *, login: str = "a@example.org", address: str = "192.0.2.1") -> list[bool]:
    """Fail so many attempts; return which of them closed the name for the first time."""
    attempts = (begin_attempt(login=login, address=address) for _ in range(times))
    return [record_failure(attempt) for attempt in attempts]


def is_refused(login: str = "a@example.org", address: str = "192.0.2.1", device: str = "") -> bool:
    return begin_attempt(login=login, address=address, device=device).is_refused


@pytest.mark.django_db
def test_name_is_closed_after_the_free_attempts() -> None:
    before = [is_refused() or fail(1)[0] for _ in range(ACCOUNT.free - 1)]
    closed = fail(1)

    assert (before, closed, is_refused()) == ([False] * (ACCOUNT.free - 1), [True], True)


@pytest.mark.django_db
def test_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = []
    with time_machine.travel(NOW, tick=False) as clock:
        fail(ACCOUNT.free)
        for _ in range(8):
            row = SignInFailures.objects.order_by("-failures").first()
            assert row is not None
            assert row.blocked_until is not None
            waits.append((row.blocked_until - row.failed_at).total_seconds())
            clock.move_to(row.blocked_until + timedelta(seconds=1))
            fail(1, address="192.0.2.2")

    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


@pytest.mark.django_db
def test_owner_is_told_once() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        told = fail(ACCOUNT.free)
        clock.shift(timedelta(hours=1))
        told += fail(2)

    assert told.count(True) == 1


@pytest.mark.django_db
def test_success_forgets_the_name_and_keeps_the_address() -> None:
    fail(3)

    record_success(begin_attempt(login="a@example.org", address="192.0.2.1"))

    assert list(SignInFailures.objects.values_list("failures", flat=True)) == [3]


@pytest.mark.django_db
def test_address_is_closed_whatever_names_it_tries() -> None:
    for number in range(ADDRESS.free):
        fail(1, login=f"{number}@example.org")

    assert is_refused(login="new@example.org") is True
    assert is_refused(login="new@example.org", address="192.0.2.9") is False


@pytest.mark.django_db
def test_known_device_is_not_kept_waiting_by_others() -> None:
    fail(ACCOUNT.free)

    assert (is_refused(), is_refused(device="d1")) == (True, False)


@pytest.mark.django_db
def test_known_device_has_no_more_guesses_than_others() -> None:
    for _ in range(ACCOUNT.free):
        record_failure(begin_attempt(login="a@example.org", address="192.0.2.1", device="d1"))

    assert (is_refused(device="d1"), is_refused(), is_refused(device="d2")) == (True, False, False)


@pytest.mark.django_db
def test_name_is_the_same_in_any_case() -> None:
    fail(ACCOUNT.free, login=" A@Example.org")

    assert is_refused(login="a@example.org") is True


@pytest.mark.django_db
def test_failures_are_forgotten_after_a_day() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        fail(ACCOUNT.free)
        clock.shift(timedelta(hours=25))

        assert (is_refused(), fail(1)) == (False, [False])
        assert forget_failures(NOW + timedelta(hours=60)) == 2


@pytest.mark.django_db
def test_table_names_nobody() -> None:
    fail(1)

    assert [len(key) for key in SignInFailures.objects.values_list("key", flat=True)] == [64, 64]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix:", "unix:"),
    ],
)
def test_network_is_what_one_customer_holds(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_closed_page_does_not_say_whether_the_name_exists(
    anonymous: Client, household: Household, email: str
) -> None:
    with commits():
        for _ in range(ACCOUNT.free):
            sign_in(anonymous, email, "wrong")

    answer = sign_in(anonymous, email)

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [TOO_MANY]
    expected = [("alice@example.org",)] if email == "alice@example.org" else []
    assert [tuple(message.to) for message in mail.outbox] == expected


def test_closed_name_is_closed_to_the_api_as_well(anonymous: Client, household: Household) -> None:
    for _ in range(ACCOUNT.free):
        sign_in(anonymous, "alice@example.org", "wrong")

    body = {"email": "alice@example.org", "password": PASSWORD}

    answer = anonymous.post("/api/v1/auth/login/", body, content_type="application/json")
    assert answer.status_code == 429


def test_owners_browser_gets_in_while_the_name_is_closed(household: Household) -> None:
    own = Client()
    sign_in(own, "alice@example.org")
    own.post("/accounts/logout/")
    for _ in range(ACCOUNT.free):
        sign_in(Client(), "alice@example.org", "wrong")

    stranger = sign_in(Client(), "alice@example.org").status_code
    sign_in(own, "alice@example.org")

    assert (stranger, is_signed_in(own)) == (200, True)


def test_reset_link_gets_in_while_the_name_is_closed(household: Household, alice: User) -> None:
    for _ in range(ACCOUNT.free):
        sign_in(Client(), alice.email, "wrong")
    browser = Client()
    with commits():
        browser.post("/accounts/password/reset/", {"email": alice.email})
    page = browser.get(link_of(mail.outbox[0]), follow=True)
    new = {"password1": "a-brand-new-one", "password2": "a-brand-new-one"}
    browser.post(page.redirect_chain[-1][0], new)

    sign_in(browser, alice.email, "a-brand-new-one")

    assert is_signed_in(browser) is True


@pytest.mark.django_db(transaction=True)
def test_attempts_at_once_get_no_more_than_the_free_ones() -> None:
    tried: list[bool] = []

    def attempt() -> None:
        from django.db import transaction

        with transaction.atomic():
            claim = begin_attempt(login="a@example.org", address="192.0.2.1")
            tried.append(not claim.is_refused)
            if not claim.is_refused:
                record_failure(claim)
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(ACCOUNT.free + 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert tried.count(True) == ACCOUNT.free
