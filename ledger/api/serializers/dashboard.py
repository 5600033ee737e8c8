"""The dashboard: every figure of the first page, and the filter of the transactions behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import QueryDay
from ledger.api.serializers.imports import ImportSerializer
from ledger.api.serializers.money import MoneyField, bag_json, money_json
from ledger.api.serializers.rates import UsedRateSerializer, used_json
from ledger.api.serializers.transactions import TransactionSerializer
from ledger.forms.periods import PRESETS
from ledger.periods import Period
from ledger.reports.dashboard import CashFlow, Dashboard
from ledger.reports.flows import Flow, SpendingLine

JSON = dict[str, Any]
_QUERY = "The transactions behind it, as the query of their list."


class DashboardQuery(serializers.Serializer[Any]):
    """The stretch meant: one of the presets, or days [start, end); this month without any."""

    period = serializers.ChoiceField(choices=PRESETS, required=False)
    start = QueryDay(required=False, help_text="The first day.")
    end = QueryDay(required=False, help_text="The day after the last.")

    def validate(self, attrs: JSON) -> JSON:
        if ("start" in attrs) != ("end" in attrs):
            missing = "end" if "start" in attrs else "start"
            raise serializers.ValidationError({missing: _("Choose the first and the last day.")})
        if "start" in attrs and attrs["end"] <= attrs["start"]:
            raise serializers.ValidationError({"end": _("The end must come after the start.")})
        if "start" in attrs and "period" in attrs:
            raise serializers.ValidationError({"period": _("Name a period or days, not both.")})
        return attrs


def period_parameters(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return what a query means as the page's form says it."""
    if "start" not in asked:
        return {"period": asked.get("period", "")}
    until = asked["end"] - timedelta(days=1)
    return {"start": asked["start"].isoformat(), "until": until.isoformat()}


class PeriodSerializer(serializers.Serializer[Any]):
    """Days [start, end)."""

    start = serializers.DateField()
    end = serializers.DateField(help_text="The day after the last.")


class FlowSerializer(serializers.Serializer[Any]):
    """What was earned or spent, positive, in the base currency at each day's rate."""

    money = MoneyField()
    unrated = serializers.IntegerField(help_text="Postings left out: their day's rate is missing.")
    query = serializers.CharField(help_text=_QUERY)


class CashFlowSerializer(serializers.Serializer[Any]):
    """Income and spending of a stretch, and what is left of the income."""

    period = PeriodSerializer()
    income = FlowSerializer()
    spending = FlowSerializer()
    saved = MoneyField()


class SpendingSerializer(FlowSerializer):
    """What a category and all below it cost; parents stand before their children."""

    category = serializers.IntegerField()
    name = serializers.CharField()
    parent = serializers.IntegerField(  # type: ignore[assignment]  # declared fields leave the class
        allow_null=True, help_text="Null at the top."
    )
    share = serializers.DecimalField(6, 4, help_text="Part of all spending, 0 to 1.")


class NetWorthSerializer(serializers.Serializer[Any]):
    """What is owned less what is owed at the end of a day, at the rates of that day."""

    on = serializers.DateField()
    money = MoneyField()
    unrated = MoneyField(many=True, help_text="Balances left out: their rate is not known.")
    rates = UsedRateSerializer(many=True, help_text="Those that foreign balances were valued at.")


class PlaceSerializer(serializers.Serializer[Any]):
    """The balance of an account today, what is owed negative."""

    account = serializers.IntegerField()
    name = serializers.CharField()
    balance = MoneyField()
    worth = MoneyField(allow_null=True, help_text="In the base currency; null without a rate.")
    rate = UsedRateSerializer(allow_null=True, help_text="What made the worth of a foreign one.")
    query = serializers.CharField(help_text=_QUERY)


class DashboardSerializer(serializers.Serializer[Any]):
    """The figures of the first page."""

    today = serializers.DateField()
    current = CashFlowSerializer(help_text="Of the stretch asked for.")
    before = CashFlowSerializer(help_text="Of the stretch before it, for comparison.")
    net_worth_change = MoneyField(help_text="In the twelve months up to today.")
    net_worth = NetWorthSerializer(many=True, help_text="At the ends of months, today last.")
    cash_flow = CashFlowSerializer(many=True, help_text="Twelve months, oldest first.")
    spending = SpendingSerializer(many=True, help_text="Of the stretch asked for, largest first.")
    accounts = PlaceSerializer(many=True)
    transactions = TransactionSerializer(many=True, help_text="The newest.")
    imports = ImportSerializer(many=True, help_text="The newest.")


def dashboard_json(report: Dashboard) -> JSON:
    """Return the figures of the first page as the API shows them."""
    first, last = report.net_worth[0], report.net_worth[-1]
    show = TransactionSerializer().to_representation
    return {
        "today": report.today,
        "current": _cash_flow(report.current),
        "before": _cash_flow(report.before),
        "net_worth_change": money_json(last.money - first.money),
        "net_worth": [
            {
                "on": each.on,
                "money": money_json(each.money),
                "unrated": bag_json(each.unrated),
                "rates": [used_json(rate) for rate in each.rates],
            }
            for each in report.net_worth
        ],
        "cash_flow": [_cash_flow(each) for each in report.cash_flow],
        "spending": list(_lines(report.spending, None)),
        "accounts": [
            {
                "account": each.account.pk,
                "name": each.account.name,
                "balance": money_json(each.balance),
                "worth": money_json(each.worth) if each.worth else None,
                "rate": used_json(each.rate) if each.rate else None,
                "query": each.chosen.query(),
            }
            for each in report.places
        ],
        "transactions": [show(row) for row in report.recent],
        "imports": ImportSerializer(report.imports, many=True).data,
    }


def _period(days: Period) -> JSON:
    return {"start": days.start, "end": days.end}


def _flow(flow: Flow) -> JSON:
    return {
        "money": money_json(flow.money),
        "unrated": flow.unrated,
        "query": flow.chosen.query(),
    }


def _cash_flow(flow: CashFlow) -> JSON:
    return {
        "period": _period(flow.period),
        "income": _flow(flow.income),
        "spending": _flow(flow.spending),
        "saved": money_json(flow.saved),
    }


def _lines(lines: Sequence[SpendingLine], parent: int | None) -> Iterator[JSON]:
    for line in lines:
        yield {
            "category": line.category.pk,
            "name": line.category.name,
            "parent": parent,
            "share": f"{line.share:.4f}",
            **_flow(line.flow),
        }
        yield from _lines(line.children, line.category.pk)
