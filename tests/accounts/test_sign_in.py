"""Signing up, in and out, in the product's own pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import system_scope
from tests.accounts.sign_in_browsers import (
    commits,
    confirm_address,
    is_signed_in,
    link_of,
    sign_in,
)
from tests.factories.accounts import PASSWORD

NEW = {"email": "Carol@Example.org", "password1": PASSWORD, "password2": PASSWORD}


def test_sign_up_makes_a_person_with_a_household(anonymous: Client) -> None:
    answer = anonymous.post("/accounts/signup/", NEW)

    user = User.objects.get(email="carol@example.org")
    with system_scope("a test looks a membership up"):
        membership = Membership.objects.get(user=user)
        assert (membership.role, membership.household.name) == (Role.OWNER, "carol's household")
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")
    assert anonymous.get("/household/").status_code == 200


def test_sign_up_refuses_a_weak_password(anonymous: Client) -> None:
    weak = NEW | {"password1": "password", "password2": "password"}

    answer = anonymous.post("/accounts/signup/", weak)

    assert list(answer.context["form"].errors) == ["password1"]
    assert User.objects.count() == 0


def test_sign_up_refuses_an_address_twice(anonymous: Client, alice: User) -> None:
    answer = anonymous.post("/accounts/signup/", NEW | {"email": "ALICE@example.org"})

    assert list(answer.context["form"].errors) == ["email"]
    assert User.objects.count() == 1


def test_sign_in_and_out(anonymous: Client, household: Household) -> None:
    sign_in = {"login": "ALICE@example.org", "password": PASSWORD}

    answer = anonymous.post("/accounts/login/", sign_in)
    inside = anonymous.get("/jobs/").status_code
    anonymous.post("/accounts/logout/")

    assert (answer["Location"], inside) == ("/dashboard/", 200)
    assert anonymous.get("/jobs/").status_code == 302


def test_sign_in_refuses_a_wrong_password(anonymous: Client, alice: User) -> None:
    answer = anonymous.post("/accounts/login/", {"login": alice.email, "password": "wrong"})

    assert (answer.status_code, answer.context["user"].is_authenticated) == (200, False)
    assert "password you specified are not correct" in answer.content.decode()


def test_sign_in_returns_to_the_page_that_was_asked_for(
    anonymous: Client, household: Household
) -> None:
    sign_in = {"login": "alice@example.org", "password": PASSWORD, "next": "/jobs/"}

    assert anonymous.post("/accounts/login/", sign_in)["Location"] == "/jobs/"


def test_sign_in_never_leads_to_another_site(anonymous: Client, household: Household) -> None:
    sign_in = {"login": "alice@example.org", "password": PASSWORD, "next": "https://evil.example/"}

    assert anonymous.post("/accounts/login/", sign_in)["Location"] == "/dashboard/"


def test_forgotten_password_is_set_anew_by_mail(anonymous: Client, alice: User) -> None:
    with commits():
        anonymous.post("/accounts/password/reset/", {"email": alice.email})

    page = anonymous.get(link_of(mail.outbox[0]), follow=True)
    new = {"password1": "a-brand-new-one", "password2": "a-brand-new-one"}
    anonymous.post(page.redirect_chain[-1][0], new)

    alice.refresh_from_db()
    assert alice.check_password("a-brand-new-one") is True


def test_reset_link_works_once(anonymous: Client, alice: User) -> None:
    with commits():
        anonymous.post("/accounts/password/reset/", {"email": alice.email})
    link = link_of(mail.outbox[0])
    page = anonymous.get(link, follow=True)
    new = {"password1": "a-brand-new-one", "password2": "a-brand-new-one"}
    anonymous.post(page.redirect_chain[-1][0], new)

    again = Client().get(link, follow=True)

    assert "This link is old, or it was used." in again.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "localhost:9999"])
def test_links_in_mails_never_follow_the_host_header(
    anonymous: Client, alice: User, host: str
) -> None:
    with commits():
        anonymous.post("/accounts/password/reset/", {"email": alice.email}, HTTP_HOST=host)

    links = [word for message in mail.outbox for word in message.body.split() if "://" in word]
    assert [link.startswith("http://localhost:8000/") for link in links] == [True] * len(links)
    assert "evil" not in "".join(links)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_next_never_leaves_the_product(
    anonymous: Client, household: Household, target: str
) -> None:
    fields = {"login": "alice@example.org", "password": PASSWORD, "next": target}

    assert anonymous.post("/accounts/login/", fields)["Location"] == "/dashboard/"


def test_sign_in_changes_the_session_key(anonymous: Client, household: Household) -> None:
    anonymous.get("/accounts/login/")
    session = anonymous.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key

    sign_in(anonymous, "alice@example.org")

    assert anonymous.session.session_key != planted
    assert Session.objects.filter(session_key=planted).exists() is False


def test_new_password_signs_every_session_out(household: Household, alice: User) -> None:
    here, there = Client(), Client()
    sign_in(here, alice.email)
    sign_in(there, alice.email)
    new = {"oldpassword": PASSWORD, "password1": "a-brand-new-one", "password2": "a-brand-new-one"}

    answer = here.post("/accounts/password/change/", new)

    assert answer.status_code == 302
    assert (is_signed_in(here), is_signed_in(there)) == (False, False)


@pytest.fixture
def mandatory(settings: Settings) -> None:
    """Addresses must be confirmed, as in production."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def test_sign_up_waits_for_the_mailbox(mandatory: None, anonymous: Client) -> None:
    with commits():
        answer = anonymous.post("/accounts/signup/", NEW)
    user = User.objects.get(email="carol@example.org")
    with system_scope("a test looks for a household"):
        before = Membership.objects.filter(user=user).count()
    link = link_of(mail.outbox[0])

    opened = anonymous.get(link)
    confirmed = anonymous.post(link)

    assert (answer["Location"], before) == ("/accounts/confirm-email/", 0)
    assert (opened.status_code, confirmed["Location"]) == (200, "/dashboard/")
    assert is_signed_in(anonymous) is True


def test_confirming_in_another_browser_signs_nobody_in(mandatory: None, anonymous: Client) -> None:
    with commits():
        anonymous.post("/accounts/signup/", NEW)
    other = Client()

    other.post(link_of(mail.outbox[0]))

    assert is_signed_in(other) is False
    assert sign_in(other, "carol@example.org")["Location"] == "/dashboard/"


def test_unconfirmed_address_opens_nothing(mandatory: None, alice: User, household: None) -> None:
    browser = Client()

    answer = sign_in(browser, alice.email)

    assert (answer["Location"], is_signed_in(browser)) == ("/accounts/confirm-email/", False)


def test_sign_up_answers_alike_for_known_and_new_addresses(
    mandatory: None, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm_address(alice)
    hashed = count_hashes(monkeypatch)

    answers = [
        Client().post("/accounts/signup/", NEW | {"email": email}, follow=True)
        for email in ("new@example.org", alice.email)
    ]

    assert [answer.redirect_chain for answer in answers] == [
        [("/accounts/confirm-email/", 302)]
    ] * 2
    first, second = (plain(answer, "new@example.org", alice.email) for answer in answers)
    assert first == second
    assert len(hashed) == 2
    assert User.objects.count() == 2


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_pages_answer_alike_for_known_and_unknown_addresses(
    alice: User,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    confirm_address(alice)
    hashed = count_hashes(monkeypatch)
    seen, queries, hashes = [], [], []

    for email in ("nobody@example.org", alice.email):
        fields = {"login": email, "password": "a wrong password", "email": email}
        with CaptureQueriesContext(connection) as captured:
            answer = Client().post(path, fields, follow=True)
        seen.append((answer.redirect_chain, answer.status_code, plain(answer, email)))
        queries.append(len(captured))
        hashes.append(len(hashed))

    assert seen[0] == seen[1]
    if path == "/accounts/login/":
        assert (queries[0], hashes) == (queries[1], [1, 2])


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every password that is hashed, by the hasher that the tests use."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    return hashed


def plain(answer: Any, *emails: str) -> str:
    """Return the page without its CSRF tokens and the address that was written into it."""
    text = re.sub(
        r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", answer.content.decode()
    )
    for email in emails:
        text = text.replace(email, "ADDRESS")
    return text
