"""The base currency: what another one would change, and changing it by a job."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.api.serializers import JobSerializer
from accounts.models import Job
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from ledger.api.serializers.base_currency import (
    BaseInput,
    BasePreviewSerializer,
    BaseQuery,
    preview_json,
)
from ledger.reports.base_preview import preview_base
from ledger.services.base_currency import queue_base_currency


class BaseCurrencyViewSet(MemberViewSet[Job]):
    """The currency that everything is summed in; for owners."""

    scope = TokenScope.ADMIN
    queryset = Job.objects.all()
    serializer_class = BasePreviewSerializer
    pagination_class = None
    read_permission = write_permission = Permission.OWN

    @extend_schema(parameters=[BaseQuery], responses=BasePreviewSerializer)
    def preview(self, request: Request) -> Response:
        """Say what another base currency would change; nothing is written."""
        currency = self.read_query(BaseQuery)["currency"]
        return Response(preview_json(preview_base(self.household, currency, today=self.today)))

    @extend_schema(request=BaseInput, responses={202: JobSerializer})
    def change(self, request: Request) -> Response:
        """Have a job sum everything in another currency, as a whole or not at all."""
        currency = self.read_body(BaseInput)["currency"]
        job = queue_base_currency(by=self.actor, currency=currency)
        return Response(JobSerializer(job).data, status=202)
