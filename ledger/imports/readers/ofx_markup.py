"""OFX markup, SGML or XML, read as a stream of tags and gathered into flat aggregates.

No document tree is built: files leave leaf tags open, forget end tags, nest comments and break
off, and a stream costs the same memory for any size and any depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html.entities import html5
from typing import NamedTuple

from ledger.imports.statement import HostileFile

MAX_HELD = 1_048_576
"""Characters without a complete tag after which a file is no OFX."""
MAX_FIELDS = 1_000

_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9._-]*)(?:\s[^<>]*)?/?>")
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,15});")
_OPENING = re.compile(r"<!--|<!\[CDATA\[|<!DOCTYPE")
_CLOSING = {"<!--": "-->", "<![CDATA[": "]]>", "<!DOCTYPE": ">"}
_NESTED = frozenset(("PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY"))
_NESTED_FIELDS = frozenset(("NAME", "BANKID", "ACCTID", "CURSYM", "CURRATE", "ACCTTYPE"))


Token = tuple[str, str, int]
"""A tag ("STMTTRN", "/STMTTRN"), the text up to the next one, and the line it is in."""


class Aggregate(NamedTuple):
    """The leaf values inside one aggregate, or of one tag that stands by itself (`text`)."""

    tag: str
    line: int
    text: str = ""
    fields: Mapping[str, str] = {}
    is_complete: bool = True
    """False when the file breaks off inside it."""


def tokens(chunks: Iterable[str]) -> Iterator[Token]:
    """Yield the tags of a text that comes in pieces; what stands before the first is dropped.

    Comments are passed over, CDATA is text, stray angle brackets stay text, names come in upper
    case. Raises HostileFile for entity declarations and for a tag that never ends.
    """
    line = 1
    for segment in _segments(chunks):
        parts = _TAG.split(segment)
        line += parts[0].count("\n")
        for tag, text in zip(parts[1::2], parts[2::2], strict=True):
            yield tag.upper(), text, line
            line += text.count("\n")


def aggregates(
    stream: Iterable[Token], gathered: frozenset[str], breaks: frozenset[str]
) -> Iterator[Aggregate]:
    """Yield each aggregate whose tag is in `gathered` with its fields, and every other tag alone.

    An aggregate ends at its end tag or, where that is missing, at any tag of `breaks`. The first
    value of a field that is not empty counts; fields of an inner payee, account or currency have
    names like `PAYEE.NAME`.
    """
    current, begun, prefix = "", 0, ""
    fields: dict[str, str] = {}
    for tag, text, line in stream:
        if current:
            if tag[0] == "/" and tag[1:] == current:
                yield Aggregate(current, begun, "", fields)
                current = ""
                continue
            if tag not in breaks:
                prefix = _prefix(tag, text, prefix)
                _keep(fields, tag, text, prefix)
                continue
            yield Aggregate(current, begun, "", fields)
            current = ""
        if tag in gathered:
            current, begun, prefix, fields = tag, line, "", {}
        else:
            yield Aggregate(tag, line, text)
    if current:
        yield Aggregate(current, begun, "", fields, is_complete=False)


def _prefix(tag: str, text: str, prefix: str) -> str:
    if tag in _NESTED and not text.strip():
        return tag + "."
    return "" if tag[0] == "/" and prefix == tag[1:] + "." else prefix


def _keep(fields: dict[str, str], tag: str, text: str, prefix: str) -> None:
    value = plain_text(text)
    if not value or tag[0] == "/":
        return
    name = prefix + tag if prefix and tag in _NESTED_FIELDS else tag
    fields.setdefault(name, value)
    if len(fields) > MAX_FIELDS:
        raise HostileFile(f"one record has more than {MAX_FIELDS:,} different fields")


def plain_text(text: str) -> str:
    """Return `text` on one line, with its entities resolved; stray ampersands stay.

    Twice, because some banks escape what is escaped already.
    """
    value = text.strip()
    if "&" in value:
        value = _ENTITY.sub(_character, _ENTITY.sub(_character, value))
    if "\n" in value:
        value = " ".join(value.split())
    return value


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if not name.startswith("#"):
        return html5.get(name + ";", match[0]).replace("\u00a0", " ")
    code = int("0" + name[1:], 16 if name[1] in "xX" else 10)
    is_text = 32 <= code < 0xD800 or 0xE000 <= code < 0x110000
    return chr(code) if is_text else " "


def _segments(chunks: Iterable[str]) -> Iterator[str]:
    """Yield the text re-cut so that each piece begins with a tag and holds whole tags with text."""
    held = ""
    for chunk in chunks:
        segment, unfinished = _without_constructs(held + chunk)
        cut = _last_tag(segment)
        if cut > 0:
            yield segment[:cut]
        held = segment[cut:] + unfinished
        if len(held) > MAX_HELD:
            raise HostileFile("a tag or comment goes on for more than a million characters")
    yield _without_constructs(held)[0]


def _without_constructs(text: str) -> tuple[str, str]:
    """Return `text` without comments and with CDATA as text, and what begins one unfinished."""
    if "<!" not in text:
        return text, ""
    if "<!ENTITY" in text:
        raise HostileFile("it declares entities, which no bank's file needs")
    kept: list[str] = []
    at = 0
    while opening := _OPENING.search(text, at):
        closing = _CLOSING[opening[0]]
        end = text.find(closing, opening.end())
        kept.append(text[at : opening.start()])
        if end < 0:
            return "".join(kept), text[opening.start() :]
        body = text[opening.end() : end]
        kept.append(_escaped(body) if closing == "]]>" else "\n" * body.count("\n"))
        at = end + len(closing)
    return "".join((*kept, text[at:])), ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _last_tag(text: str) -> int:
    """Return where the last complete tag of `text` begins, 0 when there is none."""
    at = text.rfind("<")
    while at > 0 and not _TAG.match(text, at):
        at = text.rfind("<", 0, at)
    return max(at, 0)
