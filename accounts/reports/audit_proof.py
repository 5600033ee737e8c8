"""Proving the audit trail: every seal is computed anew and every chain followed from end to end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.audit_seals import chain_mac, event_hash, event_mac, holds, holds_by_any
from accounts.models import AuditChain, AuditEvent

CHUNK = 2_000
PATIENCE = timedelta(minutes=10)
"""How long an event may wait for its place before that is a difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was written; `event` is the row's id, None when it is gone."""

    chain: int
    kind: str
    event: int | None
    sequence: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was checked of one chain, and what is wrong with it."""

    chain: int
    events: int
    waiting: int
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class _Walk:
    """Where the walk along one chain stands."""

    chain: int
    sequence: int
    previous_hash: str
    events: int = 0
    found: list[Difference] = field(default_factory=list)

    def note(self, kind: str, detail: str, event: AuditEvent | None = None) -> None:
        pk, sequence = (event.pk, event.sequence) if event else (None, None)
        self.found.append(Difference(self.chain, kind, pk, sequence, detail))


def prove_chain(chain: int, *, now: datetime) -> Proof:
    """Return what is wrong with a chain: changed, removed, reordered, forged, cut off.

    Needs the scope of the chain's household, or the system's. Reads in pieces, in constant memory.
    """
    head = AuditChain.objects.filter(pk=chain).first()
    walk = _Walk(
        chain, head.first_sequence if head else 1, head.first_previous_hash if head else ""
    )
    # What is sealed meanwhile lies behind the end as it was read, and is not walked.
    placed = AuditEvent.objects.in_chain(chain).filter(
        sequence__lte=head.last_sequence if head else 0
    )
    for event in placed.order_by("sequence").iterator(chunk_size=CHUNK):
        _step(walk, event)
    _check_head(walk, head)
    for event in _beyond_end(chain):
        walk.note("forged", "it stands behind the end of the chain", event)
    waiting = AuditEvent.objects.in_chain(chain).waiting().order_by("pk")
    count = 0
    for event in waiting.iterator(chunk_size=CHUNK):
        count += 1
        _check_waiting(walk, event, now)
    return Proof(chain, walk.events, count, tuple(walk.found))


def known_chains() -> list[int]:
    """Return every chain that has an end or an event; needs the system's scope."""
    named = AuditEvent.objects.values_list("household_id", flat=True).distinct()
    return sorted(
        {pk or 0 for pk in named} | set(AuditChain.objects.values_list("chain", flat=True))
    )


def _step(walk: _Walk, event: AuditEvent) -> None:
    walk.events += 1
    sequence = event.sequence or 0
    if sequence < walk.sequence:
        walk.note("reordered", f"it stands before place {walk.sequence}, where the chain is", event)
        return
    if sequence > walk.sequence:
        last = sequence - 1
        places = f"place {last}" if last == walk.sequence else f"places {walk.sequence} to {last}"
        walk.note("removed", f"{places} before this event: nothing is there", event)
        walk.previous_hash = event.previous_hash
    if not holds_by_any(event.mac, partial(event_mac, event)):
        walk.note("changed", "it does not say what was written", event)
    elif not holds(event.previous_hash, walk.previous_hash):
        walk.note("reordered", "it does not follow the event before it", event)
    elif not holds_by_any(event.hash, partial(event_hash, event)):
        walk.note("reordered", "its hash is not that of its place", event)
    walk.sequence = sequence + 1
    walk.previous_hash = event.hash


def _beyond_end(chain: int) -> QuerySet[AuditEvent]:
    """Return what has a place that the chain does not reach, seen in one statement."""
    end = AuditChain.objects.filter(pk=chain).values("last_sequence")
    placed = AuditEvent.objects.in_chain(chain).exclude(sequence=None)
    return placed.filter(sequence__gt=Coalesce(Subquery(end), 0)).order_by("sequence")[:CHUNK]


def _check_head(walk: _Walk, head: AuditChain | None) -> None:
    if head is None:
        return
    if not holds_by_any(head.mac, partial(chain_mac, head)):
        walk.note("changed", "the row of the chain's ends is not as it was written")
    if head.last_sequence != walk.sequence - 1:
        walk.note("removed", f"the chain ends at {walk.sequence - 1}, not at {head.last_sequence}")
    elif not holds(head.last_hash, walk.previous_hash):
        walk.note("changed", "the last event is not the one that the chain ends with")


def _check_waiting(walk: _Walk, event: AuditEvent, now: datetime) -> None:
    if not holds_by_any(event.mac, partial(event_mac, event)):
        walk.note("forged", "it was not written by this product", event)
    elif event.at < now - PATIENCE:
        walk.note("unplaced", "it has waited for its place for too long", event)
