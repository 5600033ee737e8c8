"""Whose requests are counted together; see RATE_LIMIT_CALLERS in the settings."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

BEARER = "Bearer "


def person_of_session(request: HttpRequest) -> str | None:
    """Return the person who is signed in with the browser."""
    return f"user:{request.user.pk}" if request.user.is_authenticated else None


def person_of_token(request: HttpRequest) -> str | None:
    """Return the person whose JWT a request carries; None unless the token is genuine.

    A made-up token neither uses up another person's requests nor opens a fresh count.
    """
    given = request.headers.get("Authorization", "")
    # An opaque token has no dots; it is no JWT, and not looked up here.
    if not given.startswith(BEARER) or given.count(".") != 2:
        return None
    try:
        claims = AccessToken(given.removeprefix(BEARER))  # type: ignore[arg-type]  # takes text
    except TokenError:
        return None
    return f"user:{claims['user_id']}" if "user_id" in claims else None
