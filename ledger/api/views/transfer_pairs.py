"""Transfers between own accounts that were found: listed, joined, rejected, parted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.token_scopes import TokenScope
from ledger.api.serializers.pairs import (
    JoinResultSerializer,
    LinkCertainInput,
    LinkInput,
    PairsQuery,
    TransferKey,
    TransferPairsSerializer,
    join_json,
    transfer_pair_json,
)
from ledger.enums import PairKind
from ledger.models import ImportBatch, Pair, Transaction
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.services.pairs import reject_pair
from ledger.services.transfer_links import link_certain, link_transfers

T = TypeVar("T")


def found_or_404(act: Callable[[], T]) -> T:
    """Carry out an act on transactions; one that is not the household's is not there."""
    try:
        return act()
    except Transaction.DoesNotExist as error:
        raise Http404 from error


class TransferPairViewSet(MemberViewSet[Pair]):
    """Two transactions, money out of one account and into another, that may be one transfer."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = TransferPairsSerializer
    queryset = Pair.objects.all()
    pagination_class = None

    def _batch(self, pk: int | None) -> ImportBatch | None:
        rows = ImportBatch.objects.in_household(self.household)
        return get_object_or_404(rows, pk=pk) if pk else None

    @extend_schema(parameters=[PairsQuery], responses=TransferPairsSerializer)
    def list(self, request: Request) -> Response:
        """List the pairs that nobody joined or rejected, the surest first."""
        asked = self.read_query(PairsQuery)
        found = find_transfer_pairs(self.household, batch=self._batch(asked.get("batch")))
        wanted = asked.get("certainty")
        pairs = [pair for pair in found if wanted is None or pair.certainty == wanted]
        return Response({"pairs": [transfer_pair_json(pair) for pair in pairs]})

    @extend_schema(request=LinkInput, responses=JoinResultSerializer)
    @action(detail=False, methods=["post"])
    def link(self, request: Request) -> Response:
        """Join pairs, each to one transfer, as one act; what does not fit is told why."""
        values = self.read_body(LinkInput)
        keys = [(pair["out"], pair["into"]) for pair in values["pairs"]]
        fees = values["fee_category"]
        result = found_or_404(lambda: link_transfers(by=self.actor, pairs=keys, fee_category=fees))
        return Response(join_json(result))

    @extend_schema(request=LinkCertainInput, responses=JoinResultSerializer)
    @action(detail=False, methods=["post"], url_path="link-certain")
    def link_certain(self, request: Request) -> Response:
        """Join all pairs that are certain, as one act."""
        batch = self._batch(self.read_body(LinkCertainInput)["batch"])
        return Response(join_json(link_certain(by=self.actor, batch=batch)))

    @extend_schema(request=TransferKey, responses={204: None})
    @action(detail=False, methods=["post"])
    def reject(self, request: Request) -> Response:
        """Remember that two transactions are no transfer; the history takes that back."""
        key = self.read_body(TransferKey)
        found_or_404(
            lambda: reject_pair(
                by=self.actor, kind=PairKind.TRANSFER, first=key["out"], second=key["into"]
            )
        )
        return Response(status=204)
