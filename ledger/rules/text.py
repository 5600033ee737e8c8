"""Text as rules compare it: without case, accents and surplus space."""

from __future__ import annotations

import unicodedata

LONGEST_TEXT = 250
"""Characters of a text that patterns look at, so that their time is bounded."""


def strip_accents(text: str) -> str:
    """Return `text` without combining marks: é becomes e, ß and ł stay."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


def fold(text: str) -> str:
    """Return `text` casefolded, without accents, its white space made single blanks."""
    return " ".join(strip_accents(text).casefold().split())
