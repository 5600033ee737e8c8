"""Full archives by the pages: made under one's data, restored into a new household."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import DataExport, Household, Job, User
from accounts.roles import Role
from accounts.scope import enter_household
from tests.accounts.browsers import freshen
from tests.factories.accounts import make_household, make_member
from tests.factories.archives import archive_of
from tests.factories.books import Books

Committed = DjangoCaptureOnCommitCallbacks
PAGE = reverse("ledger:archive-restore")
MAKE = reverse("accounts:archive-create")
API = "/api/v1/archive-restores/"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """The folder that files are kept in."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def owner(bob: User) -> Client:
    """Bob in an empty household of his."""
    make_household(bob, "Bob's household")
    browser = Client()
    browser.force_login(bob)
    return browser


def send(browser: Client, data: bytes, to: str = PAGE) -> Any:
    return browser.post(to, {"file": SimpleUploadedFile("home.zip", data)})


def kept(media: Path) -> list[Path]:
    return [path for path in (media / "imports").rglob("*") if path.is_file()]


def test_full_archive_is_made_by_an_owner_with_a_fresh_proof(
    client: Client, alice: User, books: Books, django_capture_on_commit_callbacks: Committed
) -> None:
    asked = client.post(MAKE, {"of": "full"})
    with django_capture_on_commit_callbacks(execute=True):
        freshen(client).post(MAKE, {"of": "full"})

    enter_household(books.household.pk, user_id=alice.pk)
    made = DataExport.objects.get()
    answer: Any = client.get(reverse("accounts:archive-download", args=[made.pk]))
    page = client.get(reverse("accounts:privacy")).content.decode()
    assert (asked.status_code, made.is_full, made.is_ready) == (302, True, True)
    assert b"".join(answer.streaming_content) == archive_of(books.household)
    assert "household, full" in page


@pytest.mark.parametrize("road", ["page", "api"])
def test_archive_is_restored_by_a_job_that_counts(
    road: str,
    owner: Client,
    archive: bytes,
    media: Path,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    before = len(kept(media))
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(owner, archive, PAGE if road == "page" else API)

    page = owner.get(PAGE)
    text = page.content.decode()
    job: Job = page.context["job"]
    assert sent.status_code == (302 if road == "page" else 202)
    assert (job.state, job.message, job.result_url) == ("done", "Restored", PAGE)
    assert job.result["counts"]["ledger.Rule"] == 4
    assert "Saved views of people who are no members here, left out" in text
    assert "something has been entered" in text
    assert len(kept(media)) == before


def test_page_refuses_what_is_no_archive_and_keeps_nothing(owner: Client, media: Path) -> None:
    answers = [send(owner, b"Date,Amount"), owner.post(PAGE)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "This is no ZIP file" in answers[0].content.decode()
    assert kept(media) == []


def test_archive_that_is_refused_by_its_job_is_forgotten(
    owner: Client, archive: bytes, media: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    before = len(kept(media))
    at = archive.index(b"people.jsonl") + 40
    broken = archive[:at] + bytes([archive[at] ^ 255]) + archive[at + 1 :]

    with django_capture_on_commit_callbacks(execute=True):
        send(owner, broken)

    job = owner.get(PAGE).context["job"]
    assert (job.state, job.error) == ("failed", "people.jsonl: is broken")
    assert len(kept(media)) == before


def test_household_with_something_in_it_takes_none(
    client: Client, books: Books, archive: bytes, media: Path
) -> None:
    books.spend("2026-03-02", "5")
    before = len(kept(media))

    answers = [send(client, archive), send(client, archive, API)]

    assert [answer.status_code for answer in answers] == [422, 409]
    assert answers[1].json()["code"] == "BUSINESS_4029"
    assert "goes into an empty household" in answers[0].content.decode()
    assert len(kept(media)) == before


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER, Role.REVIEWER, Role.VIEWER])
def test_only_owners_restore(household: Household, role: Role) -> None:
    browser = Client()
    user = make_member(household, role, "other@example.org").user
    assert user is not None
    browser.force_login(user)

    assert browser.get(PAGE).status_code == 403
    assert [send(browser, b"", to).status_code for to in (PAGE, API)] == [403, 403]
    assert freshen(browser).post(MAKE, {"of": "full"}).status_code == 403


def test_page_needs_a_sign_in_and_few_queries(
    anonymous: Client, owner: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert anonymous.get(PAGE).status_code == 302
    with django_assert_num_queries(8):
        owner.get(PAGE)


def test_api_takes_bytes_of_any_kind(owner: Client) -> None:
    answer = owner.post(API, {"file": BytesIO(b"PK\x03\x04")})

    assert (answer.status_code, answer.json()["code"]) == (409, "BUSINESS_4029")
