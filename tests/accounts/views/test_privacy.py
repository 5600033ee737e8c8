"""The page of one's data and the acts on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import Consent, DataExport, Household, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.consents import agree_to_required
from tests.accounts.browsers import freshen
from tests.factories.accounts import make_member, make_user

Committed = DjangoCaptureOnCommitCallbacks
PAGE = "/settings/privacy/"
ACTS = [
    "/settings/privacy/archives/new/",
    "/settings/privacy/archives/1/delete/",
    "/settings/privacy/consents/",
    "/settings/privacy/agree/",
    "/settings/privacy/close/cancel/",
    "/household/delete/cancel/",
]
PAGES = [PAGE, "/settings/privacy/archives/1/", "/settings/privacy/close/", "/household/delete/"]
# What is asked for again: the password, unless it was given within five minutes.
GUARDED = [
    ("post", "/settings/privacy/archives/new/"),
    ("get", "/settings/privacy/close/"),
    ("post", "/settings/privacy/close/"),
    ("get", "/household/delete/"),
    ("post", "/household/delete/"),
]


def sign_in(user: User | None) -> Client:
    assert user
    browser = Client()
    browser.force_login(user)
    return freshen(browser)


@pytest.fixture
def fresh(client: Client, settings: Settings, tmp_path: Path) -> Client:
    """Alice's browser, signed in just now."""
    settings.MEDIA_ROOT = tmp_path
    return freshen(client)


@pytest.fixture
def export(fresh: Client, django_capture_on_commit_callbacks: Committed) -> DataExport:
    with django_capture_on_commit_callbacks(execute=True):
        fresh.post("/settings/privacy/archives/new/", {"of": "household"})
    return DataExport.objects.get()


def test_page_shows_consents_and_what_an_owner_may(client: Client, alice: User) -> None:
    answer = client.get(PAGE)

    text = answer.content.decode()
    assert (answer.status_code, answer.context["is_owner"]) == (200, True)
    assert [(document.key, given) for document, given in answer.context["consents"]] == [
        ("terms", None),
        ("privacy", None),
        ("assistant", None),
    ]
    assert "Delete the household" in text
    assert "Archive of Alice&#x27;s household" in text


def test_page_shows_others_no_more_than_is_theirs(household: Household) -> None:
    browser = sign_in(make_member(household, Role.MANAGER).user)

    text = browser.get(PAGE).content.decode()

    assert "Delete the household" not in text
    assert "Archive of Alice" not in text
    assert browser.post("/settings/privacy/archives/new/", {"of": "household"}).status_code == 403
    assert browser.get("/household/delete/").status_code == 403


def test_page_is_there_for_who_is_in_no_household(db: None) -> None:
    browser = sign_in(make_user())

    assert browser.get(PAGE).status_code == 200
    assert browser.get("/settings/privacy/close/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_as_many_queries_for_any_number_of_archives(
    client: Client, alice: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        DataExport.objects.create(user=alice)

    with django_assert_num_queries(8):
        client.get(PAGE)


def test_archive_is_made_and_downloaded(fresh: Client, export: DataExport) -> None:
    answer: Any = fresh.get(f"/settings/privacy/archives/{export.pk}/")

    content = b"".join(answer.streaming_content)
    name = f"finehance-{timezone.now():%Y-%m-%d}-{export.pk}.zip"
    assert answer.status_code == 200
    assert len(content) == export.size
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]


def test_archive_asks_for_the_password_again(client: Client, alice: User) -> None:
    export = DataExport.objects.create(user=alice)

    answer = client.get(f"/settings/privacy/archives/{export.pk}/")

    assert (answer.status_code, answer["Location"][:25]) == (302, "/accounts/reauthenticate/")


def test_archive_of_another_is_not_there(
    fresh: Client, export: DataExport, household: Household, stranger: Client
) -> None:
    second = sign_in(make_member(household, Role.OWNER).user)

    for browser in (second, freshen(stranger)):
        assert browser.get(f"/settings/privacy/archives/{export.pk}/").status_code == 404
        assert browser.post(f"/settings/privacy/archives/{export.pk}/delete/").status_code == 404


def test_archive_is_deleted(
    fresh: Client, export: DataExport, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = fresh.post(f"/settings/privacy/archives/{export.pk}/delete/")

    assert answer["Location"] == PAGE
    assert fresh.get(f"/settings/privacy/archives/{export.pk}/").status_code == 404


@pytest.mark.parametrize(("given", "count"), [("yes", 1), ("no", 0)])
def test_voluntary_consent_is_switched(client: Client, alice: User, given: str, count: int) -> None:
    answer = client.post("/settings/privacy/consents/", {"document": "assistant", "given": given})

    assert answer["Location"] == PAGE
    assert Consent.objects.filter(user=alice, withdrawn_at=None).count() == count


@pytest.mark.parametrize("document", ["terms", "unknown"])
def test_other_consents_are_not_switched(client: Client, document: str) -> None:
    answer = client.post("/settings/privacy/consents/", {"document": document, "given": "no"})

    assert answer.status_code == 404


def test_every_page_asks_until_the_documents_are_agreed_to(client: Client, alice: User) -> None:
    before = client.get("/settings/").content.decode()
    client.post("/settings/privacy/agree/")
    after = client.get("/settings/").content.decode()

    assert ("Please read and agree" in before, "Please read and agree" in after) == (True, False)


@pytest.mark.parametrize("document", ["terms", "privacy"])
def test_documents_are_open_to_everybody(client: Client, anonymous: Client, document: str) -> None:
    for browser in (client, anonymous):
        answer = browser.get(f"/legal/{document}/")

        assert answer.status_code == 200
        assert "Version 2026-11-24" in answer.content.decode()


@pytest.mark.parametrize("document", ["assistant", "unknown"])
def test_there_are_no_other_documents(anonymous: Client, document: str) -> None:
    assert anonymous.get(f"/legal/{document}/").status_code == 404


def test_closing_is_typed_signs_out_and_is_offered_back(fresh: Client, alice: User) -> None:
    wrong = fresh.post("/settings/privacy/close/", {"confirmation": "alice"})
    right = fresh.post("/settings/privacy/close/", {"confirmation": "alice@example.org"})

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["confirmation"])
    assert (right.status_code, right["Location"]) == (302, "/")
    assert fresh.get(PAGE).status_code == 302
    again = sign_in(alice)
    assert "Keep my profile" in again.get("/settings/").content.decode()
    again.post("/settings/privacy/close/cancel/")
    assert "Keep my profile" not in again.get("/settings/").content.decode()


def test_closing_names_the_households_that_go_too(fresh: Client) -> None:
    answer = fresh.get("/settings/privacy/close/")

    assert answer.context["alone"] == ["Alice's household"]


def test_last_owner_of_others_may_not_close(fresh: Client, household: Household) -> None:
    make_member(household, Role.MEMBER)

    answer = fresh.post("/settings/privacy/close/", {"confirmation": "alice@example.org"})

    assert answer.status_code == 422
    assert "Hand over or delete first" in answer.content.decode()


def test_deletion_is_typed_shown_to_members_and_taken_back_by_owners(
    fresh: Client, household: Household
) -> None:
    member = sign_in(make_member(household, Role.MEMBER).user)
    wrong = fresh.post("/household/delete/", {"confirmation": "x"})
    right = fresh.post("/household/delete/", {"confirmation": "Alice's household"})

    assert (wrong.status_code, right["Location"]) == (422, PAGE)
    seen = member.get("/settings/").content.decode()
    assert ("This household is deleted" in seen, "Keep the household" in seen) == (True, False)
    assert member.post("/household/delete/cancel/").status_code == 403
    fresh.post("/household/delete/cancel/")
    assert "This household is deleted" not in member.get("/settings/").content.decode()


def test_link_of_the_mail_keeps_the_profile_by_a_button_and_once(
    fresh: Client, anonymous: Client, alice: User, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        fresh.post("/settings/privacy/close/", {"confirmation": alice.email})
    found = re.search(r"/keep/[^/\s]+/", str(mail.outbox[-1].body))
    assert found
    looked = anonymous.get(found.group())
    alice.refresh_from_db()
    still = alice.erase_after
    first, second = anonymous.post(found.group()), anonymous.post(found.group())

    alice.refresh_from_db()
    assert (looked.status_code, still is None) == (200, False)
    assert (first.status_code, second.status_code, alice.erase_after) == (200, 404, None)


@pytest.mark.parametrize(("method", "url"), GUARDED)
def test_dangerous_act_asks_for_the_password_again(client: Client, method: str, url: str) -> None:
    answer = getattr(client, method)(url)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("url", PAGES)
def test_page_needs_a_sign_in(anonymous: Client, url: str) -> None:
    answer = anonymous.get(url)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={url}")


@pytest.mark.parametrize("url", ACTS)
def test_act_needs_a_sign_in(anonymous: Client, url: str) -> None:
    assert anonymous.post(url)["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("url", ACTS)
def test_act_refuses_to_be_looked_at(client: Client, url: str) -> None:
    assert client.get(url).status_code == 405


@pytest.mark.parametrize("url", [*PAGES[:2], "/legal/terms/"])
def test_page_refuses_to_be_posted_to(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


def test_new_member_has_agreed_and_is_not_asked(household: Household, alice: User) -> None:
    agree_to_required(user=alice)
    with household_scope(household.pk, user_id=alice.pk):
        assert Membership.objects.filter(user=alice).exists()

    assert sign_in(alice).get("/settings/").context["asks_consent"] is False
