"""The file of a full archive: a ZIP of named parts, with a manifest that has a hash of each.

The same parts give the same bytes: entries carry no time. Reading trusts nothing: every entry has
to be in the manifest and every part of the manifest in the file, none is ever unpacked by its name,
and what a file may unfold to is limited by its size.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import IO, Any, BinaryIO, cast

from django.conf import settings

from accounts.full_archive.errors import ArchiveError

FORMAT = "finehance-archive"
VERSION = 1
"""Raised when a reader of archives must know of a change."""
MANIFEST = "manifest.json"
PEOPLE = "people.jsonl"
MOST_ENTRIES = 500_000
MOST_UNFOLDED = 250
"""How many times its own size a file may unfold to."""
LONGEST_LINE = 64 * 1024 * 1024
LARGEST_MANIFEST = 256 * 1024 * 1024
_PIECE = 1024 * 1024
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Sink:
    """An archive on its way out; the manifest comes last."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self.parts: dict[str, dict[str, Any]] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """Open a part, one at a time, and note its hash when it is complete."""
        with self._zip.open(_entry(name), "w", force_zip64=True) as entry:
            part = Part(entry)
            yield part
        self.parts[name] = part.facts()

    def close(self, about: dict[str, Any]) -> None:
        """Write the manifest and end the file."""
        head = {"format": FORMAT, "version": VERSION, "made_by": f"Finehance {settings.VERSION}"}
        text = json.dumps(head | about | {"parts": self.parts}, indent=1, ensure_ascii=False)
        self._zip.writestr(_entry(MANIFEST), text.encode())
        self._zip.close()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    return entry


class Part:
    """One part as it is written."""

    def __init__(self, entry: IO[bytes]) -> None:
        self._entry = entry
        self._digest = hashlib.sha256()
        self._size = 0
        self.rows: int | None = None

    def write(self, piece: bytes) -> None:
        self._entry.write(piece)
        self._digest.update(piece)
        self._size += len(piece)

    def copy(self, source: BinaryIO) -> None:
        """Write all that `source` still holds."""
        for piece in _pieces(source):
            self.write(piece)

    def facts(self) -> dict[str, Any]:
        """Return what the manifest says of it."""
        found: dict[str, Any] = {"sha256": self._digest.hexdigest(), "bytes": self._size}
        return found if self.rows is None else found | {"rows": self.rows}


class Source:
    """An archive that is read: checked as a file when it is opened, its parts by `prove`.

    Raises ArchiveError for what is no archive, is of another version, or could unfold too far.
    """

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ArchiveError("This is no ZIP file, or it is broken.") from error
        self._check_entries(_size_of(file))
        self.manifest = self._read_manifest()
        self.parts: dict[str, dict[str, Any]] = self.manifest["parts"]
        self._check_parts()

    def _check_entries(self, size: int) -> None:
        entries = self._zip.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > MOST_ENTRIES or len(names) < len(entries):
            raise ArchiveError("The file holds too many entries, or some of them twice.")
        for entry in entries:
            is_plain = entry.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
            if entry.flag_bits & 1 or not is_plain:
                raise ArchiveError("is encrypted or packed in an unknown way", part=entry.filename)
        if sum(entry.file_size for entry in entries) > size * MOST_UNFOLDED:
            raise ArchiveError("The file unfolds to far more than an archive would.")
        if MANIFEST not in names:
            raise ArchiveError("This is no archive of Finehance: it has no manifest.json.")
        if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise ArchiveError("is too large", part=MANIFEST)

    def _read_manifest(self) -> dict[str, Any]:
        with self.open(MANIFEST) as part:
            found = parsed(part.read(), MANIFEST)
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ArchiveError("This is no archive of Finehance.", part=MANIFEST)
        version = found.get("version")
        if version != VERSION or isinstance(version, bool):
            text = f"The archive has version {version!r:.20}; this release reads version {VERSION}."
            raise ArchiveError(text, part=MANIFEST)
        if not isinstance(found.get("parts"), dict):
            raise ArchiveError("names no parts", part=MANIFEST)
        return found

    def _check_parts(self) -> None:
        entries = {entry.filename: entry for entry in self._zip.infolist()}
        del entries[MANIFEST]
        for name in entries.keys() ^ self.parts.keys():
            where = "in the file alone" if name in entries else "in the manifest alone"
            raise ArchiveError(f"is {where}", part=name[:200])
        for name, facts in self.parts.items():
            if not isinstance(facts, dict) or facts.get("bytes") != entries[name].file_size:
                raise ArchiveError("has another size than the manifest says", part=name)

    def prove(self) -> None:
        """Read every part once; raises ArchiveError for one that is not what the manifest says."""
        for name, facts in self.parts.items():
            digest, lines = hashlib.sha256(), 0
            with self.open(name) as part:
                for piece in _pieces(part):
                    digest.update(piece)
                    lines += piece.count(b"\n")
            if digest.hexdigest() != facts.get("sha256"):
                raise ArchiveError("is not what the manifest says: its hash differs", part=name)
            if facts.get("rows", lines) != lines:
                raise ArchiveError("has another number of lines than the manifest says", part=name)

    def rows(self, name: str) -> int:
        """Return how many lines a proven part has; 0 for one that is not there."""
        if name not in self.parts:
            return 0
        count = self.parts[name].get("rows")
        if not isinstance(count, int):
            raise ArchiveError("has no number of rows in the manifest", part=name)
        return count

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a part to be read as a stream; raises ArchiveError where it turns out broken."""
        try:
            with self._zip.open(name) as entry, BufferedReader(cast("Any", entry), _PIECE) as part:
                yield cast("BinaryIO", part)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise ArchiveError("is broken", part=name) from error

    def lines(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the number and the object of each line of a part; raises ArchiveError."""
        with self.open(name) as part:
            number = 0
            while line := part.readline(LONGEST_LINE):
                number += 1
                row = parsed(line, name, number)
                if not isinstance(row, dict):
                    raise ArchiveError("is no object", part=name, line=number)
                yield number, row


def parsed(text: bytes, part: str, line: int = 0) -> Any:
    """Return the JSON of a line; raises ArchiveError naming the line."""
    try:
        return json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise ArchiveError("is no JSON", part=part, line=line) from error


def _refused(name: str) -> Any:
    raise ValueError(name)


def _pieces(source: BinaryIO) -> Iterable[bytes]:
    while piece := source.read(_PIECE):
        yield piece


def _size_of(file: BinaryIO) -> int:
    return file.seek(0, 2)
