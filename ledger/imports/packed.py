"""Bank files that come packed: a gzip file, or a zip archive that holds one statement."""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from ledger.imports.statement import BrokenFile, HostileFile, StatementFile, UnknownFormat

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes that a packed file may come to, so that a small one cannot fill the memory."""
MAX_MEMBERS = 1_000

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_EMPTY_ZIP = b"PK\x05\x06"
_OFFICE = ("[Content_Types].xml", "mimetype")
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)
"""What the standard library raises for archives that are damaged, locked or of unknown kinds."""


def is_packed(source: StatementFile) -> bool:
    """Return whether `source` is gzip or a zip archive other than an office document."""
    head = source.head(4)
    if head.startswith(_GZIP) or head == _EMPTY_ZIP:
        return True
    return head == _ZIP and not _is_office(source)


def unpacked(source: StatementFile, is_supported: Callable[[StatementFile], bool]) -> StatementFile:
    """Return the file inside `source`: the only one of an archive for which `is_supported` holds.

    Raises HostileFile when it would come to more than MAX_UNPACKED bytes, UnknownFormat when an
    archive holds none or several, BrokenFile when it is damaged or locked by a password.
    """
    if source.head(2) == _GZIP:
        return _gunzipped(source)
    found = [member for member in _members(source) if is_supported(member)]
    if len(found) != 1:
        count = f"{len(found)} files" if found else "no file"
        raise UnknownFormat(
            f"the archive holds {count} that can be imported; unpack it and import its statements "
            "one by one",
            file=source.name,
        )
    return found[0]


def _gunzipped(source: StatementFile) -> StatementFile:
    try:
        with source.opener() as stream, gzip.GzipFile(fileobj=stream) as content:
            data = _bounded(content, MAX_UNPACKED, source.name)
    except DAMAGE as error:
        raise BrokenFile("the gzip file is damaged; download it again", file=source.name) from error
    return StatementFile.from_bytes(data, source.name)


def _members(source: StatementFile) -> Iterator[StatementFile]:
    left = MAX_UNPACKED
    try:
        with source.opener() as stream, zipfile.ZipFile(stream) as archive:
            members = [info for info in archive.infolist() if _is_content(info)]
            if len(members) > MAX_MEMBERS:
                raise HostileFile(f"the archive holds {len(members):,} files", file=source.name)
            for info in members:
                if info.flag_bits & 1:
                    raise BrokenFile(
                        "the archive is locked by a password; unpack it first", file=source.name
                    )
                with archive.open(info) as content:
                    data = _bounded(content, left, source.name)
                left -= len(data)
                yield StatementFile.from_bytes(data, f"{source.name}/{info.filename}")
    except DAMAGE as error:
        message = "the zip archive is damaged; download it again"
        raise BrokenFile(message, file=source.name) from error


def _is_content(info: zipfile.ZipInfo) -> bool:
    name = info.filename.rpartition("/")[2]
    return bool(name) and not name.startswith(".") and "__MACOSX" not in info.filename


def _bounded(content: IO[bytes] | gzip.GzipFile, limit: int, name: str) -> bytes:
    data = content.read(limit + 1)
    if len(data) > limit:
        raise HostileFile(
            f"it unpacks to more than {MAX_UNPACKED:,} bytes; unpack it and import what is in it",
            file=name,
        )
    return data


def _is_office(source: StatementFile) -> bool:
    try:
        with source.opener() as stream, zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except DAMAGE:
        return False
    return any(name in names for name in _OFFICE)
