"""What exchange rates made of accounts in a period."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import QueryDay
from ledger.api.serializers.money import MoneyField, money_json
from ledger.api.serializers.rates import UsedRateSerializer, used_json
from ledger.reports.currency_gains import AccountGain, CurrencyGains, Gain


class GainsQuery(serializers.Serializer[Any]):
    """The days [start, end) meant, between 1900 and 2190 and at most thirty years."""

    start = QueryDay(required=False, help_text="The first day of this year without it.")
    end = QueryDay(required=False, help_text="Tomorrow in the household, at most.")


class GainSerializer(serializers.Serializer[Any]):
    """Opening, flows, realised and unrealised gain in the base currency: they sum to closing."""

    opening = MoneyField()
    flows = MoneyField(help_text="What postings added, each at its own day's rate.")
    realised = MoneyField()
    unrealised = MoneyField()
    closing = MoneyField()


class AccountGainSerializer(GainSerializer):
    """The gain of one account."""

    account = serializers.IntegerField()
    name = serializers.CharField()
    opening_balance = MoneyField(help_text="In the account's own currency.")
    closing_balance = MoneyField(help_text="In the account's own currency.")
    opening_rate = UsedRateSerializer(allow_null=True)
    closing_rate = UsedRateSerializer(allow_null=True)
    query = serializers.CharField(help_text="Of the list of the transactions behind the flows.")


class MonthGainSerializer(serializers.Serializer[Any]):
    """The gains of all accounts in a month, or the part of it that is asked for."""

    start = serializers.DateField()
    end = serializers.DateField()
    realised = MoneyField()
    unrealised = MoneyField()


class LeftOutSerializer(serializers.Serializer[Any]):
    """An account of which a rate that is needed is not known."""

    account = serializers.IntegerField()
    name = serializers.CharField()


class GainsSerializer(serializers.Serializer[Any]):
    """What exchange rates made of every account, by month, and in all."""

    start = serializers.DateField()
    end = serializers.DateField()
    whole = GainSerializer()
    equity_opening = MoneyField(help_text="Every gain before the period.")
    equity_closing = MoneyField(help_text="Every gain up to the end of the period.")
    accounts = AccountGainSerializer(many=True)
    months = MonthGainSerializer(many=True)
    left_out = LeftOutSerializer(many=True)


def gains_json(report: CurrencyGains) -> dict[str, Any]:
    """Return the gains as the API shows them."""
    return {
        "start": report.period.start,
        "end": report.period.end,
        "whole": _gain(report.whole),
        "equity_opening": money_json(report.equity_opening),
        "equity_closing": money_json(report.equity_closing),
        "accounts": [_account(line) for line in report.lines],
        "months": [
            {
                "start": month.period.start,
                "end": month.period.end,
                "realised": money_json(month.realised),
                "unrealised": money_json(month.unrealised),
            }
            for month in report.months
        ],
        "left_out": [{"account": each.pk, "name": each.name} for each in report.left_out],
    }


def _gain(gain: Gain) -> dict[str, Any]:
    names = ("opening", "flows", "realised", "unrealised", "closing")
    return {name: money_json(getattr(gain, name)) for name in names}


def _account(line: AccountGain) -> dict[str, Any]:
    return {
        **_gain(line),
        "account": line.account.pk,
        "name": line.account.name,
        "opening_balance": money_json(line.opening_balance),
        "closing_balance": money_json(line.closing_balance),
        "opening_rate": used_json(line.opening_rate) if line.opening_rate else None,
        "closing_rate": used_json(line.closing_rate) if line.closing_rate else None,
        "query": line.chosen.query(),
    }
