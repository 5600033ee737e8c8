"""What must hold before anything is started; every refusal is one clear line."""

from __future__ import annotations

import errno
import fcntl
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

NEEDED_BYTES = 400 * 1024 * 1024


class CannotRun(Exception):
    """The start is refused; the text says why and what to do."""


def wanted_port(text: str, host: str) -> int:
    """Return the port that `text` names; raises CannotRun when it is none or taken."""
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise CannotRun(f"PORT is {text!r}: write a number from 1 to 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(text)))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"fails: {error.strerror}"
            raise CannotRun(f"port {text} {reason}; choose another: PORT=8001 make run") from error
    return int(text)


def prepare_folder(var: Path) -> None:
    """Make the folder for all that is kept; raises CannotRun when it is read-only or full."""
    try:
        (var / "log").mkdir(parents=True, exist_ok=True)
        probe = var / ".writable"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        reason = f"{var} cannot be written ({error.strerror})"
        raise CannotRun(f"{reason}; choose another folder: FINEHANCE_VAR=… make run") from error
    free = shutil.disk_usage(var).free
    if free < NEEDED_BYTES:
        raise CannotRun(
            f"the disk of {var} is full: {free >> 20} MB free, {NEEDED_BYTES >> 20} MB needed"
        )


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the folder's lock; raises CannotRun while another run holds it."""
    with (var / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun(f"Finehance already runs with its data in {var}") from error
        yield


def describe_database(url: str) -> str:
    """Say which database a URL names, without its password; raises CannotRun when it is no URL."""
    parts = urlsplit(url)
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise CannotRun("DATABASE_URL is not a URL: see .env.example") from error
    host = parts.hostname or "this machine"
    return f"{parts.path.lstrip('/') or '?'} on {host}{port} as {parts.username or '?'}"
