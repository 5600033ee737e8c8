"""Roles of a household's members and what each may do: the one matrix."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member is in a household."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    REVIEWER = "reviewer", _("Reviewer")
    VIEWER = "viewer", _("Viewer")


class Permission(StrEnum):
    """One kind of act, as services ask for it."""

    VIEW = "view"
    ANNOTATE = "annotate"
    """Change payee, category, tags, memo; leave amounts and dates alone."""
    RECORD = "record"
    """Record, edit, delete and import transactions."""
    MANAGE = "manage"
    """Change accounts, categories, rules and the household's settings."""
    CLOSE = "close"
    """Close and reopen periods."""
    OWN = "own"
    """Invite, remove and change members; hand over or delete the household."""


_VIEWER = frozenset({Permission.VIEW})
_REVIEWER = _VIEWER | {Permission.ANNOTATE}
_MEMBER = _REVIEWER | {Permission.RECORD}
_MANAGER = _MEMBER | {Permission.MANAGE, Permission.CLOSE}
_OWNER = _MANAGER | {Permission.OWN}

MATRIX: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _OWNER,
    Role.MANAGER: _MANAGER,
    Role.MEMBER: _MEMBER,
    Role.REVIEWER: _REVIEWER,
    Role.VIEWER: _VIEWER,
}
