"""Who calls the API and in which household: a session or a JWT, and the header X-Household."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

from accounts.actors import Origin
from accounts.middleware import SESSION_KEY, enter_as
from accounts.models import User

HEADER = "X-Household"


def _enter(request: HttpRequest, user: User, default: int | None) -> None:
    named = request.headers.get(HEADER, "")
    actor = getattr(request, "actor", None)
    if not named and actor is not None and actor.user == user:
        # The middleware has entered already, by the session.
        request.actor = actor.via(Origin.API)  # type: ignore[attr-defined]  # the middleware's
        return
    if named and not named.isdecimal():
        raise NotFound(f"{HEADER} names a household by its number")
    household_id = int(named) if named else default
    if enter_as(request, user, household_id, Origin.API) is None and named:
        raise NotFound("you are in no such household")


class HouseholdJWTAuthentication(JWTAuthentication):
    """A bearer token; acts in the household of X-Household or in the person's oldest one."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found:
            _enter(request._request, cast("User", found[0]), None)  # noqa: SLF001 -- the framework's own name
        return found


class HouseholdSessionAuthentication(SessionAuthentication):
    """The browser's session; acts in the household of X-Household or in the session's own."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found:
            inner = request._request  # noqa: SLF001 -- the framework's own name
            _enter(inner, cast("User", found[0]), inner.session.get(SESSION_KEY))
        return found
