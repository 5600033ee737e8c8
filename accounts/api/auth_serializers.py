"""What signing in by the API takes and answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Input, Text

LONGEST_PASSWORD = 256
LONGEST_TOKEN = 2_000


def _password(**options: Any) -> Text:
    return Text(max_length=LONGEST_PASSWORD, trim_whitespace=False, write_only=True, **options)


class LoginInput(Input):
    """An address and its password, with the code of a second factor where there is one."""

    email = Text(max_length=254)
    password = _password()
    code = Text(
        max_length=32, default="", allow_blank=True, help_text="Of the app, or a recovery code."
    )


class SecondFactorInput(Input):
    """The challenge of a sign-in that lacked a second factor, and the code of it."""

    challenge = Text(max_length=LONGEST_TOKEN)
    code = Text(max_length=32, help_text="Of the app, or a recovery code.")


class RefreshInput(Input):
    """A refresh token."""

    refresh = Text(max_length=LONGEST_TOKEN)


class LogoutInput(RefreshInput):
    """The refresh token of the sign-in to end, or of the person whose sign-ins to end."""

    everywhere = serializers.BooleanField(
        default=False, help_text="End every sign-in of programs, not this one alone."
    )


class TokenPairSerializer(serializers.Serializer[Any]):
    """Tokens: `access` goes with every request, `refresh` gives the next pair, once."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds that the access token holds.")
