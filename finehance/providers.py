"""Other places to sign in with, from the environment: Google and any OpenID Connect provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from finehance.environment import Environment

GOOGLE = "https://accounts.google.com"
REQUIRED = ("id", "name", "server_url", "client_id", "secret")
OPTIONAL = ("sign_in_origin", "scope", "token_auth_method")


def sign_in_providers(env: Environment) -> dict[str, Any]:
    """Return allauth's table of providers, empty when the environment names none.

    Raises ImproperlyConfigured for a broken description, which it names.
    """
    providers: dict[str, Any] = {}
    if client_id := env.text("GOOGLE_CLIENT_ID"):
        app = {"client_id": client_id, "secret": env.text("GOOGLE_CLIENT_SECRET")}
        if not app["secret"]:
            raise ImproperlyConfigured("GOOGLE_CLIENT_SECRET is not set")
        providers["google"] = {
            "APPS": [app],
            "SCOPE": ["profile", "email"],
            "OAUTH_PKCE_ENABLED": True,
        }
    described = env.json("OIDC_PROVIDERS", [])
    if not isinstance(described, list):
        raise ImproperlyConfigured("OIDC_PROVIDERS is a JSON list of providers")
    if described:
        apps = [_app(each, place) for place, each in enumerate(described, 1)]
        _check_ids(apps)
        providers["openid_connect"] = {"APPS": apps}
    return providers


def provider_origins(providers: Mapping[str, Any]) -> list[str]:
    """Return the origins that the sign-in form is redirected to, for the content policy."""
    origins = [GOOGLE] if "google" in providers else []
    for app in providers.get("openid_connect", {}).get("APPS", []):
        settings = app["settings"]
        origins.append(_origin(settings["sign_in_origin"] or settings["server_url"]))
    return origins


def _app(described: Any, place: int) -> dict[str, Any]:
    name = f"OIDC_PROVIDERS, provider {place}"
    if not isinstance(described, dict):
        raise ImproperlyConfigured(f"{name} is not an object")
    if unknown := described.keys() - {*REQUIRED, *OPTIONAL}:
        raise ImproperlyConfigured(f"{name}: {', '.join(sorted(unknown))} is not known")
    for key in REQUIRED:
        if not isinstance(described.get(key), str) or not described[key]:
            raise ImproperlyConfigured(f"{name}: {key} is missing")
    if not _is_protected(described["server_url"]):
        raise ImproperlyConfigured(f"{name}: server_url must be https, or http on this machine")
    settings = {key: described[key] for key in ("scope", "token_auth_method") if key in described}
    settings |= {
        "server_url": described["server_url"].rstrip("/"),
        "sign_in_origin": described.get("sign_in_origin", ""),
    }
    return {
        "provider_id": described["id"],
        "name": described["name"],
        "client_id": described["client_id"],
        "secret": described["secret"],
        "settings": settings,
    }


def _check_ids(apps: list[dict[str, Any]]) -> None:
    ids = [app["provider_id"] for app in apps]
    for each in ids:
        # The id is a part of the callback's address.
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", each):
            raise ImproperlyConfigured(
                f"OIDC_PROVIDERS: {each!r} is no usable id: lower-case letters, digits and dashes"
            )
    if len(set(ids)) < len(ids):
        raise ImproperlyConfigured("OIDC_PROVIDERS: two providers have the same id")


def _is_protected(url: str) -> bool:
    parts = urlsplit(url)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_here)
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
