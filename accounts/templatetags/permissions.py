"""Whether the reader may do something, so that what they may not do is not offered."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from accounts.actors import Actor
from accounts.roles import Permission, Right

register = template.Library()


@register.filter
def may(actor: Actor | None, permission: str) -> bool:
    """Return whether `actor` has the permission of that name; nobody has none."""
    return actor is not None and actor.may(Permission(permission))


@register.filter
def may_write(actor: Actor, rows: int | Iterable[int]) -> bool:
    """Return whether nothing that `actor` may do is taken from them on a row, or on all of some."""
    ids = (rows,) if isinstance(rows, int) else rows
    return actor.barred(Right.FULL).isdisjoint(ids)


@register.filter
def may_write_everywhere(actor: Actor) -> bool:
    """Return whether nothing that `actor` may do is taken from them on any row."""
    return not actor.barred(Right.FULL)
