"""The security page, the sessions, and a change of address that both mailboxes agree to."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import EmailChange, Household, User
from tests.accounts.sign_in_browsers import (
    CHROME,
    FIREFOX,
    commits,
    confirm_address,
    is_signed_in,
    link_of,
    sign_in,
    subjects,
)
from tests.factories.accounts import PASSWORD

NEW = "new@example.org"


def passkey(user: User, name: str) -> Authenticator:
    """Give a person a key that nothing can sign with: enough to be listed."""
    data = {"name": name, "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    row: Authenticator = Authenticator.objects.create(user=user, type="webauthn", data=data)
    return row


@pytest.mark.parametrize("path", ["/settings/security/", "/settings/sessions/"])
def test_page_needs_a_sign_in_and_is_only_read(
    anonymous: Client, client: Client, path: str
) -> None:
    assert anonymous.get(path)["Location"] == f"/accounts/login/?next={path}"
    assert (client.get(path).status_code, client.post(path).status_code) == (200, 405)


def test_security_page_costs_the_same_for_one_key_and_for_three(
    client: Client, alice: User
) -> None:
    counts = []
    for added in (1, 2):
        for number in range(added):
            passkey(alice, f"Key {added}{number}")
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/settings/security/").content.decode()
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert re.findall(r"<td>(Key \d\d)", page) == ["Key 10", "Key 20", "Key 21"]


def test_sessions_name_browser_and_address(household: Household, alice: User) -> None:
    here, there = Client(HTTP_USER_AGENT=CHROME), Client(HTTP_USER_AGENT=FIREFOX)
    sign_in(there, alice.email, REMOTE_ADDR="192.0.2.7")
    sign_in(here, alice.email)

    sessions = here.get("/settings/sessions/").context["sessions"]

    assert [(each.agent, each.address, each.is_current) for each in sessions] == [
        ("Chrome on Linux", "127.0.0.1", True),
        ("Firefox on Windows", "192.0.2.7", False),
    ]


def test_one_session_is_ended_at_once(household: Household, alice: User) -> None:
    here, there = Client(), Client()
    sign_in(here, alice.email)
    sign_in(there, alice.email)
    row = UserSession.objects.get(session_key=there.session.session_key)

    answer = here.post(f"/settings/sessions/{row.pk}/end/")

    assert answer["Location"] == "/settings/sessions/"
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_all_other_sessions_are_ended(household: Household, alice: User) -> None:
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        sign_in(browser, alice.email)

    browsers[0].post("/settings/sessions/end/")

    assert [is_signed_in(browser) for browser in browsers] == [True, False, False]


def test_session_of_somebody_else_is_not_found(
    client: Client, stranger: Client, household: Household, alice: User
) -> None:
    there = Client()
    sign_in(there, alice.email)
    row = UserSession.objects.get(user=alice)

    assert stranger.post(f"/settings/sessions/{row.pk}/end/").status_code == 404
    assert stranger.get(f"/settings/sessions/{row.pk}/end/").status_code == 405
    assert is_signed_in(there) is True


def ask_for_change(browser: Client, new: str = NEW) -> None:
    """Ask for another address as a person who has just proven who they are."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post("/accounts/email/", {"email": new, "action_add": ""})


@pytest.fixture
def changing(household: Household, alice: User) -> dict[str, str]:
    """The links that old and new address got when Alice asked for another one."""
    confirm_address(alice)
    browser = Client()
    sign_in(browser, alice.email)
    with commits():
        ask_for_change(browser)
    return {message.to[0]: link_of(message) for message in mail.outbox}


def test_change_of_address_asks_both_mailboxes(changing: dict[str, str], alice: User) -> None:
    assert sorted(changing) == [alice.email, NEW]
    assert EmailChange.objects.get().old_email == alice.email


@pytest.mark.parametrize("first", ["old", "new"])
def test_address_changes_once_both_have_agreed(
    changing: dict[str, str], alice: User, first: str
) -> None:
    browser = Client()
    steps = [(alice.email, {"agree": ""}), (NEW, {})]
    seen = []

    for address, fields in steps if first == "old" else reversed(steps):
        browser.post(changing[address], fields)
        alice_now = User.objects.get(pk=alice.pk)
        seen.append(alice_now.email)

    assert seen == ["alice@example.org", NEW]
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    assert EmailChange.objects.count() == 0
    assert sign_in(browser, NEW)["Location"] == "/dashboard/"
    assert sign_in(Client(), "alice@example.org").status_code == 200


def test_old_address_refuses_the_change(changing: dict[str, str], alice: User) -> None:
    browser = Client()

    page = browser.post(changing["alice@example.org"], {"refuse": ""})
    late = browser.post(changing[NEW])

    assert "The address stays" in page.content.decode()
    assert late.status_code == 404
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


def test_new_mailbox_alone_changes_nothing(changing: dict[str, str], alice: User) -> None:
    for _ in range(2):
        Client().post(changing[NEW])

    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


@pytest.mark.parametrize("token", ["x", "1", "WzEsIm4iXQ:1abcde:forged"])
def test_forged_link_is_not_found(changing: dict[str, str], token: str) -> None:
    assert Client().get(f"/settings/email-change/{token}/").status_code == 404


def test_link_of_a_change_is_opened_without_a_sign_in(changing: dict[str, str]) -> None:
    page = Client().get(changing["alice@example.org"])

    assert (page.status_code, NEW in page.content.decode()) == (200, True)
    assert Client().put(changing["alice@example.org"]).status_code == 405


def test_old_address_learns_of_the_change(changing: dict[str, str], alice: User) -> None:
    mail.outbox.clear()
    Client().post(changing[alice.email], {"agree": ""})

    with commits():
        Client().post(changing[NEW])

    assert subjects() == [("alice@example.org", "Your e-mail address was changed")]


def test_change_of_address_asks_who_it_is_first(household: Household, alice: User) -> None:
    confirm_address(alice)
    browser = Client()
    sign_in(browser, alice.email)

    answer = browser.post("/accounts/email/", {"email": NEW, "action_add": ""})

    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert EmailChange.objects.count() == 0
