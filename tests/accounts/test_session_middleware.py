"""Sessions end in time, tell when they were used, and browsers are known again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Household, User
from accounts.sign_in.devices import COOKIE, describe_agent
from tests.accounts.sign_in_browsers import (
    CHROME,
    FIREFOX,
    commits,
    is_signed_in,
    sign_in,
    subjects,
)
from tests.factories.accounts import PASSWORD

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def open_session(email: str, *, is_remembered: bool) -> Client:
    browser = Client()
    fields = {"login": email, "password": PASSWORD} | ({"remember": "on"} if is_remembered else {})
    browser.post("/accounts/login/", fields)
    return browser


@pytest.mark.parametrize(
    ("is_remembered", "pauses", "stays"),
    [
        (False, [11 * HOUR, 11 * HOUR], True),
        (False, [13 * HOUR], False),
        (True, [13 * DAY, 13 * DAY], True),
        (True, [15 * DAY], False),
        (True, [12 * DAY] * 8, False),
    ],
    ids=["used", "unused", "remembered", "forgotten", "longest"],
)
def test_session_ends_unused_or_old(
    household: Household,
    alice: User,
    is_remembered: bool,  # noqa: FBT001 -- a table's column
    pauses: list[timedelta],
    stays: bool,  # noqa: FBT001 -- a table's column
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = open_session(alice.email, is_remembered=is_remembered)
        answers = []
        for pause in pauses:
            clock.shift(pause)
            answers.append(is_signed_in(browser))

    assert answers[-1] is stays


def test_remembered_session_lasts_beyond_the_browser(household: Household, alice: User) -> None:
    cookies = [
        open_session(alice.email, is_remembered=remembered).cookies["sessionid"]["max-age"]
        for remembered in (True, False)
    ]

    assert cookies == [14 * 86_400, ""]


def test_ended_session_says_so(household: Household, alice: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = open_session(alice.email, is_remembered=False)
        clock.shift(DAY)

        page = browser.get("/settings/", follow=True)

    assert "You were signed out because the session was over." in page.content.decode()


def test_use_is_noted_every_five_minutes(household: Household, alice: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = open_session(alice.email, is_remembered=False)
        seen = []
        for minutes in (4, 2):
            clock.shift(timedelta(minutes=minutes))
            browser.get("/settings/", REMOTE_ADDR="192.0.2.8")
            row = UserSession.objects.get()
            seen.append((row.last_seen_at - START, row.ip))

    assert seen == [(timedelta(), "127.0.0.1"), (timedelta(minutes=6), "192.0.2.8")]


def test_looking_at_the_lifetime_costs_no_query(household: Household, alice: User) -> None:
    browser = open_session(alice.email, is_remembered=False)
    browser.get("/help/")

    with CaptureQueriesContext(connection) as captured:
        browser.get("/settings/")

    touched = [query for query in captured if "usersessions" in query["sql"]]
    assert touched == []


def mails_after(*browsers: Client, email: str) -> list[tuple[str, str]]:
    with commits():
        for browser in browsers:
            sign_in(browser, email)
            browser.post("/accounts/logout/")
    return subjects()


def test_first_sign_in_is_no_news(household: Household, alice: User) -> None:
    assert mails_after(Client(HTTP_USER_AGENT=CHROME), email=alice.email) == []


def test_new_device_is_news_once(household: Household, alice: User) -> None:
    first, second = Client(HTTP_USER_AGENT=CHROME), Client(HTTP_USER_AGENT=FIREFOX)

    sent = mails_after(first, second, second, first, email=alice.email)

    assert sent == [(alice.email, "New sign-in with Firefox on Windows")]
    assert "127.0.0.1" in str(mail.outbox[0].body)


def test_stolen_cookie_in_another_browser_is_a_new_device(
    household: Household, alice: User
) -> None:
    own, thief = Client(HTTP_USER_AGENT=CHROME), Client(HTTP_USER_AGENT=FIREFOX)
    sign_in(own, alice.email)
    thief.cookies[COOKIE] = own.cookies[COOKIE].value

    assert len(mails_after(thief, email=alice.email)) == 1


def test_forged_cookie_is_a_new_device(household: Household, alice: User) -> None:
    sign_in(Client(), alice.email)
    forger = Client(HTTP_USER_AGENT=CHROME)
    forger.cookies[COOKIE] = "eyJudW1iZXIiOiJ4In0:1abcde:forged"

    assert len(mails_after(forger, email=alice.email)) == 1


def test_device_cookie_is_closed_to_scripts_and_names_nobody(
    household: Household, alice: User
) -> None:
    browser = Client()
    sign_in(browser, alice.email)

    cookie = browser.cookies[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 31_536_000)
    assert alice.email not in cookie.value


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Linux"),
        (FIREFOX, "Firefox on Windows"),
        ("curl/8.1", "curl"),
        ("", "An unknown browser"),
    ],
)
def test_browser_is_described_in_words(agent: str, words: str) -> None:
    assert describe_agent(agent) == words
