"""Changing what a person says of themselves."""

from __future__ import annotations

from django.db import transaction

from accounts.enums import AuditKind
from accounts.models import User
from accounts.services.audit import record_event


@transaction.atomic
def rename_person(*, user: User, display_name: str) -> User:
    """Change how a person is called; raises ValidationError for a name that is too long."""
    user.display_name = display_name.strip()
    user.clean_fields(exclude={"password", "email"})
    user.save(update_fields=["display_name"])
    record_event(AuditKind.PROFILE_CHANGED, user=user)
    return user
