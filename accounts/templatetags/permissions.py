"""Whether the reader may do something, so that what they may not do is not offered."""

from __future__ import annotations

from django import template

from accounts.actors import Actor
from accounts.roles import Permission

register = template.Library()


@register.filter
def may(actor: Actor | None, permission: str) -> bool:
    """Return whether `actor` has the permission of that name; nobody has none."""
    return actor is not None and actor.may(Permission(permission))
