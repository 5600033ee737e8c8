"""Ids as addresses, forms and headers carry them."""

from __future__ import annotations

_LONGEST = 18
"""Digits of which every number fits the database's ids."""


def id_in(text: str) -> int | None:
    """Return the id that a text names, None for anything that cannot be one."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None
