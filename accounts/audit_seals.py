"""The seals of the audit trail: keyed, so that the database alone cannot make one.

    mac  = HMAC(key, what the event says)
    hash = HMAC(key, place | hash of the event before | mac)

A seal is made with the newest encryption key and holds with any key that is configured.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC

from accounts.encryption import derived_keys
from accounts.models.audit import AuditChain, AuditEvent

_PURPOSE = "audit"
_SAID = (
    "household_id", "kind", "user_id", "user_label", "operator_id", "origin", "address", "agent",
    "request_id", "subject", "details",
)  # fmt: skip


def canonical(event: AuditEvent) -> str:
    """Return what an event says as JSON in one order, whichever way it was stored."""
    said = {name: getattr(event, name) for name in _SAID}
    said |= {"nonce": str(event.nonce), "at": event.at.astimezone(UTC).isoformat()}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def event_mac(event: AuditEvent, key: bytes | None = None) -> str:
    return _seal(canonical(event), key)


def event_hash(event: AuditEvent, key: bytes | None = None) -> str:
    """Return the hash of an event in its place, behind `previous_hash`."""
    return _seal(f"{event.sequence}|{event.previous_hash}|{event.mac}", key)


def chain_mac(chain: AuditChain, key: bytes | None = None) -> str:
    ends = (
        chain.chain,
        chain.first_sequence,
        chain.first_previous_hash,
        chain.last_sequence,
        chain.last_hash,
    )
    return _seal("|".join(map(str, ends)), key)


def keys() -> list[bytes]:
    """Return the keys of seals, newest first."""
    return derived_keys(_PURPOSE)


def holds(given: str, expected: str) -> bool:
    return hmac.compare_digest(given, expected)


def holds_by_any(given: str, expected: Callable[[bytes], str]) -> bool:
    """Say whether a seal is what `expected` makes with one of the keys."""
    return any(holds(given, expected(key)) for key in keys())


def _seal(text: str, key: bytes | None) -> str:
    return hmac.new(key or keys()[0], text.encode(), hashlib.sha256).hexdigest()
