"""The command that proves the audit trail."""

from __future__ import annotations

import contextlib
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import AuditEvent, Household
from accounts.scope import system_scope
from accounts.services.audit import record_event
from accounts.services.audit_chains import seal_waiting_chains


@pytest.fixture
def event(actor: Actor) -> AuditEvent:
    """An event in its place."""
    record_event(AuditKind.EXPORTED, by=actor)
    record_event(AuditKind.SIGNED_IN, user=actor.user)
    seal_waiting_chains()
    return AuditEvent.objects.in_household(actor.household).latest("pk")


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    with contextlib.suppress(CommandError):
        call_command("verify_audit", "--json", *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def spoil(event: AuditEvent) -> None:
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("select set_config('finehance.audit_upkeep', 'tampering', true)")
        cursor.execute(
            "update accounts_auditevent set subject = 'nothing' where id = %s", [event.pk]
        )
        cursor.execute("select set_config('finehance.audit_upkeep', '', true)")


def test_whole_trail_is_proved(event: AuditEvent) -> None:
    outcome = run()

    assert (outcome["ok"], outcome["differences"]) == (True, [])
    assert outcome["checked"]["chains"] >= 2
    assert outcome["checked"]["waiting"] == 0


def test_spoilt_row_is_named(event: AuditEvent, household: Household) -> None:
    spoil(event)

    assert run()["differences"] == [
        {
            "chain": household.pk,
            "kind": "changed",
            "event": event.pk,
            "sequence": event.sequence,
            "detail": "it does not say what was written",
        }
    ]
    assert run("--household", str(household.pk))["ok"] is False


def test_other_household_is_left_out(event: AuditEvent, other_household: Household) -> None:
    spoil(event)

    assert run("--household", str(other_household.pk))["ok"] is True


def test_lines_are_for_people(event: AuditEvent) -> None:
    spoil(event)
    out = StringIO()

    with pytest.raises(CommandError, match="1 differences") as refusal:
        call_command("verify_audit", stdout=out)

    assert refusal.value.returncode == 1
    assert f"changed event {event.pk} " in out.getvalue()
