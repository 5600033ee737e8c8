"""What a file really is, by its content alone: names and browsers' words are not asked."""

from __future__ import annotations

import re

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PDF, TEXT, CSV = "application/pdf", "text/plain", "text/csv"
IMAGES = (JPEG, PNG, WEBP)
TYPES = (*IMAGES, PDF, CSV, TEXT)
NAMES = "JPEG, PNG, WebP, PDF, CSV, plain text"
ACCEPT = ",".join([*TYPES, ".csv", ".txt"])
"""For a form's field."""

_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|img|math|style|link)\b|<\?|<!--",
    re.IGNORECASE,
)
_TAIL = 2_048


class NotAccepted(Exception):
    """The file is none of the kinds that may be attached."""


def sniff(data: bytes) -> str:
    """Return the content type that `data` has; raises NotAccepted for anything not in TYPES."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    return _text(data)


def _pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-_TAIL:]:
        raise NotAccepted("a PDF without an end")
    return PDF


def _text(data: bytes) -> str:
    """Return the type of text that cannot be taken for markup, in UTF-8 or Windows' Latin."""
    if not data.strip() or any(byte < 32 and byte not in b"\t\n\r\f" for byte in data):
        raise NotAccepted("neither text nor a known kind")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if _MARKUP.search(text):
        raise NotAccepted("markup")
    return CSV if _is_table(text) else TEXT


def _is_table(text: str) -> bool:
    """Say whether the first lines have the same separators, at least one each."""
    lines = [line for line in text.splitlines()[:5] if line.strip()]
    return len(lines) > 1 and any(
        len({line.count(mark) for line in lines}) == 1 and lines[0].count(mark)
        for mark in (",", ";", "\t")
    )
