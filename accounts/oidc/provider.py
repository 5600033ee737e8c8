"""The provider as allauth's registry knows it."""

from __future__ import annotations

from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from accounts.oidc.adapters import CheckedAdapter, nonce_of


class CheckedProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth is untyped
    """Any OpenID Connect provider, always with PKCE and a nonce."""

    oauth2_adapter_class = CheckedAdapter

    def get_pkce_params(self) -> dict[str, str]:
        """Return the challenge, its verifier and the nonce made of it, sent with the request."""
        challenge: dict[str, str] = generate_code_challenge()
        return challenge | {"nonce": nonce_of(challenge["code_verifier"])}


provider_classes = [CheckedProvider]
