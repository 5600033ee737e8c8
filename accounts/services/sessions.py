"""Ending a person's own sessions."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.enums import AuditKind
from accounts.models import User
from accounts.services.audit import record_event


@transaction.atomic
def end_session(*, user: User, session: UserSession) -> None:
    """Sign one of the person's sessions out, at once; ValueError for somebody else's."""
    if session.user_id != user.pk:
        raise ValueError("the session is somebody else's")
    session.end()
    record_event(AuditKind.SESSION_ENDED, user=user, details={"count": 1})


@transaction.atomic
def end_other_sessions(*, user: User, current_key: str | None) -> int:
    """Sign out every session of the person but the current one; return how many there were."""
    others = UserSession.objects.filter(user=user).exclude(session_key=current_key)
    rows = list(others)
    for row in rows:
        row.end()
    record_event(AuditKind.SESSION_ENDED, user=user, details={"count": len(rows)})
    return len(rows)
