"""Moving the old end of each chain into a file, and pinning the chains to each other.

An archive is a gzip of JSON lines, one an event, in private storage. Its digest is told by an event
of the same chain: signed as every event is, sealed anew when keys change, and archived in its turn.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.forms.models import model_to_dict

from accounts.audit_seals import chain_mac
from accounts.enums import AuditKind
from accounts.models import INSTANCE, AuditChain, AuditEvent, Household
from accounts.reports.audit_proof import known_chains
from accounts.scope import system_scope
from accounts.services.audit import record_event
from accounts.services.audit_chains import seal_chain
from accounts.services.audit_upkeep import audit_upkeep, proved_chain

LIMIT = 50_000
"""How many events one file holds at most; the next run goes on."""
_PINNED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Archive:
    """One file of archived events, and what its content is."""

    chain: int
    path: str
    first_sequence: int
    last_sequence: int
    sha256: str


def archive_trail(*, before: datetime) -> list[Archive]:
    """Archive what is older than `before`, chain by chain; returns the files that were written.

    Atomic for each chain: a file whose transaction was lost is written again by the next run.
    Raises ChainBroken for a chain that does not prove, and goes no further.
    """
    with system_scope("listing the chains of the audit trail"):
        chains = known_chains()
    found = (archive_chain(chain, before=before) for chain in chains)
    return [archive for archive in found if archive]


def archive_chain(chain: int, *, before: datetime) -> Archive | None:
    """Archive the events of a chain that happened before an instant; None when there are none."""
    seal_chain(chain)
    with audit_upkeep(f"archiving chain {chain}"):
        if not AuditEvent.objects.in_chain(chain).filter(at__lt=before).exists():
            return None
        head = proved_chain(chain)
        events = _oldest(chain, before)
        if not events:
            return None
        archive = _write(chain, events)
        AuditEvent.objects.in_chain(chain).filter(sequence__lte=archive.last_sequence).delete()
        head.first_sequence = archive.last_sequence + 1
        head.first_previous_hash = events[-1].hash
        head.mac = chain_mac(head)
        head.save()
        _tell(archive)
    return archive


def pin_chains() -> int:
    """Tell the instance's chain where every other one ends; returns how many those are.

    So a chain that was cut off and given a matching end of an earlier day is found out.
    """
    with system_scope("pinning the chains of the audit trail"):
        heads = AuditChain.objects.exclude(pk=INSTANCE).filter(last_sequence__gt=0)
        ends = dict(heads.order_by("pk").values_list("pk", "last_sequence"))
        pinned = list(ends.items())
        for start in range(0, len(pinned), _PINNED_AT_ONCE):
            part = dict(pinned[start : start + _PINNED_AT_ONCE])
            record_event(
                AuditKind.AUDIT_ANCHORED, details={"ends": {str(key): part[key] for key in part}}
            )
    return len(pinned)


def _oldest(chain: int, before: datetime) -> list[AuditEvent]:
    placed = AuditEvent.objects.in_chain(chain).exclude(sequence=None).order_by("sequence")
    events: list[AuditEvent] = []
    for event in placed[:LIMIT]:
        if event.at >= before:
            break
        events.append(event)
    return events


def _write(chain: int, events: list[AuditEvent]) -> Archive:
    first, last = events[0].sequence or 0, events[-1].sequence or 0
    buffer = io.BytesIO()
    # Without a time in its head, the same events make the same file.
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as out:
        for event in events:
            out.write(json.dumps(_line(event), sort_keys=True).encode() + b"\n")
    content = buffer.getvalue()
    path = f"audit/{chain}/{first}-{last}.jsonl.gz"
    default_storage.delete(path)
    saved = default_storage.save(path, ContentFile(content))
    return Archive(chain, saved, first, last, hashlib.sha256(content).hexdigest())


def _line(event: AuditEvent) -> dict[str, Any]:
    values = model_to_dict(event)
    return values | {"id": event.pk, "nonce": str(event.nonce), "at": event.at.isoformat()}


def _tell(archive: Archive) -> None:
    record_event(
        AuditKind.AUDIT_ARCHIVED,
        household=Household(pk=archive.chain) if archive.chain != INSTANCE else None,
        subject=archive.path,
        details={
            "first": archive.first_sequence,
            "last": archive.last_sequence,
            "sha256": archive.sha256,
        },
    )
