"""The one way round the guard of the audit trail: sealing it anew and archiving its old end.

Both refuse a chain that does not prove, so that neither makes a forgery look right.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from accounts.audit_seals import chain_mac, event_hash, event_mac, holds
from accounts.models import AuditChain, AuditEvent
from accounts.reports.audit_proof import known_chains, prove_chain
from accounts.scope import system_scope
from accounts.services.audit_chains import seal_chain

BATCH = 1_000


class ChainBroken(Exception):
    """A chain does not prove, and must not be touched before somebody knows why."""


@contextmanager
def audit_upkeep(reason: str) -> Iterator[None]:
    """Open a system scope in which rows of the trail may be changed and removed."""
    with system_scope(reason, level=logging.WARNING), connection.cursor() as cursor:
        cursor.execute("select set_config('finehance.audit_upkeep', %s, true)", [reason])
        yield
        cursor.execute("select set_config('finehance.audit_upkeep', '', true)")


def proved_chain(chain: int) -> AuditChain:
    """Return the locked ends of a chain that proves; raises ChainBroken for any other."""
    head = AuditChain.objects.select_for_update().get(pk=chain)
    differences = prove_chain(chain, now=timezone.now()).differences
    if differences:
        first = differences[0]
        raise ChainBroken(f"chain {chain}: {first.kind} event {first.event}: {first.detail}")
    return head


def reseal_chains() -> int:
    """Seal every chain with the newest key; returns how many events that took.

    A chain whose oldest event carries the newest key's seal is done already. Atomic for each
    chain; raises ChainBroken.
    """
    with system_scope("listing the chains of the audit trail"):
        chains = known_chains()
    return sum(_reseal(chain) for chain in chains)


def _reseal(chain: int) -> int:
    seal_chain(chain)
    with audit_upkeep(f"sealing chain {chain} with the newest key"):
        placed = AuditEvent.objects.in_chain(chain).exclude(sequence=None).order_by("sequence")
        oldest = placed.first()
        if oldest is None or holds(oldest.mac, event_mac(oldest)):
            return 0
        head = proved_chain(chain)
        count = 0
        previous = head.first_previous_hash
        batch: list[AuditEvent] = []
        for event in placed.iterator(chunk_size=BATCH):
            event.mac, event.previous_hash = event_mac(event), previous
            event.hash = previous = event_hash(event)
            batch.append(event)
            count += 1
            if len(batch) == BATCH:
                _save(batch)
        _save(batch)
        head.last_hash = previous
        head.mac = chain_mac(head)
        head.save()
    return count


def _save(batch: list[AuditEvent]) -> None:
    AuditEvent.objects.bulk_update(batch, ["mac", "previous_hash", "hash"])
    batch.clear()
