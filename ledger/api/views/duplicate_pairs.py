"""Transactions that may be in the books twice: listed, merged, rejected."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.serializers.duplicates import (
    DuplicateKey,
    DuplicatePairsSerializer,
    MergeDuplicatesInput,
    chosen_fields,
    duplicate_pair_json,
)
from ledger.api.serializers.pairs import PairsQuery
from ledger.api.serializers.transactions import TransactionSerializer
from ledger.api.views.found_pairs import FoundPairViewSet, found_or_404
from ledger.api.views.unlocking import UnlockQuery
from ledger.enums import PairKind
from ledger.reports.duplicates import find_duplicates
from ledger.reports.register import register_rows
from ledger.services.duplicate_merges import merge_duplicates
from ledger.services.pairs import reject_pair


class DuplicatePairViewSet(FoundPairViewSet):
    """Two transactions that may be the same thing."""

    serializer_class = DuplicatePairsSerializer

    @extend_schema(parameters=[PairsQuery], responses=DuplicatePairsSerializer)
    def list(self, request: Request) -> Response:
        """List the pairs that nobody merged or rejected, the surest first."""
        pairs = self.asked_pairs(find_duplicates)
        return Response({"pairs": [duplicate_pair_json(pair) for pair in pairs]})

    @extend_schema(
        parameters=[UnlockQuery], request=MergeDuplicatesInput, responses=TransactionSerializer
    )
    @action(detail=False, methods=["post"])
    def merge(self, request: Request) -> Response:
        """Make two transactions one, with tags and files of both; the answer is what stays."""
        values = self.read_body(MergeDuplicatesInput)
        row = found_or_404(
            lambda: merge_duplicates(
                by=self.actor,
                first=values["first"],
                second=values["second"],
                fields=chosen_fields(values),
            )
        )
        (shown,) = register_rows(self.household, [row.pk])
        return Response(TransactionSerializer(shown).data)

    @extend_schema(request=DuplicateKey, responses={204: None})
    @action(detail=False, methods=["post"])
    def reject(self, request: Request) -> Response:
        """Remember that two transactions are two; the history takes that back."""
        key = self.read_body(DuplicateKey)
        found_or_404(
            lambda: reject_pair(
                by=self.actor,
                kind=PairKind.DUPLICATE,
                first=key["first"],
                second=key["second"],
            )
        )
        return Response(status=204)
