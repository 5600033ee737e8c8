"""What is not in order in the books, for programs."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.token_scopes import TokenScope
from ledger.api.serializers.quality import QualityQuery, QualitySerializer, quality_json
from ledger.models import Transaction
from ledger.reports.quality import data_quality
from ledger.reports.quality_kinds import Issue


class QualityViewSet(MemberViewSet[Transaction]):
    """A queue of what is not in order, the gravest first."""

    scope = TokenScope.ANALYTICS
    queryset = Transaction.objects.all()
    serializer_class = QualitySerializer
    pagination_class = None

    @extend_schema(
        operation_id="quality_retrieve", parameters=[QualityQuery], responses=QualitySerializer
    )
    def read(self, request: Request) -> Response:
        """Return how much of each kind is not in order, and the first findings of one kind."""
        query = QualityQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data.get("issue")
        found = data_quality(
            self.household,
            today=self.today,
            hidden=self.actor.hidden,
            issue=Issue(asked) if asked else None,
        )
        return Response(quality_json(found))
