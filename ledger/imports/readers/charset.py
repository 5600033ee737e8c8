"""Which character set a text file is written in, and its text in pieces of bounded size."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from ledger.imports.statement import StatementFile

CHUNK = 262_144
"""Characters or bytes that are read at a time."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252"}
"""Sets that files declare and then exceed: their usual superset reads both."""
_CYRILLIC_RUN = 2.5
"""Mean length of runs of high letters from which text is Cyrillic, not accented Latin."""


def charset_of(source: StatementFile, declared: str = "") -> str:
    """Return the codec that reads `source`.

    What the bytes prove (a byte order mark, UTF-16's zero bytes, valid UTF-8 from start to end)
    goes before what the file declares, because declarations are often wrong.
    """
    head = source.head()
    for mark, codec in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return codec
    wide = _wide_charset(head)
    if wide:
        return wide
    if _is_utf8(source):
        return "utf-8"
    return _known_codec(declared) or _guessed_codepage(head)


def text_chunks(source: StatementFile, charset: str) -> Iterator[str]:
    r"""Yield the text of `source` in pieces, line ends as "\n", without zero characters."""
    with (
        source.opener() as stream,
        io.TextIOWrapper(stream, encoding=charset, errors="replace", newline=None) as text,
    ):
        while chunk := text.read(CHUNK):
            yield chunk.replace("\0", "")


def text_head(source: StatementFile, size: int = 65_536) -> str:
    """Return the first `size` bytes as text, judged by themselves alone."""
    head = StatementFile.from_bytes(source.head(size), source.name)
    return "".join(text_chunks(head, charset_of(head)))


def _wide_charset(head: bytes) -> str:
    sample = head[:512]
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 4 and not odd else ""


def _is_utf8(source: StatementFile) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.opener() as stream:
        try:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
    return True


def _known_codec(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return ""
    return "" if name.startswith("utf") else _SUPERSETS.get(name, name)


def _guessed_codepage(head: bytes) -> str:
    runs = re.findall(rb"[\xa8\xb8\xc0-\xff]+", head)
    letters = sum(map(len, runs))
    return "cp1251" if runs and letters / len(runs) >= _CYRILLIC_RUN else "cp1252"
