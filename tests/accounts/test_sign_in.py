"""Signing up, in and out, in the product's own pages."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client

from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import system_scope
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
    anonymous.post("/accounts/password/reset/", {"email": alice.email})
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert found is not None

    page = anonymous.get(found[0], follow=True)
    new = {"password1": "a-brand-new-one", "password2": "a-brand-new-one"}
    anonymous.post(page.redirect_chain[-1][0], new)

    alice.refresh_from_db()
    assert alice.check_password("a-brand-new-one") is True
