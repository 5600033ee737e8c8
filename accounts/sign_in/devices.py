"""Browsers that people have signed in with before, known by a signed cookie and its browser family.

The cookie names nobody: it holds a random number and keyed digests of the sign-in names. It lets
its holder try a password while others are kept waiting, counted on their own, and spares the notice
of a new device. It opens nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from ua_parser import parse

from finehance.kit.addresses import client_address

COOKIE = "finehance_device"
SALT = "accounts.device"
YEAR = 365 * 86_400
MOST_PEOPLE = 8


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: its number, its family, and whose sign-ins it has seen."""

    number: str
    family: str
    people: tuple[str, ...] = ()

    def knows(self, login: str) -> bool:
        return person_digest(login) in self.people


def person_digest(login: str) -> str:
    """Return a short keyed digest of a sign-in name, in any case."""
    return salted_hmac(SALT, login.strip().lower(), algorithm="sha256").hexdigest()[:24]


def address_of(request: HttpRequest) -> str:
    """Return the network address that the request came from, "" when it is not known."""
    return client_address(request)


def describe_agent(user_agent: str) -> str:
    """Return the family of a browser and its system in words, such as `Firefox on Windows`."""
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "An unknown browser"


def device_of(request: HttpRequest) -> Device:
    """Return the device that the cookie tells; a new one without a cookie or in another browser."""
    family = describe_agent(request.headers.get("User-Agent", ""))
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
        device = Device(told["number"], told["family"], tuple(told["people"]))
    except (signing.BadSignature, KeyError, TypeError):
        return Device(secrets.token_hex(12), family)
    return device if device.family == family else Device(secrets.token_hex(12), family)


def remember_device(request: HttpRequest, response: HttpResponseBase, login: str) -> None:
    """Let the response tell the browser that `login` has signed in with it."""
    device = device_of(request)
    digest = person_digest(login)
    people = (digest, *(each for each in device.people if each != digest))[:MOST_PEOPLE]
    told = {"number": device.number, "family": device.family, "people": people}
    response.set_cookie(
        COOKIE,
        signing.dumps(told, salt=SALT),
        max_age=YEAR,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
