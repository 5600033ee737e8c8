"""The API of invitations: sending them, and answering one by its token."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.fields import Choice, Input, NoInput, Text, Whole
from accounts.api.permissions import PersonPermission
from accounts.models import Invitation, User
from accounts.roles import INVITED_ROLES, Permission, Right, Role
from accounts.services.invitations import (
    accept_invitation,
    decline_invitation,
    find_invitation,
    invite_person,
    is_addressed_to,
    resend_invitation,
    withdraw_invitation,
)
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by


class LimitSerializer(serializers.Serializer[Any]):
    """What the invited person may do on one account, where it is less than their role allows."""

    account = serializers.IntegerField()
    right = serializers.ChoiceField(choices=Right.choices)


class LimitInput(Input):
    """What the invited person may do on one account and those below it."""

    account = Whole(min_value=1, max_value=2**63 - 1)
    right = Choice(choices=Right.choices)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An address that was asked into the household; the token is in its mail alone."""

    invited_by = serializers.CharField(read_only=True, allow_null=True)
    rights = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = (
            "id", "email", "role", "rights", "state", "invited_by", "sent_at", "expires_at",
            "ended_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(LimitSerializer(many=True))
    def get_rights(self, invitation: Invitation) -> list[dict[str, Any]]:
        return [
            {"account": int(account), "right": right}
            for account, right in invitation.rights.items()
        ]


class InvitationInput(Input):
    """Whom to ask in, and as what."""

    email = serializers.EmailField(max_length=254)
    role = Choice(choices=INVITED_ROLES)
    rights = serializers.ListField(
        child=LimitInput(), max_length=500, required=False, help_text="What is kept from them."
    )


class AnswerInput(Input):
    """The token of the link in the mail."""

    token = Text(max_length=200)


class OfferSerializer(serializers.ModelSerializer[Invitation]):
    """What an invitation asks its reader into."""

    household = serializers.CharField(read_only=True)
    invited_by = serializers.CharField(read_only=True, allow_null=True)
    is_mine = serializers.SerializerMethodField(help_text="Whether the caller may answer it.")

    class Meta:
        model = Invitation
        fields = ("household", "role", "state", "invited_by", "expires_at", "is_mine")
        read_only_fields = fields

    def get_is_mine(self, invitation: Invitation) -> bool:
        return is_addressed_to(invitation, self.context["request"].user)


class AnsweredSerializer(serializers.Serializer[Any]):
    """What became of an invitation, and which household the caller may go to by it."""

    state = serializers.ChoiceField(choices=Invitation.State.choices)
    household = serializers.IntegerField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices, allow_null=True)


# For whoever holds the token and is signed in, in a household or not; never for a program's token.
BY_TOKEN: dict[str, Any] = {
    "detail": False,
    "methods": ["post"],
    "permission_classes": [PersonPermission],
    "scope": None,
}


class InvitationViewSet(ReadViewSet[Invitation]):
    """Who is asked into the household; and, for the invited, answering."""

    scope = TokenScope.ADMIN
    serializer_class = InvitationSerializer
    queryset = Invitation.objects.select_related("invited_by")
    orderings = by("email", "role", "state", "sent_at", "expires_at", "ended_at")
    read_permission = write_permission = Permission.OWN
    create_input = InvitationInput

    def create(self, request: Request) -> Response:
        values = self.read_body(InvitationInput)
        rights = {each["account"]: Right(each["right"]) for each in values.get("rights", ())}
        made = invite_person(
            by=self.actor, email=values["email"], role=Role(values["role"]), rights=rights
        )
        return self.answer(made, status=201)

    def destroy(self, request: Request, pk: int) -> Response:
        """Withdraw a pending invitation; its link stops working."""
        withdraw_invitation(by=self.actor, invitation=self.find_locked())
        return Response(status=204)

    @extend_schema(request=NoInput, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: int) -> Response:
        """Mail a new link that holds for another week."""
        return self.answer(resend_invitation(by=self.actor, invitation=self.find_locked()))

    @extend_schema(request=AnswerInput, responses=OfferSerializer)
    @action(**BY_TOKEN)
    def preview(self, request: Request) -> Response:
        """Say what an invitation asks its reader into."""
        found = find_invitation(self.read_body(AnswerInput)["token"])
        return Response(OfferSerializer(found, context=self.get_serializer_context()).data)

    @extend_schema(request=AnswerInput, responses=AnsweredSerializer)
    @action(**BY_TOKEN)
    def accept(self, request: Request) -> Response:
        """Become a member as the invitation says; its address must be verified by the caller."""
        membership = accept_invitation(
            user=cast("User", request.user), **self.read_body(AnswerInput)
        )
        made = {"household": membership.household_id, "role": membership.role}
        return Response({"state": Invitation.State.ACCEPTED, **made})

    @extend_schema(request=AnswerInput, responses=AnsweredSerializer)
    @action(**BY_TOKEN)
    def decline(self, request: Request) -> Response:
        """Turn an invitation down."""
        token = self.read_body(AnswerInput)["token"]
        ended = decline_invitation(user=cast("User", request.user), token=token)
        return Response({"state": ended.state, "household": None, "role": None})
