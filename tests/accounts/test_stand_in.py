"""An operator stands in for a member: with a reason, for a while, told to all, changing nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AuditEvent, Household, User
from accounts.scope import system_scope
from tests.factories.accounts import make_user

REASON = "The import of May shows nothing, ticket 4711"


@pytest.fixture
def root(db: None) -> User:
    """An operator with a second factor, in no household."""
    user = make_user("operator@example.org", is_staff=True, is_superuser=True)
    TOTP.activate(user, "S" * 32)
    return user


@pytest.fixture
def operator(root: User) -> Client:
    browser = Client()
    browser.force_login(root)
    return browser


def start(browser: Client, member: User, reason: str = REASON) -> int:
    answer = browser.post(f"/operator/accounts/user/{member.pk}/stand-in/", {"reason": reason})
    return answer.status_code


def told(household: Household) -> list[tuple[str, int | None, int | None, str]]:
    with system_scope("test"):
        rows = AuditEvent.objects.in_household(household).order_by("pk")
        found = rows.filter(kind__regex="^(operator|impersonation)")
        return [(row.kind, row.user_id, row.operator_id, row.subject) for row in found]


def test_operator_sees_what_the_member_sees_and_all_is_told(
    operator: Client, root: User, bob: User, other_household: Household
) -> None:
    assert start(operator, bob) == 302

    page = operator.get("/household/").content.decode()
    both = "o…@example.org as b…@example.org"
    assert "Bob&#x27;s household" in page
    assert "You stand in for a member" in page
    assert told(other_household) == [
        ("impersonation_started", root.pk, None, both),
        ("impersonation_started", bob.pk, None, both),
        ("operator_looked", bob.pk, root.pk, "/household/"),
    ]


def test_member_and_owner_are_told_by_mail(
    operator: Client,
    bob: User,
    other_household: Household,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        start(operator, bob)

    assert [(each.to, REASON in str(each.body)) for each in mail.outbox] == [
        (["bob@example.org"], True)
    ]


@pytest.mark.parametrize("path", ["/household/", "/jobs/1/cancel/", "/transactions/new/"])
def test_nothing_is_changed(
    operator: Client, bob: User, other_household: Household, path: str
) -> None:
    start(operator, bob)

    assert operator.post(path, {}).status_code == 403


@pytest.mark.parametrize("path", ["/settings/", "/api/v1/transactions/", "/export/"])
def test_what_is_nobody_elses_business_is_closed(
    operator: Client, bob: User, other_household: Household, path: str
) -> None:
    start(operator, bob)

    assert operator.get(path).status_code == 403


def test_it_ends_by_itself(
    operator: Client, root: User, bob: User, other_household: Household
) -> None:
    start(operator, bob)

    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        page = operator.get("/help/").content.decode()

    assert "You stand in" not in page
    assert told(other_household)[-1][:2] == ("impersonation_ended", root.pk)


def test_operator_stops_it(operator: Client, bob: User, other_household: Household) -> None:
    start(operator, bob)

    assert operator.get("/operator/accounts/user/stand-in/end/").status_code == 405
    operator.post("/operator/accounts/user/stand-in/end/")

    assert told(other_household)[-1][0] == "impersonation_ended"
    assert operator.get("/household/").status_code != 200


@pytest.mark.parametrize("reason", ["", "because"])
def test_reason_is_needed(
    operator: Client, bob: User, other_household: Household, reason: str
) -> None:
    assert start(operator, bob, reason) == 422
    assert told(other_household) == []


def test_nobody_stands_in_for_an_operator_or_for_nobody(operator: Client, root: User) -> None:
    assert start(operator, root) == 403
    assert start(operator, make_user("alone@example.org")) == 422


def test_members_do_not_stand_in(client: Client, bob: User, other_household: Household) -> None:
    start(client, bob)

    assert told(other_household) == []
    assert "Bob&#x27;s" not in client.get("/household/").content.decode()


def test_form_asks_for_the_reason(operator: Client, bob: User, other_household: Household) -> None:
    page = operator.get(f"/operator/accounts/user/{bob.pk}/stand-in/").content.decode()

    assert 'name="reason"' in page
    change = operator.get(f"/operator/accounts/user/{bob.pk}/change/").content.decode()
    assert f"/operator/accounts/user/{bob.pk}/stand-in/" in change
