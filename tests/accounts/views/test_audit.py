"""The page of the audit trail: who sees what, narrowed, paged and taken out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
import time_machine
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import AuditEvent, Household, Membership, User
from accounts.roles import Right, Role
from accounts.scope import household_scope
from accounts.services.audit import record_event
from accounts.views import audit
from tests.factories.accounts import make_member

PAGE = "/household/audit/"
EXPORT = "/household/audit/export/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def events(household: Household, actor: Actor, alice: User, bob: User) -> None:
    """What Alice, the system and a sign-in left behind."""
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False):
        record_event(AuditKind.EXPORTED, by=actor, subject="csv")
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False):
        record_event(AuditKind.JOB_FAILED, by=Actor.system(household), subject="Import of june.csv")
        record_event(AuditKind.SIGNED_IN, user=alice)
        record_event(AuditKind.SIGNED_IN, user=bob)


def subjects(browser: Client, **query: str | int) -> list[tuple[str, str]]:
    answer = browser.get(PAGE, query)
    rows = answer.context["events"]
    return [(row.kind, row.subject) for row in rows if row.kind != "household_created"]


def download(browser: Client, **query: str | int) -> str:
    answer = cast("StreamingHttpResponse", browser.get(EXPORT, query))
    return b"".join(cast("Iterable[bytes]", answer.streaming_content)).decode()


def browser_of(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(cast("User", actor.user))
    return browser


def test_owner_sees_the_household_and_their_own_sign_ins(client: Client, events: None) -> None:
    assert subjects(client) == [
        ("sign_in", ""),
        ("job_failed", "Import of june.csv"),
        ("exported", "csv"),
    ]


@pytest.mark.parametrize(
    ("role", "count"),
    [(Role.MANAGER, 3), (Role.MEMBER, 1), (Role.REVIEWER, 1), (Role.VIEWER, 1)],
)
def test_others_see_their_own_acts(
    household: Household, events: None, role: Role, count: int
) -> None:
    member = make_member(household, role)
    with household_scope(household.pk):
        record_event(AuditKind.EXPORTED, by=member, subject="mine")

    seen = subjects(browser_of(member))

    assert (seen[0], len(seen)) == (("exported", "mine"), count)


def test_stranger_sees_nothing_of_it(stranger: Client, events: None) -> None:
    assert subjects(stranger) == [("sign_in", "")]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"kind": "exported"}, ["exported"]),
        ({"q": "june"}, ["job_failed"]),
        ({"q": "alice csv"}, ["exported"]),
        ({"q": "june nothing"}, []),
        ({"start": "2026-03-02"}, ["sign_in", "job_failed"]),
        ({"start": "2026-03-01", "until": "2026-03-01"}, ["exported"]),
        ({"before": "1"}, []),
        ({"before": "9" * 30}, ["sign_in", "job_failed", "exported"]),
        ({"before": "x"}, ["sign_in", "job_failed", "exported"]),
    ],
)
def test_list_is_narrowed(
    client: Client, events: None, query: dict[str, str], kinds: list[str]
) -> None:
    assert [kind for kind, _subject in subjects(client, **query)] == kinds


def test_list_is_narrowed_to_a_person(client: Client, events: None, alice: User) -> None:
    assert subjects(client, person=alice.pk) == [("sign_in", ""), ("exported", "csv")]


@pytest.mark.parametrize("query", [{"kind": "nonsense"}, {"start": "soon"}, {"person": "0"}])
def test_filter_that_cannot_be_read_is_said(client: Client, query: dict[str, str]) -> None:
    assert client.get(PAGE, query).status_code == 400


def test_pages_follow_each_other(
    client: Client, events: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE_SIZE", 2)

    first = client.get(PAGE, {"q": "alice"})
    older = first.context["next_url"]
    second = client.get(PAGE + older, headers=HTMX).content.decode()

    assert older.startswith("?q=alice&before=")
    assert second.strip().startswith('<tbody id="audit-rows"')
    assert (second.count("<tr data-row>"), "Earlier" in second) == (1, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_for_any_number_of_rows(
    client: Client,
    actor: Actor,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _each in range(rows):
        record_event(AuditKind.EXPORTED, by=actor)
    client.get(PAGE)

    with django_assert_num_queries(8):
        client.get(PAGE)


def test_csv_holds_no_formula(client: Client, actor: Actor) -> None:
    record_event(AuditKind.JOB_FAILED, by=actor, subject="=1+1", details={"job": 7})

    rows = list(csv.DictReader(download(client, format="csv", kind="job_failed").splitlines()))

    assert [(row["subject"], row["details"]) for row in rows] == [("'=1+1", '{"job": 7}')]


def test_json_is_one_document(client: Client, events: None) -> None:
    rows: list[dict[str, Any]] = json.loads(download(client, format="json", q="june"))

    assert [(row["kind"], row["user"], row["subject"]) for row in rows] == [
        ("job_failed", "", "Import of june.csv")
    ]
    assert json.loads(download(client, format="json", q="nothing-like-it")) == []


def test_download_is_told(client: Client) -> None:
    download(client, format="csv")

    assert AuditEvent.objects.get(kind="exported").subject == "audit trail (csv)"


@pytest.mark.parametrize("wanted", ["", "xml"])
def test_other_formats_are_not_there(client: Client, wanted: str) -> None:
    assert client.get(EXPORT, {"format": wanted}).status_code == 404


@pytest.mark.parametrize("path", [PAGE, EXPORT])
def test_access(anonymous: Client, client: Client, path: str) -> None:
    assert anonymous.get(path)["Location"].startswith("/accounts/login/")
    assert client.post(path).status_code == 405


def test_managers_from_whom_something_is_kept_see_their_own_acts_alone(
    events: None, household: Household, actor: Actor
) -> None:
    by = make_member(household, Role.MANAGER)
    with household_scope(household.pk):
        Membership.objects.filter(user=by.user).update(rights={"7": Right.NONE})
        record_event(AuditKind.EXPORTED, by=by, subject="mine")
    browser = Client()
    assert by.user is not None
    browser.force_login(by.user)

    page = browser.get(PAGE)

    assert {event.user_id for event in page.context["events"]} == {by.user.pk}
    assert len(page.context["form"].fields["person"].choices) == 2
