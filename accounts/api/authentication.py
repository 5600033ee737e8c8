"""Who calls the API and in which household: by session, JWT or API token, and X-Household."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.request import Request
from rest_framework_simplejwt.exceptions import TokenError

from accounts.actors import Origin
from accounts.callers import know_api_token
from accounts.jwts import AccessToken
from accounts.middleware import SESSION_KEY, act_as, enter_as
from accounts.models import ApiToken, User
from accounts.services.api_sign_ins import is_live
from accounts.services.api_tokens import admit_token, note_use
from accounts.token_secrets import MARK
from finehance.kit.addresses import client_address
from finehance.kit.ids import id_in

HEADER = "X-Household"
BEARER = b"bearer"


def bearer_of(request: HttpRequest | Request) -> str:
    """Return what the request carries as its bearer, the empty string when it carries none."""
    scheme, _space, text = get_authorization_header(cast("Request", request)).partition(b" ")
    return text.strip().decode("latin-1") if scheme.lower() == BEARER else ""


def _named_household(request: HttpRequest) -> int | None:
    named = request.headers.get(HEADER)
    if named is None:
        return None
    household_id = id_in(named)
    if household_id is None:
        raise NotFound(f"{HEADER} names a household by its number")
    return household_id


class BearerAuthentication(BaseAuthentication):
    """Asks whoever is not known to come with a bearer."""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ApiTokenAuthentication(BearerAuthentication):
    """A token of a person's own for programs; acts in its household alone."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        text = bearer_of(request)
        if not text.startswith(MARK):
            return None
        inner = request._request  # noqa: SLF001 -- the framework's own name
        named = _named_household(inner)
        token = admit_token(text=text)
        if token is None:
            raise AuthenticationFailed
        if named not in {None, token.household_id}:
            raise NotFound("the token is for another household")
        membership = act_as(inner, token.user_id, token.household_id, Origin.API)
        if membership is None or not membership.user.is_active:
            raise AuthenticationFailed
        note_use(token, client_address(inner) or None)
        know_api_token(text, token.user_id)
        return membership.user, token


class HouseholdJWTAuthentication(BearerAuthentication):
    """An access token; acts in the household of X-Household or in the person's oldest one."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        text = bearer_of(request)
        if not text or text.startswith(MARK):
            return None
        try:
            token = AccessToken(text)  # type: ignore[arg-type]  # the library means its text
        except TokenError as error:
            raise AuthenticationFailed from error
        return self._enter(request._request, token), token  # noqa: SLF001 -- the framework's own name

    def _enter(self, request: HttpRequest, token: AccessToken) -> User:
        named = _named_household(request)
        membership = enter_as(request, token.user_id, named, Origin.API)
        user = membership.user if membership else User.objects.filter(pk=token.user_id).first()
        if user is None or not user.is_active or user.token_version != token.version:
            raise AuthenticationFailed
        if not is_live(user.pk, token.sign_in_id):
            raise AuthenticationFailed
        if membership is None and named is not None:
            raise NotFound("you are in no such household")
        return user


class HouseholdSessionAuthentication(SessionAuthentication):
    """The browser's session; acts in the household of X-Household or in the session's own."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found:
            self._enter(request._request, cast("User", found[0]))  # noqa: SLF001 -- the framework's own name
        return found

    def _enter(self, request: HttpRequest, user: User) -> None:
        named = _named_household(request)
        actor = getattr(request, "actor", None)
        if named is None and actor is not None and actor.user == user:
            # The middleware has entered already.
            request.actor = actor.via(Origin.API)  # type: ignore[attr-defined]  # the middleware's
            return
        chosen = named if named is not None else request.session.get(SESSION_KEY)
        if enter_as(request, user.pk, chosen, Origin.API) is None and named is not None:
            raise NotFound("you are in no such household")
