"""Exchange rates: the household's own, and what any pair was worth."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import RowViewSet, TrashQuery
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.rates import (
    CurrencyPairsSerializer,
    EnteredSerializer,
    PairQuery,
    RateCorrectionInput,
    RateHistorySerializer,
    RateInput,
    RateOnSerializer,
    RateSerializer,
    RatesUpload,
    SpanQuery,
    known_json,
    pair_json,
)
from ledger.imports.statement import StatementError, StatementFile
from ledger.models import ExchangeRate
from ledger.periods import DAY, Period
from ledger.reports.rate_pairs import currencies_in_use, made_rates, needed_pairs, rate_on
from ledger.services.rates import (
    delete_rate,
    import_rates,
    restore_rate,
    set_rate,
    update_rate,
)

LONGEST_SPAN = timedelta(days=3_700)
YEAR = timedelta(days=365)


@extend_schema_view(list=extend_schema(parameters=[TrashQuery]))
class RateViewSet(RowViewSet[ExchangeRate]):
    """Rates that the household entered; shared ones show in what a pair was worth."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = RateSerializer
    queryset = ExchangeRate.objects.all()
    ordering = ("-date", "-pk")
    orderings = by("date", "base", "quote", "deleted_at")
    create_input = RateInput
    update_input = RateCorrectionInput
    write_permission = Permission.MANAGE

    def create_row(self, values: dict[str, Any]) -> ExchangeRate:
        return set_rate(
            by=self.actor,
            base=values["base"],
            quote=values["quote"],
            on=values["date"],
            rate=Decimal(values["rate"]),
        )

    def update_row(self, row: ExchangeRate, values: dict[str, Any]) -> ExchangeRate:
        if "rate" not in values:
            return row
        return update_rate(by=self.actor, rate=row, value=Decimal(values["rate"]))

    def delete_row(self, row: ExchangeRate) -> None:
        delete_rate(by=self.actor, rate=row)

    def restore_row(self, row: ExchangeRate) -> ExchangeRate:
        return restore_rate(by=self.actor, rate=row)

    @extend_schema(responses=CurrencyPairsSerializer)
    @action(detail=False, pagination_class=None)
    def pairs(self, request: Request) -> Response:
        """List the currencies in use with their latest rate, its age, and how it was made."""
        lines = needed_pairs(self.household, today=self.today)
        return Response({"results": [pair_json(line) for line in lines]})

    @extend_schema(parameters=[PairQuery], responses=RateOnSerializer)
    @action(detail=False, pagination_class=None, url_path="on")
    def on_day(self, request: Request) -> Response:
        """Return what one unit of a currency was worth in another on a day."""
        asked = self.read_query(PairQuery)
        on = asked.get("on", self.today)
        base, quote = asked["base"], asked["quote"]
        found = rate_on(self.household, base, quote, on=on)
        return Response({"base": base, "quote": quote, "on": on, "rate": known_json(found)})

    @extend_schema(parameters=[SpanQuery], responses=RateHistorySerializer)
    @action(detail=False, pagination_class=None)
    def history(self, request: Request) -> Response:
        """List the rates of a pair over at most ten years."""
        asked = self.read_query(SpanQuery)
        end = asked.get("end", self.today + DAY)
        start = asked.get("start", end - min(YEAR, end - date.min))
        if not start < end or end - start > LONGEST_SPAN:
            raise ValidationError({"end": _("The end comes after the start, within ten years.")})
        base, quote = asked["base"], asked["quote"]
        rates = made_rates(self.household, base, quote, days=Period(start, end))
        found = [known_json(rate) for rate in rates]
        span = {"start": start, "end": end}
        return Response({"base": base, "quote": quote, **span, "rates": found})

    @extend_schema(request={"multipart/form-data": RatesUpload}, responses=EnteredSerializer)
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[MultiPartParser])
    def enter_file(self, request: Request) -> Response:
        """Enter the rates of a file for this household: eurofxref, or date, base, quote, rate."""
        values = self.read_body(RatesUpload)
        file = values["file"]
        source = StatementFile.from_bytes(file.read(), name=file.name or "")
        used = None if values["all"] else currencies_in_use(self.household)
        try:
            count = import_rates(by=self.actor, source=source, currencies=used)
        except StatementError as error:
            raise ValidationError({"file": str(error)}) from error
        return Response({"entered": count})
