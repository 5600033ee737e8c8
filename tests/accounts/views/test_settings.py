"""The settings page and its two forms."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Household, User
from accounts.roles import Role
from tests.factories.accounts import make_member
from tests.finehance.kit.dom import parse, values

HOUSEHOLD = {
    "name": "The Smiths",
    "time_zone": "Europe/Berlin",
    "month_start_day": "25",
    "trash_days": "90",
}


def signed_in(user: User | None) -> Client:
    assert user
    browser = Client()
    browser.force_login(user)
    return browser


def test_settings_shows_both_forms(client: Client) -> None:
    answer = client.get("/settings/")

    assert answer.status_code == 200
    assert answer.context["profile_form"].initial == {"display_name": "Alice"}
    assert answer.context["household_form"].initial["name"] == "Alice's household"


PLACES = [
    "/settings/#profile",
    "/settings/security/",
    "/settings/sessions/",
    "/settings/privacy/",
    "/settings/tokens/",
    "/settings/#household",
    "/rates/base/",
    "/household/",
    "/ledger/accounts/rights/",
    "/household/audit/",
    "/jobs/",
]


def places(answer: Any) -> list[str]:
    """Return where the cards of the page lead."""
    page = parse(answer.content.decode())
    return [str(url) for url in values(page, ".//a[@class='place-link']", "href")]


def test_settings_leads_to_every_page_of_settings(client: Client) -> None:
    assert places(client.get("/settings/")) == PLACES


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER, Role.VIEWER])
def test_settings_offers_no_page_that_the_role_may_not_open(
    household: Household, role: Role
) -> None:
    browser = signed_in(make_member(household, role).user)

    offered = places(browser.get("/settings/"))

    closed = {"/ledger/accounts/rights/", "/rates/base/"}
    assert offered == [url for url in PLACES if url not in closed]
    assert {browser.get(url).status_code for url in offered} == {200}


def test_profile_update_saves_the_name(client: Client, alice: User) -> None:
    answer = client.post("/settings/profile/", {"display_name": "Alice Smith"})

    alice.refresh_from_db()
    assert (answer["Location"], alice.display_name) == ("/settings/", "Alice Smith")


def test_profile_update_refuses_a_name_too_long(client: Client, alice: User) -> None:
    answer = client.post("/settings/profile/", {"display_name": "x" * 101})

    alice.refresh_from_db()
    assert (answer.status_code, alice.display_name) == (422, "Alice")


def test_household_update_saves_the_settings(client: Client, household: Household) -> None:
    answer = client.post("/settings/household/", HOUSEHOLD)

    household.refresh_from_db()
    assert answer["Location"] == "/settings/"
    assert (household.name, household.time_zone, household.month_start_day) == (
        "The Smiths",
        "Europe/Berlin",
        25,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("time_zone", "Mars/Olympus"), ("month_start_day", "32"), ("trash_days", "0")],
)
def test_household_update_refuses_bad_values(
    client: Client, household: Household, field: str, value: str
) -> None:
    answer = client.post("/settings/household/", HOUSEHOLD | {field: value})

    household.refresh_from_db()
    assert list(answer.context["household_form"].errors) == [field]
    assert (answer.status_code, household.name) == (422, "Alice's household")
    assert b"Alice&#x27;s household" in answer.content


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER, Role.VIEWER])
def test_household_update_needs_a_manager(household: Household, role: Role) -> None:
    browser = signed_in(make_member(household, role).user)

    page = browser.get("/settings/")
    answer = browser.post("/settings/household/", HOUSEHOLD)

    household.refresh_from_db()
    assert page.context["may_manage"] is False
    assert (answer.status_code, household.name) == (403, "Alice's household")


@pytest.mark.parametrize("path", ["/settings/", "/household/", "/jobs/", "/jobs/1/"])
def test_page_needs_a_sign_in(anonymous: Client, path: str) -> None:
    answer = anonymous.get(path)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/settings/"),
        ("get", "/settings/profile/"),
        ("get", "/settings/household/"),
        ("post", "/household/"),
        ("get", "/household/1/switch/"),
        ("post", "/jobs/"),
        ("get", "/jobs/1/cancel/"),
    ],
)
def test_page_refuses_other_methods(client: Client, method: str, path: str) -> None:
    answer = getattr(client, method)(path)

    assert answer.status_code == 405
