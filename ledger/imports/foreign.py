"""Files that are no statement: what they are and what to download instead."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ledger.imports.statement import StatementFile

INSTEAD = "download the statement as CAMT, OFX, MT940, QIF, CSV or Excel instead"

_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"<html[\s>]|<!doctype html", re.IGNORECASE), "a web page"),
    (re.compile(rb"\A<\?xml|\A<[A-Za-z][^<>]*>"), "an XML file of another kind"),
    (re.compile(rb'\A[\[{]\s*(?:["\[{\]}]|\Z)'), "a JSON file"),
)


def foreign_binary(source: StatementFile) -> str:
    """Return the reason to refuse a file whose first bytes name a binary format, else ""."""
    head = source.head(32)
    if not head:
        return f"the file is empty; {INSTEAD}"
    is_picture = head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
    names = (name for signature, name in _BINARY if head.startswith(signature))
    return _reason(["a picture or film"] if is_picture else names)


def foreign_text(source: StatementFile) -> str:
    """Return the reason to refuse a file of marked-up text that no reader knows, else ""."""
    head = source.head(4_096)
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if not text:
        return f"there is nothing in the file but blanks; {INSTEAD}"
    return _reason(name for pattern, name in _MARKUP if pattern.search(text))


def _reason(names: Iterable[str]) -> str:
    name = next(iter(names), "")
    return f"this is {name}; {INSTEAD}" if name else ""
