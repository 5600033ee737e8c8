"""Whose requests are counted together; see RATE_LIMIT_CALLERS in the settings.

A person counts as one, whether by a browser, a JWT or API tokens. What only claims to be theirs
neither uses up their requests nor opens a fresh count.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework_simplejwt.exceptions import TokenError

from accounts.jwts import AccessToken
from accounts.token_secrets import digest_of, is_well_formed

BEARER = "bearer"
KNOWN_FOR = 600
"""Seconds for which an API token that was admitted is taken for its person's."""


def _bearer(request: HttpRequest) -> str:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == BEARER else ""


def person_of_session(request: HttpRequest) -> str | None:
    """Return the person who is signed in with the browser."""
    return f"user:{request.user.pk}" if request.user.is_authenticated else None


def person_of_jwt(request: HttpRequest) -> str | None:
    """Return the person whose access token a request carries; None unless it is genuine."""
    text = _bearer(request)
    # Only a JWT has two dots: what is none costs no more than this.
    if text.count(".") != 2:
        return None
    try:
        return f"user:{AccessToken(text).user_id}"  # type: ignore[arg-type]  # takes its text
    except TokenError:
        return None


def person_of_api_token(request: HttpRequest) -> str | None:
    """Return the person of an API token that was admitted of late."""
    text = _bearer(request)
    if not is_well_formed(text):
        return None
    found: str | None = cache.get(_known(text))
    return found


def know_api_token(text: str, user_id: int) -> None:
    """Note that the token of `text` was admitted: from now on it counts as its person."""
    cache.set(_known(text), f"user:{user_id}", KNOWN_FOR)


def _known(text: str) -> str:
    return f"caller:{digest_of(text)}"
