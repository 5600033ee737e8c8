"""What the audit trail may know of the other end of a request."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.clients import agent_family, client_of, client_scope, current_client, network_of
from tests.test_architecture import ROOT, modules

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_address_is_kept_without_its_last_part(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("agent", "family"),
    [(FIREFOX, "Firefox on Linux"), ("curl/8.5.0", "curl"), ("", ""), ("\0nonsense", "")],
)
def test_browser_is_kept_as_its_family(agent: str, family: str) -> None:
    assert agent_family(agent) == family


def test_client_is_known_inside_its_request_alone() -> None:
    request = RequestFactory().get(
        "/", headers={"user-agent": FIREFOX}, REMOTE_ADDR="198.51.100.20"
    )

    with client_scope(client_of(request, operator_id=7)):
        inside = current_client()

    assert (inside.address, inside.agent, inside.operator_id) == (
        "198.51.100.0/24",
        "Firefox on Linux",
        7,
    )
    assert current_client().address == ""


def test_client_behind_a_known_proxy_is_the_one_it_names(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    request = RequestFactory().get("/", headers={"x-forwarded-for": "198.51.100.20"})

    assert client_of(request).address == "198.51.100.0/24"


def test_the_socket_is_asked_in_one_place_alone() -> None:
    """Behind a proxy the socket's end is the proxy: everybody would be the same client."""
    asked = [path for path in sorted(modules().values()) if "REMOTE_ADDR" in path.read_text()]

    assert [str(path.relative_to(ROOT)) for path in asked] == ["finehance/kit/addresses.py"]
