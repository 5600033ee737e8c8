"""Rights of members on accounts."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.models import Membership
from accounts.roles import Permission, Right
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.rights import AccountRightInput, AccountRightSerializer
from ledger.models import AccountRight
from ledger.services.rights import set_account_right


class AccountRightViewSet(ReadViewSet[AccountRight]):
    """What is kept from members, for those who manage the household; who has no row has all."""

    scope = TokenScope.ADMIN
    serializer_class = AccountRightSerializer
    queryset = AccountRight.objects.all()
    ordering = ("pk",)
    orderings = by("right")
    read_permission = write_permission = Permission.MANAGE

    @extend_schema(request=AccountRightInput, responses=AccountRightInput)
    def create(self, request: Request) -> Response:
        """Give a member a right on an account, in place of the one they had."""
        values = self.read_body(AccountRightInput)
        members = Membership.objects.filter(household=self.household)
        member = get_object_or_404(members, pk=values["membership"])
        right = Right(values["right"])
        set_account_right(by=self.actor, membership=member, account=values["account"], right=right)
        shown = {"membership": member.pk, "account": values["account"].pk, "right": right.value}
        return Response(shown)
