"""Roles of a household's members and what each may do: the one matrix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member is in a household."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    REVIEWER = "reviewer", _("Reviewer")
    VIEWER = "viewer", _("Viewer")


INVITED_ROLES = [(role.value, role.label) for role in Role if role is not Role.OWNER]
"""What a person can be asked in as: ownership is handed over to members only."""


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


RIGHT_CHOICES = (
    (Right.FULL.value, _("By role")),
    (Right.ANNOTATE.value, _("Annotate")),
    (Right.READ.value, _("Read only")),
    (Right.NONE.value, _("Hidden")),
)
"""The rights as people choose among them, from the greatest to the least."""

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

ABOUT: dict[Permission, Promise] = {
    Permission.VIEW: _("See accounts, transactions and reports, and take them out as files"),
    Permission.ANNOTATE: _("Change payee, category, tags, memo and status of transactions"),
    Permission.RECORD: _("Record, edit, import and delete transactions"),
    Permission.MANAGE: _("Change accounts, categories, rules and the household's settings"),
    Permission.CLOSE: _("Close and reopen months"),
    Permission.OWN: _("Invite and remove people, change roles, hand the household over"),
}
"""What each permission lets a person do, in their words."""


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One permission, and which roles carry it, in the order of the roles."""

    permission: Permission
    about: Promise
    carried: tuple[tuple[Role, bool], ...]


def matrix_table() -> tuple[PermissionRow, ...]:
    """Return the matrix row by row, as people read it."""
    return tuple(PermissionRow(each, ABOUT[each], _carried(each)) for each in Permission)


def _carried(permission: Permission) -> tuple[tuple[Role, bool], ...]:
    return tuple((role, permission in MATRIX[role]) for role in Role)
