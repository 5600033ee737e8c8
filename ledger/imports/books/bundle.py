"""The files of an export, unpacked within bounds: one plain file, a gzip file or a zip archive."""

from __future__ import annotations

import gzip
import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from ledger.imports.packed import DAMAGE, MAX_MEMBERS, MAX_UNPACKED
from ledger.imports.statement import BrokenFile, HostileFile, StatementFile

MAX_BOOKS = 64 * 1024 * 1024
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_OFFICE = ("[Content_Types].xml", "mimetype")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files by their path inside the archive; one plain file has its own name."""

    name: str
    files: dict[str, bytes]
    is_archive: bool = False

    def ending(self, *suffixes: str) -> Iterator[tuple[str, bytes]]:
        """Yield the files whose name ends with one of `suffixes`, whatever the case."""
        for path, data in self.files.items():
            if path.lower().endswith(suffixes):
                yield path, data

    def only(self) -> bytes:
        """Return the content of the only file, b"" where there are several."""
        return next(iter(self.files.values())) if len(self.files) == 1 else b""


def is_worth_opening(source: StatementFile) -> bool:
    """Tell whether `source` is small enough to be books; larger files are statements."""
    return source.size <= MAX_BOOKS


def open_bundle(source: StatementFile) -> Bundle:
    """Return the files in `source`.

    Raises HostileFile for more than it may unpack to or for a path that leads out of the archive,
    BrokenFile when it is damaged or locked.
    """
    data = source.read(MAX_BOOKS)
    try:
        if data.startswith(_GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as content:
                return Bundle(source.name, {source.name: _bounded(content, MAX_UNPACKED)})
        if data.startswith(_ZIP):
            return _unzipped(source.name, data)
    except DAMAGE as error:
        raise BrokenFile("the archive is damaged; export it again", file=source.name) from error
    return Bundle(source.name, {source.name: data})


def _unzipped(name: str, data: bytes) -> Bundle:
    files: dict[str, bytes] = {}
    left = MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename in _OFFICE for info in members):
            return Bundle(name, {name: data})
        if len(members) > MAX_MEMBERS:
            raise HostileFile(f"the archive holds {len(members):,} files", file=name)
        for info in members:
            if info.flag_bits & 1:
                raise BrokenFile("the archive is locked by a password; unpack it first", file=name)
            with archive.open(info) as content:
                piece = _bounded(content, left)
            left -= len(piece)
            files[inner_path(info.filename, name)] = piece
    return Bundle(name, files, is_archive=True)


def inner_path(path: str, name: str) -> str:
    """Return a path inside an archive in its plain form; raises HostileFile for one outside."""
    plain = posixpath.normpath(path.replace("\\", "/"))
    if plain.startswith(("/", "../")) or plain == ".." or ":" in plain.split("/", 1)[0]:
        raise HostileFile(f"{path!r} leads out of the archive", file=name)
    return plain


def _bounded(content: IO[bytes] | gzip.GzipFile, limit: int) -> bytes:
    data = content.read(limit + 1)
    if len(data) > limit:
        raise HostileFile(f"it unpacks to more than {MAX_UNPACKED:,} bytes")
    return data
