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


class Right(TextChoices):
    """What a member may do with one row that the app above lets be kept from people; in order.

    It narrows what the member's role allows, and never widens it.
    """

    NONE = "none", _("None")
    """Nothing: the row is not there for the member, nor is what came of it alone."""
    READ = "read", _("Read")
    ANNOTATE = "annotate", _("Annotate")
    """Change payee, category, tags, memo and status; leave amounts and dates alone."""
    FULL = "full", _("Full")

    @property
    def rank(self) -> int:
        """How far the right goes: a greater one includes every smaller one."""
        return list(Right).index(self)


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
