"""Signing in to the API by password, carrying on by refresh tokens, and signing out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.auth_serializers import (
    LoginInput,
    LogoutInput,
    RefreshInput,
    SecondFactorInput,
    TokenPairSerializer,
)
from accounts.api.deprecation import DeprecatedMixin, Deprecation
from accounts.api.fields import Input
from accounts.api.methods import KnownMethodsMixin
from accounts.services.api_entrance import (
    Entrance,
    Lack,
    enter_by_challenge,
    enter_by_password,
)
from accounts.services.api_sign_ins import TokenPair, begin_sign_in, end_sign_in, refresh_sign_in
from accounts.token_scopes import TokenScope
from finehance.kit.addresses import client_address
from finehance.kit.problems import (
    ADDRESS_UNCONFIRMED,
    SECOND_FACTOR_NEEDED,
    SIGN_IN_REFUSED,
    TOO_MANY,
    refusal,
)

OLD_SINCE, OLD_SUNSET = datetime(2026, 11, 24, tzinfo=UTC), datetime(2027, 5, 31, tzinfo=UTC)
PROBLEMS = {
    Lack.PROOF: SIGN_IN_REFUSED,
    Lack.PATIENCE: TOO_MANY,
    Lack.SECOND_FACTOR: SECOND_FACTOR_NEEDED,
    Lack.CONFIRMED_ADDRESS: ADDRESS_UNCONFIRMED,
}


class EntranceView(KnownMethodsMixin):
    """A view for whoever is not known yet: no session and no token is read."""

    authentication_classes = ()
    permission_classes = ()
    scope: ClassVar[TokenScope | None] = None
    input: ClassVar[type[Input]]

    def read_body(self, request: Request) -> dict[str, Any]:
        form = self.input(data=request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


def tokens_response(tokens: TokenPair) -> Response:
    """Answer tokens, which no cache may keep."""
    response = Response(TokenPairSerializer(tokens).data)
    response["Cache-Control"] = "no-store"
    return response


def entrance_response(request: Request, entrance: Entrance) -> Response:
    """Answer an attempt to sign in: with tokens, or with what it lacks."""
    if entrance.user is None:
        members = {"challenge": entrance.challenge} if entrance.challenge else {}
        return refusal(PROBLEMS[entrance.lack], **members)
    inner = request._request  # noqa: SLF001 -- the framework's own name
    tokens = begin_sign_in(
        user=entrance.user,
        client=inner.headers.get("User-Agent", ""),
        address=client_address(inner) or None,
    )
    return tokens_response(tokens)


class LoginView(EntranceView):
    input = LoginInput

    @extend_schema(operation_id="auth_login", request=LoginInput, responses=TokenPairSerializer)
    def post(self, request: Request) -> Response:
        """Sign in by password; the code of a second factor may come along."""
        inner = request._request  # noqa: SLF001 -- the framework's own name
        entrance = enter_by_password(request=inner, **self.read_body(request))
        return entrance_response(request, entrance)


class SecondFactorView(EntranceView):
    input = SecondFactorInput

    @extend_schema(
        operation_id="auth_second_factor", request=SecondFactorInput, responses=TokenPairSerializer
    )
    def post(self, request: Request) -> Response:
        """Finish a sign-in that lacked a second factor."""
        inner = request._request  # noqa: SLF001 -- the framework's own name
        entrance = enter_by_challenge(request=inner, **self.read_body(request))
        return entrance_response(request, entrance)


class RefreshView(EntranceView):
    input = RefreshInput

    @extend_schema(operation_id="auth_refresh", request=RefreshInput, responses=TokenPairSerializer)
    def post(self, request: Request) -> Response:
        """Get the next pair of tokens; a refresh token that is used again ends its sign-in."""
        tokens = refresh_sign_in(token=self.read_body(request)["refresh"])
        return tokens_response(tokens) if tokens else refusal(SIGN_IN_REFUSED)


class LogoutView(EntranceView):
    input = LogoutInput

    @extend_schema(operation_id="auth_logout", request=LogoutInput, responses={204: None})
    def post(self, request: Request) -> Response:
        """End a sign-in: its refresh and access tokens are refused from now on."""
        body = self.read_body(request)
        is_known = end_sign_in(token=body["refresh"], everywhere=body["everywhere"])
        return Response(status=204) if is_known else refusal(SIGN_IN_REFUSED)


class OldLoginView(DeprecatedMixin, LoginView):
    """`auth/token/`, as signing in was called first."""

    deprecation = Deprecation(OLD_SINCE, OLD_SUNSET, "/api/v1/auth/login/")

    @extend_schema(
        operation_id="auth_token",
        request=LoginInput,
        responses=TokenPairSerializer,
        deprecated=True,
    )
    def post(self, request: Request) -> Response:
        """Sign in by password; use `auth/login/`."""
        return super().post(request)


class OldRefreshView(DeprecatedMixin, RefreshView):
    """`auth/token/refresh/`, as carrying on was called first."""

    deprecation = Deprecation(OLD_SINCE, OLD_SUNSET, "/api/v1/auth/refresh/")

    @extend_schema(
        operation_id="auth_token_refresh",
        request=RefreshInput,
        responses=TokenPairSerializer,
        deprecated=True,
    )
    def post(self, request: Request) -> Response:
        """Get the next pair of tokens; use `auth/refresh/`."""
        return super().post(request)
