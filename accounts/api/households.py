"""The API of households: one's own, their members, leaving and handing over."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Origin
from accounts.api.base import ReadViewSet
from accounts.api.conditions import check_match
from accounts.api.fields import Choice, Flag, Input, NoInput, Text, Whole
from accounts.api.permissions import MemberPermission, PersonPermission
from accounts.api.proofs import must_be_proven
from accounts.http import HouseholdRequest
from accounts.middleware import enter_as
from accounts.models import ApiToken, Household, Membership, User
from accounts.models.households import currency_code, validate_time_zone
from accounts.roles import INVITED_ROLES, Permission, Role
from accounts.services.households import create_household, update_household
from accounts.services.members import (
    change_role,
    leave_household,
    lock_household,
    remove_member,
    transfer_ownership,
)
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    """A household that the caller is in, and as what."""

    role = serializers.SerializerMethodField()

    class Meta:
        model = Household
        fields = (
            "id",
            "name",
            "role",
            "base_currency",
            "time_zone",
            "month_start_day",
            "trash_days",
            "refunds_in_purchase_month",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Role.choices))
    def get_role(self, household: Household) -> str:
        roles: dict[int, str] = self.context["roles"]
        return roles[household.pk]


class HouseholdInput(Input):
    """A new household, which the caller will own."""

    name = Text(max_length=100)
    base_currency = Text(max_length=8, validators=[currency_code], default="EUR")
    time_zone = Text(max_length=64, validators=[validate_time_zone], default="UTC")


class HouseholdUpdate(Input):
    """What may be changed on a household."""

    name = Text(max_length=100)
    time_zone = Text(max_length=64, help_text="An IANA name such as Europe/Vienna.")
    month_start_day = Whole(min_value=1, max_value=31)
    trash_days = Whole(min_value=1, max_value=3_650)
    refunds_in_purchase_month = Flag()


class TransferInput(Input):
    """Who gets the household, and whether the caller stays an owner beside them."""

    member = Whole(min_value=1)
    is_staying_owner = Flag(default=False)


class HouseholdViewSet(ReadViewSet[Household]):
    """The households that the caller is in; `X-Household: id` on any request chooses one."""

    scope = TokenScope.PROFILE
    # A token neither makes households nor leaves or gives away its own.
    scopes_of_methods = {"PATCH": TokenScope.ADMIN, "POST": None}
    serializer_class = HouseholdSerializer
    queryset = Household.objects.all()
    orderings = by("name", "base_currency", "created_at")
    create_input = HouseholdInput
    update_input = HouseholdUpdate

    @property
    def write_permission(self) -> Permission:
        needed = {"leave": Permission.VIEW, "transfer": Permission.OWN}
        return needed.get(self.action, Permission.MANAGE)

    def get_permissions(self) -> list[BasePermission]:
        return [PersonPermission() if self.action == "create" else MemberPermission()]

    def check_permissions(self, request: Request) -> None:
        # The household of the address decides who may write, not the one the request came in with.
        is_write = request.method not in SAFE_METHODS
        if is_write and "pk" in self.kwargs and request.user.is_authenticated:
            self._enter(request)
        super().check_permissions(request)

    def _enter(self, request: Request) -> None:
        pk = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"]).pk
        inner = cast("HouseholdRequest", request._request)  # noqa: SLF001 -- the framework's own name
        if enter_as(inner, cast("User", request.user).pk, pk, Origin.API) is None:
            raise Http404

    def get_queryset(self) -> QuerySet[Household]:
        mine = Household.objects.filter(memberships__user_id=self.request.user.pk or 0)
        token = self.request.auth
        return mine.filter(pk=token.household_id) if isinstance(token, ApiToken) else mine

    def get_serializer_context(self) -> dict[str, Any]:
        own = Membership.objects.filter(user_id=self.request.user.pk or 0)
        roles = own.values_list("household_id", "role")
        return {**super().get_serializer_context(), "roles": dict(roles)}

    def create(self, request: Request) -> Response:
        """Make another household of one's own."""
        owner = cast("User", request.user)
        made = create_household(owner=owner, **self.read_body(HouseholdInput))
        return self.answer(made, status=201)

    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a household, whichever one the request came in with."""
        check_match(request, self.household)
        kept = {name: getattr(self.household, name) for name in HouseholdUpdate().get_fields()}
        values = kept | self.read_body(HouseholdUpdate, is_partial=True)
        return self.answer(update_household(by=self.actor, **values))

    @extend_schema(request=NoInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: int) -> Response:
        """End one's own membership; the last owner cannot."""
        leave_household(by=self.actor)
        return Response(status=204)

    @extend_schema(request=TransferInput, responses=HouseholdSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, pk: int) -> Response:
        """Make another member an owner; the caller becomes a manager unless staying one.

        Asks for a fresh proof of who calls.
        """
        must_be_proven(request)
        values = self.read_body(TransferInput)
        members = Membership.objects.filter(household=self.household)
        member = get_object_or_404(members, pk=values.pop("member"))
        transfer_ownership(by=self.actor, membership=member, **values)
        return self.answer(self.household)


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """One person's place in the household."""

    name = serializers.CharField(source="user", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "name", "email", "role", "joined_at")
        read_only_fields = fields


class RoleInput(Input):
    """Another role for a member."""

    role = Choice(choices=INVITED_ROLES)


class MemberViewSet(ReadViewSet[Membership]):
    """Who is in the household, and as what; owners change and remove them."""

    scope = TokenScope.ADMIN
    serializer_class = MemberSerializer
    queryset = Membership.objects.select_related("user", "household")
    ordering = ("pk",)
    orderings = by("role", "joined_at", email="user__email")
    write_permission = Permission.OWN
    update_input = RoleInput

    def get_queryset(self) -> QuerySet[Membership]:
        rows = Membership.objects.select_related("user", "household")
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.filter(household=self.household)

    def _find(self) -> Membership:
        """Return the member of the address; none changes until the request ends."""
        lock_household(self.household)
        member = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        check_match(self.request, member)
        return member

    def partial_update(self, request: Request, pk: int) -> Response:
        member = self._find()
        role = Role(self.read_body(RoleInput)["role"])
        return self.answer(change_role(by=self.actor, membership=member, role=role))

    def destroy(self, request: Request, pk: int) -> Response:
        remove_member(by=self.actor, membership=self._find())
        return Response(status=204)
