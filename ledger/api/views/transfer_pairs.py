"""Transfers between own accounts that were found: listed, joined, rejected, parted."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

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
from ledger.api.views.found_pairs import FoundPairViewSet, found_or_404
from ledger.api.views.unlocking import UnlockQuery
from ledger.enums import PairKind
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.services.pairs import reject_pair
from ledger.services.transfer_links import link_certain, link_transfers


class TransferPairViewSet(FoundPairViewSet):
    """Two transactions, money out of one account and into another, that may be one transfer."""

    serializer_class = TransferPairsSerializer

    @extend_schema(parameters=[PairsQuery], responses=TransferPairsSerializer)
    def list(self, request: Request) -> Response:
        """List the pairs that nobody joined or rejected, the surest first."""
        pairs = self.asked_pairs(find_transfer_pairs)
        return Response({"pairs": [transfer_pair_json(pair) for pair in pairs]})

    @extend_schema(parameters=[UnlockQuery], request=LinkInput, responses=JoinResultSerializer)
    @action(detail=False, methods=["post"])
    def link(self, request: Request) -> Response:
        """Join pairs, each to one transfer, as one act; what does not fit is told why."""
        values = self.read_body(LinkInput)
        keys = [(pair["out"], pair["into"]) for pair in values["pairs"]]
        fees = values["fee_category"]
        result = found_or_404(lambda: link_transfers(by=self.actor, pairs=keys, fee_category=fees))
        return Response(join_json(result))

    @extend_schema(
        parameters=[UnlockQuery], request=LinkCertainInput, responses=JoinResultSerializer
    )
    @action(detail=False, methods=["post"], url_path="link-certain")
    def link_certain(self, request: Request) -> Response:
        """Join all pairs that are certain, as one act."""
        batch = self.find_batch(self.read_body(LinkCertainInput)["batch"])
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
