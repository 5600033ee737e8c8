"""Reading the audit trail: which events a member sees, narrowed to what they look for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from accounts.actors import Actor
from accounts.models import AuditEvent
from accounts.models.audit import AuditQuerySet
from accounts.roles import Permission

_COLUMNS = (
    "id", "at", "kind", "user", "origin", "subject", "details", "network", "browser",
    "request_id", "sequence", "hash",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; `start` and `until` are days of the household, both included."""

    kind: str = ""
    person: int | None = None
    start: date | None = None
    until: date | None = None
    words: str = ""


def may_see_all(by: Actor) -> bool:
    """Return whether a member sees what others did too."""
    return by.may(Permission.MANAGE) and not by.hidden


def visible_events(by: Actor) -> AuditQuerySet:
    """Return the events that a member may see.

    Their own, signing in included; and all of the household's for those who manage it, unless
    something is kept from them: of that the events would tell.
    """
    if by.user is None:
        return AuditEvent.objects.in_household(by.household)
    own = Q(user_id=by.user.pk) & (Q(household_id=by.household.pk) | Q(household=None))
    if may_see_all(by):
        own |= Q(household_id=by.household.pk)
    return AuditEvent.objects.filter(own)


def find_events(by: Actor, chosen: AuditFilter) -> AuditQuerySet:
    """Return the events that `by` may see and that fit, newest first."""
    rows = visible_events(by).select_related("user").order_by("-pk")
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.person is not None:
        rows = rows.filter(user_id=chosen.person)
    if chosen.start:
        rows = rows.filter(at__gte=_midnight(by, chosen.start))
    if chosen.until:
        rows = rows.filter(at__lt=_midnight(by, chosen.until + timedelta(days=1)))
    for word in chosen.words.split():
        rows = rows.filter(_holds_word(word))
    return rows


def csv_lines(rows: Iterable[AuditEvent]) -> Iterator[str]:
    """Yield events as lines of CSV that no spreadsheet takes for formulas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for row in rows:
        values = event_json(row)
        writer.writerow(_cell(values[name]) for name in _COLUMNS)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def json_lines(rows: Iterable[AuditEvent]) -> Iterator[str]:
    """Yield events as one JSON array, a line each."""
    separator = "[\n"
    for row in rows:
        yield separator + json.dumps(event_json(row), ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def event_json(event: AuditEvent) -> dict[str, Any]:
    """Return what an event says, as JSON holds it."""
    return {
        "id": event.pk,
        "at": event.at.isoformat(),
        "kind": event.kind,
        "user": event.user_label,
        "origin": event.origin,
        "subject": event.subject,
        "details": event.details,
        "network": event.address,
        "browser": event.agent,
        "request_id": event.request_id,
        "sequence": event.sequence,
        "hash": event.hash,
    }


def _cell(value: Any) -> str:
    text = json.dumps(value) if isinstance(value, dict) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _midnight(by: Actor, day: date) -> datetime:
    return datetime.combine(day, time(), by.household.zone)


def _holds_word(word: str) -> Q:
    return (
        Q(subject__icontains=word)
        | Q(kind__icontains=word)
        | Q(user_label__icontains=word)
        | Q(user__display_name__icontains=word)
        | Q(address__startswith=word)
        | Q(agent__icontains=word)
        | Q(request_id=word)
    )
