"""The API of one's data."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import DataExport, Household, User
from accounts.roles import Role
from tests.api.callers import caller, codes, fields, member
from tests.factories.accounts import PASSWORD, make_member

Committed = DjangoCaptureOnCommitCallbacks
JSON = "application/json"


@pytest.fixture
def api(household: Household, alice: User, settings: Settings, tmp_path: Path) -> Client:
    """A program that calls as Alice."""
    settings.MEDIA_ROOT = tmp_path
    return caller(alice)


@pytest.mark.parametrize(
    ("of", "name"), [("household", "accounts.Household"), ("person", "accounts.User")]
)
def test_archive_is_asked_for_watched_downloaded_and_deleted(
    api: Client, django_capture_on_commit_callbacks: Committed, of: str, name: str
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = api.post("/api/v1/data-exports/", {"of": of}, JSON)
    row = api.get(made["Location"]).json()
    file: Any = api.get(f"{made['Location']}download/", headers={"Accept": "application/zip"})
    names = ZipFile(BytesIO(b"".join(file.streaming_content))).namelist()
    gone = api.delete(made["Location"])

    assert (made.status_code, made.json()["is_ready"], row["is_ready"]) == (201, False, True)
    assert api.get(f"/api/v1/jobs/{row['job']}/").json()["state"] == "done"
    assert file["Content-Type"] == "application/zip"
    assert f"tables/{name}.json" in names
    assert (gone.status_code, api.get(made["Location"]).status_code) == (204, 404)


def test_archive_of_the_household_is_the_owners(api: Client, household: Household) -> None:
    manager = member(household, Role.MANAGER)

    refused = manager.post("/api/v1/data-exports/", {"of": "household"}, JSON)

    assert codes(refused) == (403, "AUTH_1003")
    assert manager.post("/api/v1/data-exports/", {"of": "person"}, JSON).status_code == 201


def test_archive_is_for_who_asked_alone(api: Client, alice: User, household: Household) -> None:
    export = DataExport.objects.create(user=alice)
    second = member(household, Role.OWNER)

    assert second.get("/api/v1/data-exports/").json()["results"] == []
    for method, path in (("get", ""), ("get", "download/"), ("delete", "")):
        answer = getattr(second, method)(f"/api/v1/data-exports/{export.pk}/{path}")
        assert codes(answer) == (404, "RESOURCE_3001")


def test_archive_that_is_not_ready_is_not_downloaded(api: Client, alice: User) -> None:
    export = DataExport.objects.create(user=alice)

    answer = api.get(f"/api/v1/data-exports/{export.pk}/download/")

    assert codes(answer) == (404, "RESOURCE_3001")


def consents(api: Client) -> dict[str, bool]:
    rows = api.get("/api/v1/consents/").json()
    return {row["document"]: row["given_at"] is not None for row in rows}


def test_consents_are_given_and_withdrawn(api: Client) -> None:
    before = consents(api)
    api.post("/api/v1/consents/", {"document": "terms", "given": True}, JSON)
    api.post("/api/v1/consents/", {"document": "assistant", "given": True}, JSON)
    given = consents(api)
    api.post("/api/v1/consents/", {"document": "assistant", "given": False}, JSON)

    assert before == {"terms": False, "privacy": False, "assistant": False}
    assert given == {"terms": True, "privacy": True, "assistant": True}
    assert consents(api) == {"terms": True, "privacy": True, "assistant": False}


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"document": "terms", "given": False}, ["document"]),
        ({"document": "x", "given": True}, ["document"]),
        ({"document": "terms", "given": "yes"}, ["given"]),
        ({}, ["document", "given"]),
    ],
)
def test_consents_refuse_bad_input(api: Client, body: dict[str, Any], named: list[str]) -> None:
    assert fields(api.post("/api/v1/consents/", body, JSON)) == (400, named)


@pytest.mark.parametrize(
    ("path", "typed"), [("closing", "alice@example.org"), ("deletion", "Alice's household")]
)
def test_erasure_is_asked_for_and_taken_back(api: Client, path: str, typed: str) -> None:
    url = f"/api/v1/{path}/"
    before = api.get(url).json()
    asked = api.post(url, {"confirmation": typed, "password": PASSWORD}, JSON)
    during = api.get(url).json()
    gone = api.delete(url)

    assert before == {"erase_after": None}
    assert (asked.status_code, asked.json()) == (200, during)
    assert during["erase_after"] is not None
    assert (gone.status_code, api.get(url).json()) == (204, before)


@pytest.mark.parametrize("path", ["closing", "deletion"])
@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"confirmation": "x", "password": PASSWORD}, ["confirmation"]),
        ({"confirmation": "alice@example.org", "password": "wrong"}, ["password"]),
        ({}, ["confirmation", "password"]),
    ],
)
def test_erasure_needs_words_and_password(
    api: Client, path: str, body: dict[str, str], named: list[str]
) -> None:
    assert fields(api.post(f"/api/v1/{path}/", body, JSON)) == (400, named)


def test_closing_is_refused_to_the_last_owner_of_others(api: Client, household: Household) -> None:
    make_member(household, Role.MEMBER)
    body = {"confirmation": "alice@example.org", "password": PASSWORD}

    assert codes(api.post("/api/v1/closing/", body, JSON)) == (409, "BUSINESS_4014")


def test_deletion_is_the_owners(household: Household) -> None:
    manager = member(household, Role.MANAGER)
    body = {"confirmation": "Alice's household", "password": PASSWORD}

    assert manager.get("/api/v1/deletion/").status_code == 200
    assert codes(manager.post("/api/v1/deletion/", body, JSON)) == (403, "AUTH_1003")
    assert codes(manager.delete("/api/v1/deletion/")) == (403, "AUTH_1003")


@pytest.mark.parametrize("path", ["data-exports", "consents", "closing", "deletion"])
def test_everything_needs_a_sign_in(anonymous: Client, path: str) -> None:
    assert codes(anonymous.get(f"/api/v1/{path}/")) == (401, "AUTH_1001")
