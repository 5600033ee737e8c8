"""Proving what the trail says of itself: its archives, and where its chains once ended."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from accounts.enums import AuditKind
from accounts.models import INSTANCE, AuditChain, AuditEvent
from accounts.reports.audit_proof import Difference


def prove_archives(chain: int) -> tuple[int, list[Difference]]:
    """Return how many archives of a chain there are, and those that are gone or changed.

    Follows the archives that are named in archives; needs the scope of the chain.
    """
    told = AuditEvent.objects.in_chain(chain).filter(kind=AuditKind.AUDIT_ARCHIVED)
    waiting = [(row.pk, row.sequence, row.subject, row.details) for row in told.order_by("pk")]
    count, found = 0, []
    while waiting:
        pk, sequence, path, details = waiting.pop()
        count += 1
        content = _content(path)
        if content is None or hashlib.sha256(content).hexdigest() != details["sha256"]:
            detail = f"archive {path} is {'gone' if content is None else 'not as it was written'}"
            found.append(Difference(chain, "archive", pk, sequence, detail))
            continue
        waiting += [
            (line["id"], line["sequence"], line["subject"], line["details"])
            for line in _lines(content)
            if line["kind"] == AuditKind.AUDIT_ARCHIVED
        ]
    return count, found


def prove_pins() -> list[Difference]:
    """Return the chains that end before the place where the instance's chain once saw their end.

    Needs the system's scope.
    """
    seen: dict[int, int] = {}
    pins = AuditEvent.objects.in_chain(INSTANCE).filter(kind=AuditKind.AUDIT_ANCHORED)
    for pin in pins.iterator():
        for chain, end in pin.details["ends"].items():
            seen[int(chain)] = max(end, seen.get(int(chain), 0))
    ends = dict(AuditChain.objects.values_list("chain", "last_sequence"))
    return [
        Difference(chain, "removed", None, end, f"it once ended at {end}, now earlier")
        for chain, end in sorted(seen.items())
        if ends.get(chain, 0) < end
    ]


def _content(path: str) -> bytes | None:
    try:
        with default_storage.open(path) as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content


def _lines(content: bytes) -> Iterator[dict[str, Any]]:
    for line in gzip.decompress(content).splitlines():
        yield json.loads(line)
