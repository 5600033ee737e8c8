"""Where a request comes from, as far as the audit trail may know it.

The address is kept without its last part and the browser as its family alone: enough to say "not
from where I live, not with my phone", too little to follow anybody around.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from django.http import HttpRequest
from ua_parser import parse

from finehance.kit.addresses import client_address


@dataclass(frozen=True, slots=True)
class Client:
    """The other end of a request; `kept` are the events that outlive a rollback of it."""

    address: str = ""
    agent: str = ""
    operator_id: int | None = None
    """Who stands in for the person that the request is made as."""
    kept: list[Any] = field(default_factory=list)


NOBODY = Client()
_client: ContextVar[Client] = ContextVar("client", default=NOBODY)


def current_client() -> Client:
    """Return the other end of the request in hand; an empty one outside of a request."""
    return _client.get()


@contextmanager
def client_scope(client: Client) -> Iterator[Client]:
    """Let what happens inside be known to come from `client`."""
    token = _client.set(client)
    try:
        yield client
    finally:
        _client.reset(token)


def client_of(request: HttpRequest, operator_id: int | None = None) -> Client:
    """Return the other end of a request, as far as known proxies tell it."""
    address = network_of(client_address(request))
    return Client(address, agent_family(request.headers.get("User-Agent", "")[:500]), operator_id)


def network_of(address: str) -> str:
    """Return the network an address is in, "" when it is none: /24 of IPv4, /48 of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    prefix = 24 if isinstance(parsed, IPv4Address) else 48
    return str(ip_network((parsed, prefix), strict=False))


@lru_cache(maxsize=1024)
def agent_family(agent: str) -> str:
    """Return the family of a browser and its system, such as "Firefox on Linux"."""
    found = parse(agent)
    parts = (found.user_agent and found.user_agent.family, found.os and found.os.family)
    return " on ".join(part for part in parts if part)[:100]
