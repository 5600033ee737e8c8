"""The API of the audit trail."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import AuditEvent, Household, User
from accounts.services.audit import record_event
from tests.api.callers import codes

LIST = "/api/v1/audit-events/"


@pytest.fixture
def event(actor: Actor) -> AuditEvent:
    """A download that Alice made."""
    record_event(AuditKind.EXPORTED, by=actor, subject="csv", details={"rows": 3})
    return AuditEvent.objects.latest("pk")


def test_event_says_what_was_done(client: Client, event: AuditEvent, alice: User) -> None:
    answer = client.get(f"{LIST}{event.pk}/")

    row = answer.json()
    assert {name: row[name] for name in ("kind", "user", "user_label", "subject", "details")} == {
        "kind": "exported",
        "user": alice.pk,
        "user_label": "a…@example.org",
        "subject": "csv",
        "details": {"rows": 3},
    }
    assert "ETag" in answer.headers


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?kind=exported", 1),
        ("?q=csv", 1),
        ("?start=2000-01-01&until=2000-01-02", 0),
        ("?user=1000000", 0),
    ],
)
def test_list_is_narrowed(client: Client, event: AuditEvent, query: str, count: int) -> None:
    assert len(client.get(LIST + query).json()["results"]) == count


@pytest.mark.parametrize("query", ["?kind=nonsense", "?user=me", "?start=soon"])
def test_query_that_cannot_be_read_is_refused(client: Client, query: str) -> None:
    assert codes(client.get(LIST + query)) == (400, "VALIDATION_2001")


def test_stranger_finds_nothing(
    stranger: Client, other_household: Household, event: AuditEvent
) -> None:
    kinds = [row["kind"] for row in stranger.get(LIST).json()["results"]]

    assert kinds == ["household_created"]
    assert codes(stranger.get(f"{LIST}{event.pk}/")) == (404, "RESOURCE_3001")


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_nothing_is_written(client: Client, event: AuditEvent, method: str) -> None:
    assert getattr(client, method)(f"{LIST}{event.pk}/").status_code == 405


def test_nobody_is_sent_away(anonymous: Client, event: AuditEvent) -> None:
    assert codes(anonymous.get(LIST)) == (401, "AUTH_1001")
