"""Taking the books out: a selection as a table, or the whole ledger as a journal."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.api.base import MemberViewSet
from accounts.api.privacy import AsItIs
from accounts.http import HouseholdRequest
from accounts.token_scopes import TokenScope
from ledger.api.serializers.queries import FilterQuery
from ledger.api.views.asking import asked_filter, refused_queries
from ledger.models import Transaction
from ledger.views.exports import FORMATS, download

FILE: dict[Any, Any] = {
    (200, kind): OpenApiTypes.BINARY
    for kind in sorted({each.content_type for each in FORMATS.values()})
}
FILE[200, "application/json"] = {"type": "array", "items": {"type": "object"}}
KIND = OpenApiParameter(
    "id",
    {"type": "string", "enum": sorted(FORMATS)},
    OpenApiParameter.PATH,
    description="Its form.",
)


class ExportViewSet(MemberViewSet[Transaction]):
    """Files of the transactions that the filter means; journals hold the whole ledger."""

    scope = TokenScope.TRANSACTIONS
    queryset = Transaction.objects.none()
    serializer_class = FilterQuery
    pagination_class = None
    content_negotiation_class = AsItIs
    lookup_value_converter = "slug"

    @extend_schema(parameters=[KIND, FilterQuery], responses=FILE)
    def retrieve(self, request: Request, pk: str) -> HttpResponseBase:
        """Download the books as `csv`, `xlsx`, `json`, `hledger` or `beancount`."""
        self.read_query(FilterQuery)
        inner = request._request  # noqa: SLF001 -- the framework's own name
        with refused_queries():
            chosen = asked_filter(self.household, request, self.today)
            return download(cast("HouseholdRequest", inner), chosen, pk)
