"""Old events go to a file, the chain goes on, and both still prove."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import AuditChain, AuditEvent, Household
from accounts.reports.audit_archives import prove_archives, prove_pins
from accounts.reports.audit_proof import prove_chain
from accounts.scope import system_scope
from accounts.services.audit import record_event
from accounts.services.audit_archive import archive_chain, archive_trail, pin_chains
from accounts.services.audit_chains import seal_chain
from accounts.services.audit_upkeep import ChainBroken, audit_upkeep
from accounts.tasks import archive_audit_trail

OLD = datetime(2024, 1, 1, 12, tzinfo=UTC)
BETWEEN = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def _travel(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(OLD, tick=False):
        yield


@pytest.fixture
def chain(_travel: None, household: Household, actor: Actor) -> int:
    """A chain of three old events and two new ones."""
    for subject in ("old", "older"):
        record_event(AuditKind.EXPORTED, by=actor, subject=subject)
    seal_chain(household.pk)
    with time_machine.travel(BETWEEN + timedelta(days=1), tick=False):
        for subject in ("new", "newer"):
            record_event(AuditKind.EXPORTED, by=actor, subject=subject)
        seal_chain(household.pk)
    return household.pk


def spoil(statement: str) -> None:
    with audit_upkeep("a test"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_old_events_go_to_a_file_and_the_chain_goes_on(chain: int, actor: Actor) -> None:
    archive = archive_chain(chain, before=BETWEEN)

    assert archive is not None
    with default_storage.open(archive.path) as file:
        lines = [json.loads(line) for line in gzip.decompress(file.read()).splitlines()]
    seal_chain(chain)
    kept = AuditEvent.objects.in_chain(chain).order_by("sequence")
    assert [line["subject"] for line in lines] == ["", "old", "older"]
    assert [event.subject for event in kept] == ["new", "newer", archive.path]
    assert lines[-1]["hash"] == kept[0].previous_hash
    assert AuditChain.objects.get(pk=chain).first_sequence == 4
    assert prove_chain(chain, now=timezone.now()).differences == ()
    assert prove_archives(chain) == (1, [])


def test_file_is_closed_to_others(chain: int) -> None:
    archive = archive_chain(chain, before=BETWEEN)

    assert archive is not None
    assert Path(default_storage.path(archive.path)).stat().st_mode & 0o777 == 0o600


def test_young_chain_is_left_alone(chain: int) -> None:
    assert archive_chain(chain, before=OLD) is None
    assert archive_trail(before=OLD) == []


def test_archives_of_archives_are_followed(chain: int) -> None:
    archive_chain(chain, before=BETWEEN)
    seal_chain(chain)
    with time_machine.travel(BETWEEN + timedelta(days=9)):
        archive_chain(chain, before=BETWEEN + timedelta(days=8))

    assert prove_archives(chain) == (2, [])


@pytest.mark.parametrize(("content", "word"), [(None, "gone"), (b"other", "not as it was")])
def test_spoilt_archive_is_found(chain: int, content: bytes | None, word: str) -> None:
    archive = archive_chain(chain, before=BETWEEN)
    assert archive is not None

    path = Path(default_storage.path(archive.path))
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    count, differences = prove_archives(chain)
    assert (count, differences[0].kind, word in differences[0].detail) == (1, "archive", True)


def test_broken_chain_is_not_archived(chain: int) -> None:
    spoil("update accounts_auditevent set subject = 'x' where subject = 'older'")

    with pytest.raises(ChainBroken):
        archive_chain(chain, before=BETWEEN)

    with time_machine.travel(BETWEEN), pytest.raises(CommandError, match="changed event"):
        call_command("archive_audit", "--days", "30", stdout=StringIO())


def test_command_says_what_it_wrote(chain: int) -> None:
    out = StringIO()
    with time_machine.travel(BETWEEN):
        call_command("archive_audit", "--days", "30", "--json", stdout=out)
        call_command("archive_audit", "--days", "30", stdout=out)

    first, *lines = out.getvalue().splitlines()
    archive = next(each for each in json.loads(first)["archives"] if each["chain"] == chain)
    assert (archive["first_sequence"], archive["last_sequence"]) == (1, 3)
    assert lines == ["0 archives"]


def test_chain_with_an_end_of_an_earlier_day_is_found(chain: int) -> None:
    assert pin_chains() >= 1
    with system_scope("a test"):
        assert prove_pins() == []

    spoil(f"update accounts_auditchain set last_sequence = 2 where chain = {chain}")

    with system_scope("a test"):
        assert [(each.chain, each.kind) for each in prove_pins()] == [(chain, "removed")]


def test_daily_task_pins_and_archives(chain: int) -> None:
    with time_machine.travel(BETWEEN + timedelta(days=300)):
        archive_audit_trail()

    with system_scope("a test"):
        assert AuditEvent.objects.filter(kind="audit_anchored").count() == 1
    assert AuditChain.objects.get(pk=chain).first_sequence == 4
