"""What people do to their sign-in is in the audit trail, whether it worked or not."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_changed, email_confirmed, email_removed
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.models import AuditEvent, Household, Job, User
from accounts.scope import household_scope, system_scope
from accounts.signals import job_stopped
from tests.factories.accounts import PASSWORD, make_job

NEW_PASSWORD = "another-horse-another-battery"


def told(user: User | None) -> list[tuple[str, str, dict[str, object]]]:
    """Return kind, subject and details of what is recorded of a person, oldest first."""
    with system_scope("test"):
        rows = AuditEvent.objects.filter(user=user, household=None).order_by("pk")
        return [(row.kind, row.subject, row.details) for row in rows]


def test_signing_in_and_out(anonymous: Client, household: Household, alice: User) -> None:
    anonymous.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    anonymous.post("/accounts/logout/")

    assert told(alice) == [("sign_in", "", {"by": ["password"]}), ("sign_out", "", {})]


def test_wrong_password_is_told_to_its_owner(anonymous: Client, alice: User) -> None:
    anonymous.post("/accounts/login/", {"login": alice.email, "password": "guessed-it"})

    assert told(alice) == [("sign_in_failed", "a…@example.org", {})]


def test_unknown_address_is_told_masked(anonymous: Client) -> None:
    anonymous.post("/accounts/login/", {"login": "who@example.net", "password": "guessed-it"})

    assert told(None) == [("sign_in_failed", "w…@example.net", {})]


def test_wrong_password_of_a_program_outlives_its_refusal(anonymous: Client, alice: User) -> None:
    answer = anonymous.post(
        "/api/v1/auth/login/",
        {"email": alice.email, "password": "guessed-it"},
        content_type="application/json",
    )

    assert answer.status_code == 401
    assert told(alice) == [("sign_in_failed", "a…@example.org", {})]


def test_changed_password(client: Client, alice: User) -> None:
    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert answer.status_code == 302
    assert ("password_changed", "", {"how": "changed"}) in told(alice)


@pytest.fixture
def request_of_alice(alice: User) -> HttpRequest:
    """A request that Alice makes."""
    request = RequestFactory().get("/")
    request.user = alice
    return request


def test_addresses(request_of_alice: HttpRequest, alice: User) -> None:
    address = EmailAddress.objects.create(user=alice, email="new@example.net")
    common = {"sender": User, "request": request_of_alice, "user": alice}

    email_added.send(**common, email_address=address)
    email_confirmed.send(sender=EmailAddress, request=request_of_alice, email_address=address)
    email_changed.send(**common, from_email_address=None, to_email_address=address)
    email_removed.send(**common, email_address=address)

    assert told(alice) == [
        ("email_changed", "n…@example.net", {"act": "added"}),
        ("email_confirmed", "n…@example.net", {}),
        ("email_changed", "n…@example.net", {"act": "made the primary one"}),
        ("email_changed", "n…@example.net", {"act": "removed"}),
    ]


@pytest.mark.parametrize(("state", "count"), [(Job.State.FAILED, 1), (Job.State.CANCELLED, 0)])
def test_failed_job(household: Household, alice: User, state: Job.State, count: int) -> None:
    job = make_job(household, requested_by=alice, title="Import of june.csv")

    job_stopped.send(Job, job=job, state=state, error="It broke")

    with household_scope(household.pk):
        found = AuditEvent.objects.filter(kind="job_failed")
        assert [(each.subject, each.details) for each in found] == [
            ("Import of june.csv", {"job": job.pk, "kind": "test"})
        ] * count
