"""The fields of SWIFT MT940 and MT942 messages as files carry them, told from wrapped text.

A field begins a line with its tag between colons. Details are wrapped at a fixed width, so one of
their lines may begin with `:26:37`, a time of day; envelopes, page headers and signatures stand
between the messages of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"\s*:(20|21|25P?|28C?|13D?|34F|60[FM]?|61|86|62[FM]?|64|65|90[CD]|NS):(.*)")
_SPLIT_TAG = re.compile(r"\d\d[A-Z]?:")
_ENVELOPE = re.compile(r"\s*\{\d:")
_TEXT_BLOCK = re.compile(r"\{4:\s*(:.*)")
_END = re.compile(r"-\s*$|-\}")
_TRANSMISSION_MARKS = "\x01\x02\x03\x04\x1a"
_HEADER_TAGS = {"13", "21", "25", "25P", "28", "28C"}
_TIME = re.compile(r"\d\d:\d\d|\d\d [^\W\d_]")
_DATED = re.compile(r"\s*\d{6}")
MAX_FIELD_LINES = 1_000
MAX_LINE = 65_536
"""Characters after which a line without an end is taken for several, as no bank writes them."""


@dataclass(slots=True)
class Field:
    """One field: its tag, its lines and the line of the file where it begins."""

    tag: str
    lines: list[str] = field(default_factory=list)
    line: int = 0
    is_cut: bool = False
    """The file ends within this field, without a line end."""


def lines_of(chunks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a text in pieces, each with whether a line end closes it."""
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split("\n")
        for line in whole:
            yield line, True
        if len(rest) > MAX_LINE:
            yield rest, True
            rest = ""
    if rest:
        yield rest, False


def fields_of(lines: Iterable[tuple[str, bool]]) -> Iterator[Field]:
    """Yield the fields, each with the lines that continue it, in the order of the file."""
    current: Field | None = None
    has_colon = False
    for number, (raw, is_ended) in enumerate(lines, start=1):
        line = _without_envelope(raw.strip(_TRANSMISSION_MARKS))
        if has_colon and _SPLIT_TAG.match(line):
            line = f":{line}"
        has_colon = line.strip() == ":"
        match = _TAG.match(line)
        if match and not _is_wrapped_text(match[1], match[2], current):
            if current:
                yield current
            current = Field(match[1], [match[2]], number)
        elif current and _END.match(line):
            yield current
            current = None
        elif current and not has_colon and len(current.lines) < MAX_FIELD_LINES:
            current.lines.append(line)
        if current:
            current.is_cut = not is_ended
    if current:
        yield current


def _without_envelope(line: str) -> str:
    """Return what a line says of the message itself, nothing for a line of the SWIFT envelope."""
    if not _ENVELOPE.match(line):
        return line
    text = _TEXT_BLOCK.search(line)
    return text[1] if text else "-"


def _is_wrapped_text(tag: str, value: str, current: Field | None) -> bool:
    """Return whether what looks like a tag is a line of the details that are being read."""
    if not current or current.tag not in {"86", "NS"}:
        return False
    if tag == "20":
        return bool(_TIME.match(value))
    if tag == "61":
        return not _DATED.match(value)
    return tag in _HEADER_TAGS
