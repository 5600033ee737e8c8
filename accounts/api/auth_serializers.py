"""What signing in by the API takes and answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import Input, Text
from accounts.models import User

LONGEST_PASSWORD = 256
LONGEST_TOKEN = 2_000


def _password(**options: Any) -> Text:
    return Text(max_length=LONGEST_PASSWORD, trim_whitespace=False, write_only=True, **options)


class Address(Text, serializers.EmailField):
    """A JSON string that is an e-mail address."""


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


class RegisterInput(Input):
    """Who signs up."""

    email = Address(max_length=254)
    password = _password()
    display_name = Text(max_length=100, default="", allow_blank=True)


class ForgotPasswordInput(Input):
    """Whose password is forgotten."""

    email = Address(max_length=254)


class ResetPasswordInput(Input):
    """The key at the end of the link in the mail, and the new password."""

    key = Text(max_length=200)
    password = _password()


class ChangePasswordInput(Input):
    """The password as it is, and as it shall be."""

    current_password = _password()
    new_password = _password()


class ProofInput(Input):
    """The password, or a code of a second factor in its place."""

    password = _password(default="", allow_blank=True)
    code = Text(
        max_length=32, default="", allow_blank=True, help_text="Of the app, or a recovery code."
    )

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        if not (attrs["password"] or attrs["code"]):
            raise serializers.ValidationError({"password": _("Send a password or a code.")})
        return attrs


class MeUpdate(Input):
    """What people change about themselves."""

    display_name = Text(max_length=100, allow_blank=True)


class CloseInput(Input):
    """The password, and the e-mail address typed once more."""

    password = _password()
    confirmation = Text(max_length=254, help_text="Your e-mail address.")


class MeSerializer(serializers.ModelSerializer[User]):
    """The person who calls."""

    class Meta:
        model = User
        fields = ("id", "email", "display_name", "date_joined", "erase_after")
        read_only_fields = fields


class SecurityStatusSerializer(serializers.Serializer[Any]):
    """What guards a person's sign-in, and what can get in."""

    has_password = serializers.BooleanField()
    is_address_confirmed = serializers.BooleanField()
    second_factors = serializers.ListField(
        child=serializers.ChoiceField(choices=["totp", "webauthn"])
    )
    recovery_codes_left = serializers.IntegerField()
    last_login = serializers.DateTimeField(allow_null=True)
    api_sign_ins = serializers.IntegerField(help_text="Programs that are signed in.")
    api_tokens = serializers.IntegerField(help_text="Tokens that can be used, to any household.")
    recovery_due_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When the second factors are taken away, as somebody asked who said to be you.",
    )


class TokenPairSerializer(serializers.Serializer[Any]):
    """Tokens: `access` goes with every request, `refresh` gives the next pair, once."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds that the access token holds.")
