"""The operator's pages look across households and change next to nothing."""

from __future__ import annotations

import logging

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from accounts.actors import Actor
from accounts.admin import OperatorAdmin
from accounts.models import ApiToken, AuditEvent, Household, Invitation, User
from accounts.roles import Role
from accounts.scope import system_scope
from accounts.services.api_tokens import create_token
from accounts.services.invitations import invite_person
from tests.factories.accounts import PASSWORD, make_job, make_user

PAGES = {
    "user": "accounts",
    "household": "accounts",
    "job": "accounts",
    "invitation": "accounts",
    "apitoken": "accounts",
    "socialaccount": "socialaccount",
    "auditevent": "accounts",
}
ACTS = ("change/", "delete/")
CHANGE = "/accounts/password/change/"


@pytest.fixture
def operator(db: None) -> Client:
    """A browser signed in as an operator, with a second factor, who is in no household."""
    browser = Client()
    user = make_user("operator@example.org", is_staff=True, is_superuser=True)
    TOTP.activate(user, "S" * 32)
    browser.force_login(user)
    return browser


@pytest.fixture
def rows(household: Household, other_household: Household, actor: Actor) -> dict[str, Model]:
    """One row of each kind in Alice's household or of Alice."""
    user = User.objects.get(email="alice@example.org")
    invitation = invite_person(by=actor, email="alicia@example.org", role=Role.MEMBER)
    made = create_token(by=actor, name="Alice's script", grants=["transactions:read"])
    with system_scope("test"):
        event = AuditEvent.objects.earliest("pk")
    provided = SocialAccount.objects.create(
        user=user, provider="google", uid="uid-4711", extra_data={"phone": "tel-4711"}
    )
    return {
        "user": user,
        "household": household,
        "job": make_job(household, title="Alice's job"),
        "invitation": invitation,
        "apitoken": made.token,
        "socialaccount": provided,
        "auditevent": event,
    }


@pytest.mark.parametrize("model", ["user", "household", "job"])
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


@pytest.mark.parametrize(
    ("model", "shown"),
    [("invitation", "alicia@example.org"), ("socialaccount", "google"), ("auditevent", "a…@")],
)
def test_operator_sees_how_people_get_in(
    operator: Client, rows: dict[str, Model], model: str, shown: str
) -> None:
    page = operator.get(f"/operator/{PAGES[model]}/{model}/").content.decode()

    assert shown in page
    assert looks(None)[-1] == ("operator_looked", str(rows[model]._meta.verbose_name), {})


def test_operator_sees_the_open_part_of_tokens(operator: Client, rows: dict[str, Model]) -> None:
    token = rows["apitoken"]
    assert isinstance(token, ApiToken)

    page = operator.get("/operator/accounts/apitoken/").content.decode()

    assert (token.prefix in page, token.digest in page) == (True, False)


@pytest.mark.parametrize("model", PAGES)
def test_operator_opens_one_row(operator: Client, rows: dict[str, Model], model: str) -> None:
    path = f"/operator/{PAGES[model]}/{model}/{rows[model].pk}/change/"

    page = operator.get(path)

    with system_scope("test"):
        secrets = [ApiToken.objects.get().digest, Invitation.objects.get().token_digest]
    secrets += ["uid-4711", "tel-4711"]
    assert page.status_code == 200
    assert [each for each in secrets if each in page.content.decode()] == []


@pytest.mark.parametrize("model", [each for each in PAGES if each != "user"])
def test_operator_changes_and_deletes_nothing(
    operator: Client, rows: dict[str, Model], model: str
) -> None:
    path = f"/operator/{PAGES[model]}/{model}/{rows[model].pk}/"

    statuses = [operator.post(path + act, {"post": "yes"}).status_code for act in ACTS]

    assert statuses == [403, 403]


def test_packages_bring_no_pages_of_their_own() -> None:
    """They would change second factors and sessions, and show keys, without a word in the trail."""
    found = {model._meta.model_name: model._meta.app_label for model in admin.site._registry}

    assert found == PAGES
    assert all(isinstance(each, OperatorAdmin) for each in admin.site._registry.values())


@pytest.mark.parametrize("path", ["household/add/", "job/add/", "user/add/", "apitoken/add/"])
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


def looks(household: Household | None) -> list[tuple[str, str, dict[str, int]]]:
    with system_scope("test"):
        found = AuditEvent.objects.filter(household=household, kind__startswith="operator")
        return [(row.kind, row.subject, row.details) for row in found.order_by("pk")]


def test_look_at_a_household_is_told_in_its_own_trail(
    operator: Client, other_household: Household, bob: User
) -> None:
    operator.get("/operator/accounts/household/")
    operator.get(f"/operator/accounts/household/{other_household.pk}/change/")
    job = make_job(other_household)
    operator.get(f"/operator/accounts/job/{job.pk}/change/")

    assert looks(None) == [("operator_looked", "household", {})]
    assert looks(other_household) == [
        ("operator_looked", "household", {"id": other_household.pk}),
        ("operator_looked", "job", {"id": job.pk}),
    ]


def test_change_by_an_operator_is_told(operator: Client, bob: User) -> None:
    operator.post(f"/operator/accounts/user/{bob.pk}/change/", {"display_name": "Bob"})

    assert looks(None) == [("operator_changed", "user", {"id": bob.pk})]


def test_operator_reads_the_trail_and_cannot_write_it(
    operator: Client, household: Household
) -> None:
    with system_scope("test"):
        event = AuditEvent.objects.earliest("pk")
    path = f"/operator/accounts/auditevent/{event.pk}/change/"

    assert operator.get("/operator/accounts/auditevent/").status_code == 200
    assert event.hash in operator.get(path).content.decode()
    assert operator.post(path, {"subject": "nothing"}).status_code == 403


def test_operator_without_a_second_factor_is_sent_to_add_one(db: None) -> None:
    browser = Client()
    browser.force_login(make_user("new@example.org", is_staff=True, is_superuser=True))

    assert browser.get("/operator/")["Location"] == "/accounts/2fa/"
    assert browser.get("/operator/accounts/user/")["Location"] == "/accounts/2fa/"
    assert browser.get("/help/").status_code == 200


def test_password_that_somebody_else_chose_is_changed_first(db: None) -> None:
    user = make_user("new@example.org", must_change_password=True)
    browser = Client()
    browser.force_login(user)

    refused = browser.get("/help/")
    new = "another-horse-another-battery"
    browser.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    user.refresh_from_db()
    assert refused["Location"] == CHANGE
    assert (user.must_change_password, user.check_password(new)) == (False, True)
