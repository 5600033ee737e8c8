"""The dashboard's figures for programs."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.token_scopes import TokenScope
from ledger.api.serializers.dashboard import (
    DashboardQuery,
    DashboardSerializer,
    dashboard_json,
    period_parameters,
)
from ledger.forms.periods import choose_period
from ledger.models import VisibleTotal
from ledger.reports.dashboard import dashboard


class DashboardViewSet(MemberViewSet[VisibleTotal]):
    """What the first page shows, for a stretch of days."""

    scope = TokenScope.ANALYTICS
    queryset = VisibleTotal.objects.all()
    serializer_class = DashboardSerializer
    pagination_class = None

    @extend_schema(
        operation_id="dashboard_retrieve",
        parameters=[DashboardQuery],
        responses=DashboardSerializer,
    )
    def read(self, request: Request) -> Response:
        """Return net worth, income, spending, cash flow, balances and what is new."""
        parameters = period_parameters(self.read_query(DashboardQuery))
        start_day = self.household.month_start_day
        choice = choose_period(parameters, start_day=start_day, today=self.today)
        if choice.problem:
            raise ValidationError({"end": choice.problem})
        report = dashboard(self.household, period=choice.period, today=self.today)
        return Response(dashboard_json(report))
