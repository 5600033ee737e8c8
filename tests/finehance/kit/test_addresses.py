"""Whose request it is, when proxies pass it on and clients lie."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from finehance.kit.addresses import client_address, client_network

PROXIES = ["10.0.0.0/8", "2001:db8:ffff::/48"]

CASES = [
    ("direct", [], "203.0.113.9", None, "203.0.113.9"),
    ("direct, forged", [], "203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ("stranger's proxy", PROXIES, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ("proxy", PROXIES, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
    ("proxy, forged before", PROXIES, "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
    ("two proxies", PROXIES, "10.0.0.1", "198.51.100.1, 10.9.9.9", "198.51.100.1"),
    ("forged as a proxy", PROXIES, "10.0.0.1", "10.1.1.1, 198.51.100.1", "198.51.100.1"),
    ("proxy without header", PROXIES, "10.0.0.1", None, "10.0.0.1"),
    ("all of them proxies", PROXIES, "10.0.0.1", "10.2.2.2, 10.3.3.3", "10.2.2.2"),
    ("nonsense", PROXIES, "10.0.0.1", "'; drop table", "10.0.0.1"),
    ("nonsense further out", PROXIES, "10.0.0.1", "x, 10.3.3.3", "10.3.3.3"),
    ("port", PROXIES, "10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
    ("IPv6", PROXIES, "2001:db8:ffff::1", "2001:db8:1::7", "2001:db8:1::7"),
    ("IPv6 with port", PROXIES, "10.0.0.1", "[2001:db8:1::7]:443", "2001:db8:1::7"),
    ("IPv4 in IPv6", PROXIES, "::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
    ("socket", ["unix"], "", "198.51.100.1", "198.51.100.1"),
    ("socket, not trusted", [], "", "198.51.100.1", ""),
]


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_client_address_believes_known_proxies_alone(
    proxies: list[str], remote: str, forwarded: str | None, expected: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)

    assert client_address(request) == expected


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_client_network_is_what_one_customer_has(
    remote: str, expected: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = []

    assert client_network(RequestFactory().get("/", REMOTE_ADDR=remote)) == expected
