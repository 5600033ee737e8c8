"""Chaining audit events: each gets its place and a hash over the one before it.

A chain's row is locked only for the moment of sealing, in a transaction of its own. That one does
not wait for the disk: when its seals are lost, the events are still there and are sealed again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction

from accounts.audit_seals import chain_mac, event_hash, event_mac, holds_by_any
from accounts.models import INSTANCE, AuditChain, AuditEvent
from accounts.scope import system_scope

logger = logging.getLogger(__name__)

BATCH = 1_000
_PLACE = """
update accounts_auditevent as event
set sequence = placed.sequence, previous_hash = placed.previous_hash, hash = placed.hash
from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])
    as placed (id, sequence, previous_hash, hash)
where event.id = placed.id
"""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What waits for the commit: sealing one chain."""

    chain: int

    def __call__(self) -> None:
        seal_chain(self.chain)


def seal_after_commit(chain: int) -> None:
    """Seal a chain once the transaction commits; asked twice in one savepoint, it is done once."""
    sealing = Sealing(chain)
    current = set(connection.savepoint_ids)
    if not any(each[1] == sealing and each[0] <= current for each in connection.run_on_commit):
        transaction.on_commit(sealing, robust=True)


def seal_chain(chain: int) -> int:
    """Give every waiting event of a chain its place; returns how many. Atomic for each batch.

    An event whose own seal does not hold was not written by this product: it is left waiting, for
    the verification to name.
    """
    sealed = 0
    while True:
        with system_scope(f"sealing chain {chain}", level=logging.DEBUG):
            count, is_more = _seal_batch(chain)
        sealed += count
        if not is_more:
            return sealed


def seal_waiting_chains() -> int:
    """Seal what a process that died left waiting, in every chain; returns how many events."""
    with system_scope("finding chains of the audit trail with events that wait"):
        found = set(AuditEvent.objects.waiting().values_list("household_id", flat=True).distinct())
    return sum(seal_chain(household_id or INSTANCE) for household_id in found)


def _seal_batch(chain: int) -> tuple[int, bool]:
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit to off")
    head = _locked_head(chain)
    waiting = list(AuditEvent.objects.in_chain(chain).waiting().order_by("pk")[:BATCH])
    events = [event for event in waiting if _is_genuine(event)]
    for event in events:
        _place(event, head)
    if events:
        _write(events)
        head.mac = chain_mac(head)
        head.save()
    return len(events), len(waiting) == BATCH and bool(events)


def _locked_head(chain: int) -> AuditChain:
    heads = AuditChain.objects.select_for_update()
    head = heads.filter(pk=chain).first()
    if head is None:
        fresh = AuditChain(pk=chain)
        fresh.mac = chain_mac(fresh)
        AuditChain.objects.bulk_create([fresh], ignore_conflicts=True)
        head = heads.get(pk=chain)
    return head


def _is_genuine(event: AuditEvent) -> bool:
    if holds_by_any(event.mac, partial(event_mac, event)):
        return True
    logger.error("audit event %s carries no seal of this product", event.pk)
    return False


def _place(event: AuditEvent, head: AuditChain) -> None:
    event.sequence = head.last_sequence + 1
    event.previous_hash = head.last_hash
    event.hash = event_hash(event)
    head.last_sequence = event.sequence
    head.last_hash = event.hash


def _write(events: list[AuditEvent]) -> None:
    columns: list[list[Any]] = [
        [getattr(event, name) for event in events]
        for name in ("pk", "sequence", "previous_hash", "hash")
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, columns)
