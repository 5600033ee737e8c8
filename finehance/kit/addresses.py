"""Where a request comes from, believing only proxies that are known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

SOCKET = "unix"
"""In TRUSTED_PROXIES: a proxy that connects by a Unix socket, which has no address."""
IPV6_NETWORK = 64
"""The bits of an IPv6 address that one customer is given; the rest they choose themselves."""

Address = IPv4Address | IPv6Address


def parse_address(text: str) -> Address | None:
    """Return the address of `text`, which may carry a port or brackets; None when it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


@lru_cache(maxsize=8)
def _networks(words: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(ip_network(word, strict=False) for word in words if word != SOCKET)


def _is_trusted(address: Address | None, trusted: tuple[str, ...]) -> bool:
    if address is None:
        return SOCKET in trusted
    return any(address in network for network in _networks(trusted))  # type: ignore[operator]


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, the empty string when none is known.

    X-Forwarded-For is read from the right, past the proxies of the TRUSTED_PROXIES setting; what
    stands left of the first stranger was written by them and is not believed.
    """
    trusted = tuple(settings.TRUSTED_PROXIES)
    nearest = parse_address(request.META.get("REMOTE_ADDR") or "")
    if not _is_trusted(nearest, trusted):
        return str(nearest or "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return str(_first_stranger(reversed(forwarded), trusted, nearest) or "")


def _first_stranger(
    hops: Iterable[str], trusted: tuple[str, ...], nearest: Address | None
) -> Address | None:
    """Walk from the nearest hop outwards; a hop that is no address ends what can be believed."""
    for hop in hops:
        address = parse_address(hop)
        if address is None:
            return nearest
        nearest = address
        if not _is_trusted(address, trusted):
            return nearest
    return nearest


def client_network(request: HttpRequest) -> str:
    """Return the network that stands for one client: its IPv4 address, or its IPv6 /64."""
    address = parse_address(client_address(request))
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, IPV6_NETWORK), strict=False))
    return str(address or "")
