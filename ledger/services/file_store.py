"""Private files of households below MEDIA_ROOT, which no web server serves."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings


@contextmanager
def kept(folder: str, household_id: int, data: bytes) -> Iterator[str]:
    """Write `data` under a random key for good, or only until the block fails; yields the key."""
    key = f"{folder}/{household_id}/{secrets.token_hex(16)}"
    path = path_of(key)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            target.write(data)
        yield key
    except BaseException:
        remove(key)
        raise


def path_of(key: str) -> Path:
    return Path(settings.MEDIA_ROOT) / key


def remove(key: str) -> None:
    path_of(key).unlink(missing_ok=True)


def old_keys(folder: str, before: datetime) -> Iterator[str]:
    """Yield the keys of the files below `folder` that were written before a moment."""
    root = Path(settings.MEDIA_ROOT)
    for path in (root / folder).glob("*/*"):
        if path.stat().st_mtime < before.timestamp():
            yield path.relative_to(root).as_posix()
