"""Organisations that people sign in with by SAML, from the environment; an optional extra.

The library needs libxml2 and xmlsec of one make, which not every machine has, so it is no part of
the pinned requirements: `pip install 'django-allauth[saml]'` brings it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from finehance.environment import Environment

NAME = "SAML_PROVIDERS"
REQUIRED = ("id", "name", "entity_id")
BY_ADDRESS = ("metadata_url",)
BY_HAND = ("sso_url", "x509cert")
OPTIONAL = ("slo_url", "sign_in_origin", "attributes")
# Answers are believed only signed, asked for, and by algorithms that hold.
DEMANDS = {
    "strict": True,
    "want_assertion_signed": True,
    "reject_deprecated_algorithm": True,
    "reject_idp_initiated_sso": True,
}


def saml_providers(env: Environment) -> dict[str, Any]:
    """Return allauth's table of SAML organisations, empty when the environment names none.

    Raises ImproperlyConfigured for a broken description, which it names, and without the library.
    """
    described = env.json("SAML_PROVIDERS", [])
    if not isinstance(described, list):
        raise ImproperlyConfigured(f"{NAME} is a JSON list of organisations")
    apps = [_app(each, f"{NAME}, organisation {place}") for place, each in enumerate(described, 1)]
    if len({app["client_id"] for app in apps}) < len(apps):
        raise ImproperlyConfigured(f"{NAME}: two organisations have the same id")
    if not apps:
        return {}
    if find_spec("onelogin") is None:
        raise ImproperlyConfigured(
            f"{NAME} is set, but SAML is not installed: pip install 'django-allauth[saml]'"
        )
    return {"saml": {"APPS": apps}}


def saml_origins(providers: Mapping[str, Any]) -> list[str]:
    """Return the origins that the sign-in form is redirected to, for the content policy."""
    return [app["settings"]["sign_in_origin"] for app in providers.get("saml", {}).get("APPS", [])]


def _app(described: Any, where: str) -> dict[str, Any]:
    if not isinstance(described, dict):
        raise ImproperlyConfigured(f"{where} is not an object")
    if unknown := described.keys() - {*REQUIRED, *BY_ADDRESS, *BY_HAND, *OPTIONAL}:
        raise ImproperlyConfigured(f"{where}: {', '.join(sorted(unknown))} is not known")
    needed = BY_ADDRESS if "metadata_url" in described else BY_HAND
    for key in (*REQUIRED, *needed):
        if not isinstance(described.get(key), str) or not described[key]:
            raise ImproperlyConfigured(f"{where}: {key} is missing")
    # The id is a part of the addresses that the organisation sends people back to.
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", described["id"]):
        raise ImproperlyConfigured(f"{where}: id is lower-case letters, digits and dashes")
    for key in ("metadata_url", "sso_url", "slo_url", "sign_in_origin"):
        if key in described and urlsplit(str(described[key])).scheme != "https":
            raise ImproperlyConfigured(f"{where}: {key} must be https")
    attributes = described.get("attributes", {})
    if not isinstance(attributes, dict):
        raise ImproperlyConfigured(f"{where}: attributes is an object of names")
    return {
        "provider_id": described["entity_id"],
        "client_id": described["id"],
        "name": described["name"],
        "settings": {
            "idp": {key: described[key] for key in ("entity_id", *needed)}
            | ({"slo_url": described["slo_url"]} if "slo_url" in described else {}),
            "advanced": DEMANDS,
            "sign_in_origin": _origin(described),
        }
        | ({"attribute_mapping": attributes} if attributes else {}),
    }


def _origin(described: Mapping[str, str]) -> str:
    names = ("sign_in_origin", "sso_url", "metadata_url")
    parts = urlsplit(next(described[name] for name in names if name in described))
    return f"{parts.scheme}://{parts.netloc}"
