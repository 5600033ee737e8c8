"""The one way to open an address that a person may set: webhooks, providers, calendars.

The host's name is resolved once and the connection goes to an address that was looked at, so that
a name which changes its mind in between gains nothing. Each redirect is looked at anew.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10.0
"""Seconds that all of it may take, redirects included."""
LARGEST = 2 * 1024 * 1024
REDIRECTS = 3
_PIECE = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_SECRETS = frozenset({"authorization", "cookie"})
_PORTS = {"https": 443, "http": 80}
# What reaches inside though Python counts it as public: carrier-grade NAT, NAT64, 6to4, Teredo.
_INSIDE = tuple(
    ipaddress.ip_network(each)
    for each in ("100.64.0.0/10", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class OutboundRefused(Exception):
    """The address may not be opened, or what answers is not usable; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = field(default="")
    """Where it came from at last, after redirects."""


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the internet, and to nothing behind this machine."""
    found: Any = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    inside = any(found in network for network in _INSIDE if network.version == found.version)
    return bool(found.is_global) and not inside and not found.is_multicast


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = TIMEOUT,
    largest: int = LARGEST,
) -> Answer:
    """Open `url` and return the answer, whatever its status, of at most `largest` bytes.

    Only https to public addresses; where the LOCAL setting holds, http and this machine as well,
    for trying things out. Raises OutboundRefused for anything else, a failed connection included.
    """
    deadline = time.monotonic() + timeout
    asked = _Asked(method, dict(headers or {}), body)
    for _hop in range(REDIRECTS + 1):
        parts = _checked(url)
        try:
            answer = _open(parts, asked, deadline, largest)
        except (OSError, http.client.HTTPException) as error:
            raise OutboundRefused(f"{parts.hostname} does not answer: {error}") from error
        target = answer.headers.get("location", "")
        if answer.status not in _MOVED or not target:
            return answer
        moved = urljoin(url, target)
        asked, url = asked.moved(answer.status, parts, urlsplit(moved)), moved
    raise OutboundRefused(f"{urlsplit(url).hostname} redirects too often")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of the other side."""

    method: str
    headers: dict[str, str]
    body: bytes | None

    def moved(self, status: int, old: SplitResult, new: SplitResult) -> _Asked:
        """Return what is asked of another place: secrets stay with the host they were meant for."""
        is_same = (old.scheme, old.netloc) == (new.scheme, new.netloc)
        kept = {k: v for k, v in self.headers.items() if is_same or k.lower() not in _SECRETS}
        if status in {307, 308} or self.method in {"GET", "HEAD"}:
            return _Asked(self.method, kept, self.body if is_same else None)
        return _Asked("GET", kept, None)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise OutboundRefused("the address cannot be read") from error
    schemes = {"https", "http"} if settings.LOCAL else {"https"}
    if parts.scheme not in schemes or not parts.hostname:
        raise OutboundRefused("only https addresses are opened")
    if parts.username is not None or parts.password is not None:
        raise OutboundRefused("an address must not carry a password")
    return parts


def _resolve(host: str, port: int) -> str:
    """Return one public address of `host`; raises OutboundRefused when any of its is not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutboundRefused(f"{host} is not known") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        is_own = settings.LOCAL and ipaddress.ip_address(address.partition("%")[0]).is_loopback
        if not is_public(address) and not is_own:
            raise OutboundRefused(f"{host} is not on the internet")
    return addresses[0]


def _open(parts: SplitResult, asked: _Asked, deadline: float, largest: int) -> Answer:
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    address = _resolve(host, port)
    connection = _connection(parts.scheme, host, port, address, _left(deadline))
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Host": parts.netloc,
            "User-Agent": "Finehance",
            "Accept-Encoding": "identity",
            **asked.headers,
        }
        connection.request(asked.method, path, asked.body, headers)
        response = connection.getresponse()
        body = _read(response, connection.sock, deadline, largest)
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, body, parts.geturl())
    finally:
        connection.close()


def _connection(
    scheme: str, host: str, port: int, address: str, timeout: float
) -> http.client.HTTPConnection:
    """Return a connection to `address` that asks for `host`, by name in TLS as well."""
    raw = socket.create_connection((address, port), timeout)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.sock = (
            ssl.create_default_context().wrap_socket(raw, server_hostname=host)
            if scheme == "https"
            else raw
        )
    except BaseException:
        raw.close()
        raise
    return connection


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left


def _read(
    response: http.client.HTTPResponse, sock: socket.socket | None, deadline: float, largest: int
) -> bytes:
    """Return the body; raises OutboundRefused when it is too large, TimeoutError when too slow."""
    pieces: list[bytes] = []
    size = 0
    while True:
        left = _left(deadline)
        if sock is not None:
            sock.settimeout(left)
        piece = response.read1(_PIECE)
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        if size > largest:
            raise OutboundRefused(f"the answer is larger than {largest} bytes")
        pieces.append(piece)
