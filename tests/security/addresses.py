"""Every address of the product, read from the URL conf, and what each says that it asks for.

A new page or API operation is walked by the tests of this folder the day it is added. What stands
open is named here, address by address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from accounts.access import SIGN_IN
from accounts.api.permissions import MemberPermission, PersonPermission

OPEN_NAMESPACES = {"admin", "djdt"}
"""Guarded by staff rights rather than by a household."""
OPEN_NAMES = {
    "landing", "help", "robots", "favicon", "health", "health-live", "health-ready", "metrics",
    "api-schema", "api-docs", "api-reference", "keep", "legal", "manifest", "service-worker",
    "styleguide",
    # Opened by a signed link from a mailbox.
    "email-change", "recovery",
}  # fmt: skip
OPEN_PREFIXES = (
    "account_", "socialaccount_", "openid_connect_", "google_", "mfa_", "usersessions_", "auth-",
)  # fmt: skip
"""Guarded by allauth and by what signing in needs."""
BY_TOKEN = {"feed-open", "file-open", "invitation"}
"""Open to whoever has the token in the address, and to nobody who guesses."""

METHODS = ("get", "post", "put", "patch", "delete")
Patterns = list[URLPattern | URLResolver]


@dataclass(frozen=True)
class Address:
    """A named pattern with the arguments that it and the patterns around it take."""

    name: str
    arguments: tuple[str, ...]
    are_numbers: bool
    view: Callable[..., Any]

    @property
    def is_api(self) -> bool:
        return hasattr(self.view, "cls")

    @property
    def is_by_token(self) -> bool:
        return self.name.rpartition(":")[2] in BY_TOKEN

    def url(self, rows: dict[str, int]) -> str:
        """Return the address of the row of the kind that its name says."""
        name = self.name.rpartition(":")[2]
        row = next((pk for word, pk in rows.items() if word in name), rows["transaction"])
        return reverse(self.name, kwargs=dict.fromkeys(self.arguments, row))

    def needs(self) -> dict[str, Any]:
        """Return what each method asks for: a Permission, SIGN_IN, or None where nothing is said.

        A page says it for all of its methods.
        """
        if not self.is_api:
            return dict.fromkeys(("get", "post"), getattr(self.view, "needs", None))
        return {method: _api_needs(self.view, method) for method in _api_methods(self.view)}


def _api_methods(view: Any) -> list[str]:
    actions = getattr(view, "actions", None)
    return [each for each in METHODS if (each in actions if actions else hasattr(view.cls, each))]


def _api_needs(view: Any, method: str) -> Any:
    asked = view.cls(**view.initkwargs)
    asked.action = (getattr(view, "actions", None) or {}).get(method)
    asks = asked.get_permissions()
    if any(isinstance(each, MemberPermission) for each in asks):
        return MemberPermission.needed(asked, method.upper())
    return SIGN_IN if any(isinstance(each, PersonPermission) for each in asks) else None


def addresses(patterns: Patterns | None = None) -> list[Address]:
    """Return every address of a URL conf that belongs to people's and households' pages or API."""
    found = _walk(get_resolver().url_patterns if patterns is None else patterns, "", {})
    return sorted(found, key=lambda address: address.name)


def _walk(patterns: Patterns, namespace: str, around: dict[str, Any]) -> Iterator[Address]:
    for pattern in patterns:
        takes = around | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or ""
            if inner not in OPEN_NAMESPACES:
                within = f"{namespace}{inner}:" if inner else namespace
                yield from _walk(pattern.url_patterns, within, takes)
        elif pattern.name and not _is_open(pattern.name):
            are_numbers = all(isinstance(each, IntConverter) for each in takes.values())
            yield Address(namespace + pattern.name, tuple(takes), are_numbers, pattern.callback)


def _is_open(name: str) -> bool:
    return name in OPEN_NAMES or name.startswith(OPEN_PREFIXES)
