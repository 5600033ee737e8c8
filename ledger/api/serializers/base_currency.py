"""Another base currency: what it would change."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Input, Text
from accounts.models.households import currency_code
from ledger.api.serializers.money import MoneyField, bag_json, money_json
from ledger.api.serializers.rates import UsedRateSerializer, used_json
from ledger.reports.base_preview import BasePreview
from ledger.reports.worth import Worth


class BaseQuery(serializers.Serializer[Any]):
    """The currency that is thought of."""

    currency = serializers.CharField(validators=[currency_code], max_length=8)


class BaseInput(Input):
    """The currency that everything is to be summed in."""

    currency = Text(validators=[currency_code], max_length=8)


class WaitingSerializer(serializers.Serializer[Any]):
    """Transactions of a currency that would wait for a rate."""

    currency = serializers.CharField()
    count = serializers.IntegerField()
    first = serializers.DateField()
    last = serializers.DateField()


class WorthSerializer(serializers.Serializer[Any]):
    """Net worth today, what is left out of it, and the rates that it was made with."""

    money = MoneyField()
    unrated = MoneyField(many=True)
    rates = UsedRateSerializer(many=True)


class BasePreviewSerializer(serializers.Serializer[Any]):
    """What another base currency would change."""

    currency = serializers.CharField()
    transactions = serializers.IntegerField(help_text="That are valued anew.")
    waiting = WaitingSerializer(many=True)
    closed_periods = serializers.IntegerField(help_text="That follow.")
    worth = WorthSerializer(help_text="As it is summed now.")
    new_worth = WorthSerializer(help_text="In the new currency.")


def preview_json(preview: BasePreview) -> dict[str, Any]:
    """Return the preview as the API shows it."""
    return {
        "currency": preview.currency,
        "transactions": preview.transactions,
        "waiting": [
            {
                "currency": each.currency,
                "count": each.count,
                "first": each.first,
                "last": each.last,
            }
            for each in preview.waiting
        ],
        "closed_periods": preview.closed_periods,
        "worth": _worth(preview.worth),
        "new_worth": _worth(preview.new_worth),
    }


def _worth(worth: Worth) -> dict[str, Any]:
    return {
        "money": money_json(worth.money),
        "unrated": bag_json(worth.unrated),
        "rates": [used_json(rate) for rate in worth.rates],
    }
