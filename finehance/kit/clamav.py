"""Asking a ClamAV daemon about a file, by its INSTREAM command."""

from __future__ import annotations

import socket
import struct
from urllib.parse import urlsplit

TIMEOUT = 20.0
_CHUNK = 256 * 1024
_LONGEST_REPLY = 4_096


class ScannerUnavailable(Exception):
    """The daemon cannot be reached, or did not say whether the file is clean."""


def scan(data: bytes, *, url: str) -> str:
    """Return the name of what is wrong with `data`, the empty string when it is clean.

    `url` is `tcp://host:3310` or `unix:/path`. Raises ScannerUnavailable.
    """
    try:
        with _connect(url) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                chunk = data[start : start + _CHUNK]
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            return _verdict(_reply(connection))
    except OSError as error:
        raise ScannerUnavailable("the scanner does not answer") from error


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname, parts.port or 3310), TIMEOUT)


def _reply(connection: socket.socket) -> str:
    reply = b""
    while b"\0" not in reply and len(reply) < _LONGEST_REPLY:
        piece = connection.recv(_LONGEST_REPLY)
        if not piece:
            break
        reply += piece
    return reply.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(reply: str) -> str:
    _name, _colon, words = reply.partition(": ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    raise ScannerUnavailable(f"the scanner said {reply[:80]!r}")
