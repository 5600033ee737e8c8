"""Archives of everything that is kept of a household or a person, as a ZIP file.

Rows are read by the thousand and files by the megabyte, so memory does not grow with the data.
Needs the scope of whose data it is; what row-level security hides is not in the archive.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from accounts import portability
from accounts.models import Household, User
from accounts.progress import Progress

FORMAT = 1
"""Raised when a reader of archives must know of a change."""
_ROWS = 1_000
_PIECE = 1024 * 1024
_README = """\
This archive holds what Finehance keeps of {whose}, made at {at}.

manifest.json      every file with its SHA-256, size and number of rows
tables/            one JSON array a table, with the columns of the database; amounts are texts,
                   debit positive, and instants are UTC
{more}
Secrets are left out: passwords, keys, tokens and what they are recognised by.
"""
_HOUSEHOLD_README = """\
transactions.csv   every transaction as a table
journal.*          the books for hledger and beancount
files/             attachments and uploads, by table and number
"""


class Archive:
    """A ZIP file on its way: each file is hashed as it is written, the manifest comes last."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file of that name from pieces."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(name, "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                size += len(piece)
        self._files[name] = {"sha256": digest.hexdigest(), "bytes": size}

    def add_table(self, model: portability.Model, rows: models.QuerySet[Any]) -> None:
        """Write a table's rows as one JSON array, and note how many they are."""
        count = 0

        def pieces() -> Iterator[bytes]:
            nonlocal count
            opening = "["
            for row in _plain_rows(model, rows):
                count += 1
                yield f"{opening}\n{_json(row)}".encode()
                opening = ","
            yield b"[]\n" if opening == "[" else b"\n]\n"

        name = f"tables/{portability.label_of(model)}.json"
        self.add(name, pieces())
        self._files[name]["rows"] = count

    def close(self, about: dict[str, Any]) -> None:
        """Write the manifest, whose head is `about`, and end the file."""
        manifest = {"format": FORMAT, "product": "Finehance", **about, "files": self._files}
        self._zip.writestr("manifest.json", json.dumps(manifest, indent=1, cls=DjangoJSONEncoder))
        self._zip.close()


def write_household_archive(out: BinaryIO, *, household: Household, progress: Progress) -> None:
    """Write every table, file and journal of a household; raises JobCancelled."""
    archive = Archive(out)
    tables = [each for each in portability.household_models() if not _is_left_out(each)]
    total = len(tables) + len(portability.PARTS) + 1
    own = Household.objects.filter(pk=household.pk)
    archive.add_table(Household, own)
    for done, model in enumerate(tables, 1):
        progress.advance(done, total)
        rows = model._base_manager.filter(household=household)  # noqa: SLF001 -- every row
        archive.add_table(model, rows)
        _add_files(archive, model, rows)
    for done, part in enumerate(portability.PARTS.values(), len(tables) + 1):
        progress.advance(done, total)
        archive.add(part.name, (piece.encode() for piece in part.pieces(household)))
    _finish(archive, f"the household {household.name}", {"household": household.pk})


def write_person_archive(out: BinaryIO, *, user: User, progress: Progress) -> None:
    """Write the profile of a person and every row that is theirs; raises JobCancelled."""
    archive = Archive(out)
    tables = [each for each in portability.person_models() if not _is_left_out(each)]
    archive.add_table(User, User.objects.filter(pk=user.pk))
    for done, model in enumerate(tables, 1):
        progress.advance(done, len(tables))
        archive.add_table(model, model._base_manager.filter(user=user))  # noqa: SLF001 -- every row
    _finish(archive, f"the profile {user.email}", {"person": user.pk})


def _finish(archive: Archive, whose: str, about: dict[str, Any]) -> None:
    now = timezone.now()
    more = _HOUSEHOLD_README if "household" in about else ""
    text = _README.format(whose=whose, at=f"{now:%Y-%m-%d %H:%M} UTC", more=more)
    archive.add("README.txt", [text.encode()])
    archive.close({"made_at": now, "version": settings.VERSION, **about})


def _is_left_out(model: portability.Model) -> bool:
    return portability.label_of(model) in portability.LEFT_OUT


def _plain_rows(model: portability.Model, rows: models.QuerySet[Any]) -> Iterator[dict[str, Any]]:
    shown = portability.exported_fields(model)
    revealed = portability.REVEALED.get(portability.label_of(model), {})
    names = None if revealed else shown
    for row in rows.order_by("pk").values(*names or ()).iterator(chunk_size=_ROWS):
        yield {name: row[name] for name in shown} | {
            name: value(row) for name, value in revealed.items()
        }


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder)


def _add_files(archive: Archive, model: portability.Model, rows: models.QuerySet[Any]) -> None:
    column = portability.file_column(model)
    if column is None:
        return
    label = portability.label_of(model)
    for pk, stored in rows.exclude(**{column: ""}).order_by("pk").values_list("pk", column):
        path = Path(settings.MEDIA_ROOT) / stored
        if path.is_file():
            archive.add(f"files/{label}/{pk}", _pieces_of(path))


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece
