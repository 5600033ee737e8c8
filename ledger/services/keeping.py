"""Whose what people keep under a name is: its owner's, and when it is shared everybody's."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.models import Operation, SavedView
from ledger.services.history import RowChange, record_change_set

Kept = SavedView | Operation


def may_keep(by: Actor, row: Kept) -> bool:
    """Return whether `by` may change a row: its owner, of a shared one whoever annotates."""
    if not by.may(Permission.ANNOTATE):
        return False
    return row.is_shared or is_own(by, row)


def is_own(by: Actor, row: Kept) -> bool:
    """Return whether the row is the person's own; the system's acts are everybody's."""
    return by.user is None or row.owner_id == by.user.pk


def must_keep(by: Actor, row: Kept) -> None:
    """Raise PermissionDenied unless `by` may change the row."""
    by.must(Permission.ANNOTATE)
    if not may_keep(by, row):
        raise PermissionDenied("this is somebody else's")


def must_share(by: Actor, row: Kept, *, is_shared: bool) -> None:
    """Raise PermissionDenied where somebody else takes a row back from the household."""
    if row.is_shared and not is_shared and not is_own(by, row):
        raise PermissionDenied("only its owner may take this back from the household")


def record_kept(by: Actor, kind: str, words: str, row: Kept, change: RowChange) -> None:
    """Note an act on a row, `words` with %(what)s; the name of one not shared stays its owner's."""
    what = row.name if row.is_shared else _("of one's own")
    record_change_set(by=by, kind=kind, summary=words % {"what": what}, rows=[change])
