"""The JWTs of the API: HS256 alone, with signing keys of their own that can be rotated.

A refresh token belongs to a sign-in and has one successor; an access token names the sign-in, so
that it ends with it. `JWT_SIGNING_KEYS` signs with its first key and accepts the others.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from rest_framework_simplejwt import tokens
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import (
    TokenBackendError,
    TokenBackendExpiredToken,
    TokenError,
)
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.models import ApiSignIn, User

ALGORITHM = "HS256"


class RotatingBackend(TokenBackend):
    """Signs with the newest key and reads what it or an older one has signed."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        options: Any = {"audience": api_settings.AUDIENCE, "issuer": api_settings.ISSUER}
        super().__init__(ALGORITHM, keys[0], **options)
        self.older = [TokenBackend(ALGORITHM, key, **options) for key in keys[1:]]

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 -- the library's own signature
        refusal: TokenBackendError
        try:
            return super().decode(token, verify)
        except TokenBackendExpiredToken:
            raise
        except TokenBackendError as error:
            refusal = error
        for backend in self.older:
            try:
                return backend.decode(token, verify)
            except TokenBackendExpiredToken:
                raise
            except TokenBackendError as error:
                refusal = error
        raise refusal


@cache
def _backend(keys: tuple[str, ...]) -> RotatingBackend:
    return RotatingBackend(keys)


class _SignInClaims(tokens.Token):
    """The claims that every token carries of its sign-in; malformed ones are refused."""

    def get_token_backend(self) -> TokenBackend:
        return _backend(tuple(settings.JWT_SIGNING_KEYS))

    def verify(self) -> None:
        super().verify()
        try:
            _ = (self.user_id, self.version, self.sign_in_id)
        except (KeyError, TypeError, ValueError) as error:
            raise TokenError("the token lacks a claim") from error

    @property
    def user_id(self) -> int:
        return int(self.payload[api_settings.USER_ID_CLAIM])

    @property
    def version(self) -> int:
        return int(self.payload["token_version"])

    @property
    def sign_in_id(self) -> UUID:
        return UUID(self.payload["sign_in"])

    @property
    def jti(self) -> str:
        return str(self.payload[api_settings.JTI_CLAIM])


class AccessToken(_SignInClaims, tokens.AccessToken):
    """Opens the API for 15 minutes."""


class RefreshToken(_SignInClaims, tokens.RefreshToken):  # type: ignore[misc]  # the library's own bases disagree
    """Gives the next pair, once. Whether it did already is asked when it is used, not here."""

    access_token_class = AccessToken

    @classmethod
    def of(cls, user: User, sign_in: ApiSignIn) -> Self:
        """Return a new refresh token of a sign-in; notes its id, not the token itself."""
        token = cls()
        token[api_settings.USER_ID_CLAIM] = str(user.pk)
        token["token_version"] = user.token_version
        token["sign_in"] = str(sign_in.pk)
        OutstandingToken.objects.create(
            user=user, jti=token.jti, created_at=token.current_time, expires_at=token.expires_at
        )
        return token

    @property
    def expires_at(self) -> Any:
        return self.current_time + self.lifetime

    def check_blacklist(self) -> None:
        """Leave it to whoever uses the token, who must tell a second use from a wrong token."""
