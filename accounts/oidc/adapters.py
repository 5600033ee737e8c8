"""What is made of a provider's answer: nothing, unless its identity token passes every check.

allauth trusts the answer of the token endpoint without looking at its signature, which the
specification allows, and sends no nonce. Here the token must be there, signed by a key of the
provider with an asymmetric algorithm, made by and for the right parties, in time, and carry the
nonce of this very sign-in.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "EdDSA"})


def nonce_of(code_verifier: str) -> str:
    """Return the nonce that belongs to a sign-in: only the holder of its verifier can tell it."""
    return hashlib.sha256(f"nonce:{code_verifier}".encode()).hexdigest()


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is untyped
    """Completes a sign-in by a verified identity token; raises OAuth2Error otherwise."""

    nonce = ""

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str = ""
    ) -> Any:
        self.nonce = nonce_of(pkce_code_verifier) if pkce_code_verifier else ""
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        claims = self._claims(app, kwargs["response"].get("id_token", ""))
        data = {"id_token": claims}
        if "email" not in claims:
            userinfo = self._userinfo(token.token)
            if userinfo.get("sub") != claims["sub"]:
                raise OAuth2Error("the provider answered about somebody else")
            data["userinfo"] = userinfo
        return self.get_provider().sociallogin_from_response(request, data)

    def _claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Return the claims of a token that passes; raises OAuth2Error otherwise."""
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in ALGORITHMS:
                raise OAuth2Error("the identity token's algorithm is not accepted")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(header.get("kid")),
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                options={"require": ["exp", "aud", "iss", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("the identity token does not hold") from error
        jwtkit.verify_jti(claims)
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("the identity token belongs to another sign-in")
        return claims

    def _key(self, kid: str | None) -> jwt.PyJWK:
        """Return the provider's key of this id, or its only one where the token names none."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [key for key in keys if kid is None or key.key_id == kid]
        if len(fitting) != 1:
            raise OAuth2Error("the provider has no such key")
        return fitting[0]

    def _userinfo(self, access_token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers=headers)
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        return found
