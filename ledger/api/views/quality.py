"""What is not in order in the books, for programs."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.token_scopes import TokenScope
from ledger.api.serializers.quality import QualitySerializer, quality_json
from ledger.models import Transaction
from ledger.reports.quality import data_quality, remember_count


class QualityViewSet(MemberViewSet[Transaction]):
    """A queue of what is not in order, the gravest first."""

    scope = TokenScope.ANALYTICS
    queryset = Transaction.objects.all()
    serializer_class = QualitySerializer
    pagination_class = None

    @extend_schema(operation_id="quality_retrieve", responses=QualitySerializer)
    def read(self, request: Request) -> Response:
        """Return what is not in order, with counts and the first findings of each kind."""
        today = timezone.localdate(timezone=self.household.zone)
        found = data_quality(self.household, today=today)
        remember_count(self.household, self.actor.hidden, found.count)
        return Response(quality_json(found))
