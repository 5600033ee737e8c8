"""Pairs of transactions that were joined or rejected, and parting them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.fields import NoInput
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.views.unlocking import UnlockQuery, UnlockViewSet
from ledger.models import Pair
from ledger.services.pairs import part_pair


class PairSerializer(serializers.ModelSerializer[Pair]):
    """Two transactions, joined into the first or rejected."""

    first = serializers.IntegerField(source="first_id")
    second = serializers.IntegerField(source="second_id")

    class Meta:
        model = Pair
        fields = ("id", "kind", "state", "first", "second", "version")
        read_only_fields = fields


class PairViewSet(UnlockViewSet[Pair], ReadViewSet[Pair]):
    """What people made of pairs of transactions."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = PairSerializer
    queryset = Pair.objects.live()
    ordering = ("pk",)
    orderings = by("kind", "state")

    @extend_schema(parameters=[UnlockQuery], request=NoInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def part(self, request: Request, pk: int) -> Response:
        """Make the two transactions of a joined pair again, as they were."""
        part_pair(by=self.actor, pair=self.find_locked())
        return Response(status=204)
