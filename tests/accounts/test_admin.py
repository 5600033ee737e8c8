"""The operator's pages look across households and change next to nothing."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from accounts.models import Household, User
from tests.factories.accounts import make_job, make_user

PAGES = ("user", "household", "job")


@pytest.fixture
def operator(db: None) -> Client:
    """A browser signed in as an operator who is in no household."""
    browser = Client()
    browser.force_login(make_user("operator@example.org", is_staff=True, is_superuser=True))
    return browser


@pytest.mark.parametrize("model", PAGES)
def test_operator_lists_every_household(
    operator: Client,
    household: Household,
    other_household: Household,
    model: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_job(household, title="Alice's job")
    make_job(other_household, title="Bob's job")

    with caplog.at_level(logging.INFO, "accounts.scope"):
        answer = operator.get(f"/operator/accounts/{model}/")

    page = answer.content.decode()
    assert ("lice" in page, "ob" in page) == (True, True)
    assert f"lists accounts.{model.title()}" in caplog.text


@pytest.mark.parametrize("model", PAGES)
def test_operator_opens_one_row(operator: Client, other_household: Household, model: str) -> None:
    make_job(other_household)
    row = {
        "user": User.objects.get(email="bob@example.org").pk,
        "household": other_household.pk,
        "job": make_job(other_household).pk,
    }[model]

    assert operator.get(f"/operator/accounts/{model}/{row}/change/").status_code == 200


@pytest.mark.parametrize("path", ["household/add/", "job/add/", "user/add/"])
def test_operator_adds_nothing(operator: Client, path: str) -> None:
    assert operator.get(f"/operator/accounts/{path}").status_code == 403


def test_operator_changes_no_household(operator: Client, other_household: Household) -> None:
    path = f"/operator/accounts/household/{other_household.pk}/change/"

    assert operator.post(path, {"name": "Taken"}).status_code == 403


def test_operator_may_bar_a_person(operator: Client, bob: User) -> None:
    operator.post(f"/operator/accounts/user/{bob.pk}/change/", {"display_name": "Bob"})

    bob.refresh_from_db()
    assert (bob.is_active, bob.is_staff) == (False, False)


def test_member_is_sent_away(client: Client) -> None:
    answer = client.get("/operator/accounts/job/")

    assert answer["Location"] == "/operator/login/?next=/operator/accounts/job/"


def test_operator_signs_in_where_everybody_does(anonymous: Client) -> None:
    answer = anonymous.get("/operator/login/?next=/operator/")

    assert answer["Location"].startswith("/accounts/login/")
