"""How long a session lives: it ends after a time without use, and after a longest time in any case.

Both moments are kept in the session itself, so that looking costs no query.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

KEY = "lifetime"
TOUCH = 300
"""Seconds between two notes of a session's use; a note is one write."""


def start_lifetime(session: SessionBase, now: int) -> None:
    """Note that the session begins now."""
    session[KEY] = {"started": now, "used": now}


def has_ended(session: SessionBase, now: int) -> bool:
    """Say whether the session was unused for too long or is too old; one of unknown age is."""
    life = session.get(KEY)
    if not life:
        return True
    is_for_the_browser = session.get_expire_at_browser_close()
    idle = settings.SESSION_BROWSER_IDLE if is_for_the_browser else settings.SESSION_COOKIE_AGE
    return bool(now - life["used"] > idle or now - life["started"] > settings.SESSION_LONGEST)


def note_use(session: SessionBase, now: int) -> bool:
    """Note that the session is used; return whether that was worth a write."""
    life = session[KEY]
    if now - life["used"] < TOUCH:
        return False
    session[KEY] = life | {"used": now}
    return True
