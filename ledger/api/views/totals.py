"""Totals: the changes of months, and balances on a day."""

from __future__ import annotations

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.token_scopes import TokenScope
from ledger.api.serializers.currency_gains import GainsQuery, GainsSerializer, gains_json
from ledger.api.serializers.totals import (
    BalancesQuery,
    BalancesSerializer,
    MonthsQuery,
    MonthsSerializer,
    balances_json,
    months_json,
)
from ledger.models import VisibleTotal
from ledger.periods import DAY, Period
from ledger.reports.balances import balance_sheet, monthly_changes
from ledger.reports.currency_gains import EARLIEST, LATEST, currency_gains, until_today

LONGEST = timedelta(days=366 * 30)


class TotalsViewSet(MemberViewSet[VisibleTotal]):
    """What accounts and categories sum to, kept by the database as the books change."""

    scope = TokenScope.ANALYTICS
    queryset = VisibleTotal.objects.all()
    pagination_class = None

    @extend_schema(parameters=[MonthsQuery], responses=MonthsSerializer)
    @action(detail=False, serializer_class=MonthsSerializer)
    def months(self, request: Request) -> Response:
        """List what each month changed in each account and category."""
        asked = self.read_query(MonthsQuery)
        year_back = (self.today - relativedelta(years=1)).replace(day=1)
        changes = monthly_changes(
            self.household,
            start=asked.get("start", year_back),
            end=asked.get("end"),
            accounts=asked.get("account"),
        )
        return Response(months_json(changes))

    @extend_schema(parameters=[BalancesQuery], responses=BalancesSerializer)
    @action(detail=False, serializer_class=BalancesSerializer)
    def balances(self, request: Request) -> Response:
        """List the balance of every account and category at the end of a day."""
        as_of = self.read_query(BalancesQuery).get("as_of", self.today)
        return Response(balances_json(balance_sheet(self.household, as_of=as_of)))

    @extend_schema(parameters=[GainsQuery], responses=GainsSerializer)
    @action(detail=False, serializer_class=GainsSerializer, url_path="currency-gains")
    def currency_gains(self, request: Request) -> Response:
        """List what exchange rates made of every account, realised and unrealised."""
        asked = self.read_query(GainsQuery)
        start = asked.get("start", self.today.replace(month=1, day=1))
        end = asked.get("end", self.today + DAY)
        if not EARLIEST <= start < end <= LATEST or end - start > LONGEST:
            text = _("The end comes after the start, within thirty years, from 1900 to 2190.")
            raise ValidationError({"end": text})
        period = until_today(Period(start, end), self.today)
        report = currency_gains(self.household, period=period)
        return Response(gains_json(report))
