"""The API of a person's API tokens; a token itself can neither see nor make any."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.conditions import etag_of
from accounts.api.fields import Input, Text, Whole
from accounts.api.proofs import must_be_proven
from accounts.models import ApiToken
from accounts.roles import Permission
from accounts.services.api_tokens import (
    DEFAULT_DAYS,
    LONGEST_DAYS,
    NewToken,
    create_token,
    revoke_token,
)
from accounts.token_scopes import GRANTS, TokenScope
from finehance.kit.lists import by

STATES = ("active", "expired", "revoked")


class ApiTokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token, known by its prefix; its secret is shown when it is made and never again."""

    scopes = serializers.ListField(
        source="grants", child=serializers.ChoiceField(choices=GRANTS), read_only=True
    )
    state = serializers.ChoiceField(choices=STATES, read_only=True)

    class Meta:
        model = ApiToken
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "name",
            "prefix",
            "scopes",
            "state",
            "created_at",
            "expires_at",
            "revoked_at",
            "last_used_at",
            "last_used_from",
        )
        read_only_fields: ClassVar[tuple[str, ...]] = fields


class NewTokenSerializer(ApiTokenSerializer):
    """A token that was just made, with its text in `token`."""

    token = serializers.SerializerMethodField(help_text="Keep it: nobody can show it again.")

    class Meta(ApiTokenSerializer.Meta):
        fields: ClassVar[tuple[str, ...]] = (*ApiTokenSerializer.Meta.fields, "token")
        read_only_fields: ClassVar[tuple[str, ...]] = fields

    def get_token(self, token: ApiToken) -> str:
        text: str = self.context["text"]
        return text


class TokenInput(Input):
    """What a new token is called, what it may do and how many days it holds."""

    name = Text(max_length=100)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=GRANTS),
        allow_empty=False,
        max_length=len(GRANTS),
        help_text="Whoever may write may read as well.",
    )
    days = Whole(min_value=1, max_value=LONGEST_DAYS, default=DEFAULT_DAYS)


class ApiTokenViewSet(ReadViewSet[ApiToken]):
    """Your own API tokens to the household, newest first."""

    scope: ClassVar[TokenScope | None] = None
    answer_is_secret = True
    serializer_class = ApiTokenSerializer
    queryset = ApiToken.objects.all()
    orderings = by("name", "created_at", "expires_at", "revoked_at", "last_used_at")
    create_input = TokenInput
    # A viewer's token may do what a viewer may.
    write_permission = Permission.VIEW

    def get_queryset(self) -> QuerySet[ApiToken]:
        return super().get_queryset().filter(user_id=self.request.user.pk or 0)

    @extend_schema(responses={201: NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token; the answer holds its text, this once. Asks for a fresh proof."""
        must_be_proven(request)
        body = self.read_body(TokenInput)
        made = create_token(
            by=self.actor, name=body["name"], grants=body["scopes"], days=body["days"]
        )
        return self._answer_new(made)

    def _answer_new(self, made: NewToken) -> Response:
        context = {**self.get_serializer_context(), "text": made.text}
        headers = {
            "ETag": etag_of(made.token),
            "Location": f"{self.request.path}{made.token.pk}/",
            "Cache-Control": "no-store",
        }
        return Response(NewTokenSerializer(made.token, context=context).data, 201, headers=headers)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Revoke a token at once and for good."""
        revoke_token(by=self.actor, token=self.find_locked())
        return Response(status=204)
