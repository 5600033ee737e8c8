"""Writing the audit trail: an event is part of the transaction of the act that it tells.

The row is written at once, with the seal of what it says, and takes its place in the chain right
after the commit (`audit_chains`): nobody waits for a chain while a long transaction is open.
"""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from accounts.actors import Actor, Origin
from accounts.audit_seals import event_mac
from accounts.clients import NOBODY, client_of, current_client
from accounts.enums import AuditKind
from accounts.models import INSTANCE, AuditEvent, Household, User
from accounts.scope import system_scope
from accounts.services.audit_chains import seal_after_commit
from finehance.logs import current_request_id

_COLUMNS = (
    "nonce", "household_id", "at", "kind", "user_id", "user_label", "operator_id", "origin",
    "address", "agent", "request_id", "subject", "details", "mac", "previous_hash", "hash",
)  # fmt: skip
_INSERT = (
    f"insert into accounts_auditevent ({', '.join(_COLUMNS)})"  # noqa: S608 -- constants
    f" values ({', '.join(['%s'] * len(_COLUMNS))})"
)


def record_event(
    kind: AuditKind,
    *,
    household: Household | None = None,
    user: User | None = None,
    subject: str = "",
    request: HttpRequest | None = None,
    by: Actor | None = None,
    details: dict[str, object] | None = None,
    outlives_rollback: bool = False,
) -> None:
    """Write an event in the current transaction: into the household's chain, else the instance's.

    `by` gives household and person unless they are named. `details` are words, ids and counts:
    never secrets, never figures of money. With `outlives_rollback` the event stays when the
    request is answered by an error, which rolls back everything else. Raises TypeError for
    details that JSON holds in more than one way.
    """
    event = _event(kind, household, user, request, by)
    event.subject = _text(subject, 200)
    event.details = _plain(details or {})
    event.mac = event_mac(event)
    client = current_client()
    if outlives_rollback and client is not NOBODY:
        client.kept.append(event)
    write_event(event)


def mask_address(email: str) -> str:
    """Return an e-mail address that its owner recognises and nobody can write to."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}…{at}{domain}"[:100]


def write_again(events: list[AuditEvent]) -> None:
    """Write events whose request was rolled back, in a transaction of their own."""
    for event in events:
        with system_scope("keeping what a refused request tried", level=logging.DEBUG):
            write_event(event)


def write_event(event: AuditEvent) -> None:
    """Write a sealed event and let it take its place in its chain after the commit."""
    values = [getattr(event, name) for name in _COLUMNS]
    values[_COLUMNS.index("details")] = json.dumps(event.details)
    with connection.cursor() as cursor:
        # No `returning`, which would ask for the right to read what is written.
        cursor.execute(_INSERT, values)
    seal_after_commit(event.household_id or INSTANCE)


def _event(
    kind: AuditKind,
    household: Household | None,
    user: User | None,
    request: HttpRequest | None,
    by: Actor | None,
) -> AuditEvent:
    household = household or (by.household if by else None)
    user = user or (by.user if by else None) or _signed_in(request)
    client = current_client()
    if request is not None and client is NOBODY:
        client = client_of(request)
    return AuditEvent(
        nonce=uuid.uuid4(),
        household_id=household.pk if household else None,
        at=timezone.now(),
        kind=kind.value,
        user_id=user.pk if user else None,
        user_label=mask_address(user.email) if user else "",
        operator_id=client.operator_id,
        origin=(by.origin if by else Origin.USER if user or request else Origin.SYSTEM).value,
        address=client.address,
        agent=client.agent,
        request_id=((by.request_id if by else "") or current_request_id())[:64],
    )


def _signed_in(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _text(value: object, length: int) -> str:
    return str(value).replace("\0", "")[:length]


def _plain(details: dict[str, object]) -> dict[str, Any]:
    plain = json.loads(json.dumps(details, cls=DjangoJSONEncoder))
    return {str(key): _checked(value) for key, value in plain.items()}


def _checked(value: Any) -> Any:
    if isinstance(value, float):
        # PostgreSQL writes numbers its own way, and a seal must not depend on that.
        raise TypeError("details of the audit trail hold whole numbers and words")
    if isinstance(value, str):
        return _text(value, 500)
    if isinstance(value, list):
        return [_checked(each) for each in value]
    if isinstance(value, dict):
        return {key: _checked(each) for key, each in value.items()}
    return value
