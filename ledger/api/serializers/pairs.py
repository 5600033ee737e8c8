"""Pairs of transactions that may be one event, and what joining them did."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.api.fields import Input, RowField, Whole
from ledger.api.serializers.money import MoneyField, money_json
from ledger.models import Account
from ledger.pairing.certainty import Certainty
from ledger.reports.transfer_pairs import TransferPair
from ledger.services.pairs import JoinResult

MOST_PAIRS = 500
MOST = 2**63 - 1


class PairsQuery(serializers.Serializer[Any]):
    """Which pairs are meant."""

    batch = serializers.IntegerField(
        min_value=1,
        max_value=MOST,
        required=False,
        help_text="Only those with something that this import brought.",
    )
    certainty = serializers.ChoiceField(
        choices=[each.value for each in Certainty], required=False, help_text="Only those as sure."
    )


class TransferKey(Input):
    """Two transactions: money out, and money in."""

    out = Whole(min_value=1, max_value=MOST)
    into = Whole(min_value=1, max_value=MOST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["out"] == attrs["into"]:
            raise serializers.ValidationError({"into": _("A pair is two transactions.")})
        return attrs


class LinkInput(Input):
    """The pairs to join; `fee_category` takes what was lost on the way."""

    pairs = serializers.ListField(child=TransferKey(), min_length=1, max_length=MOST_PAIRS)
    fee_category = RowField(
        queryset=Account.objects.categories(), required=False, allow_null=True, default=None
    )


class LinkCertainInput(Input):
    """Of which import the certain pairs are joined; of everything without one."""

    batch = Whole(min_value=1, max_value=MOST, required=False, allow_null=True, default=None)


class TransferPairSerializer(serializers.Serializer[Any]):
    """Two transactions that may be one transfer, how sure that is, and why."""

    out = serializers.IntegerField()
    into = serializers.IntegerField()
    accounts = serializers.ListField(child=serializers.IntegerField())
    sent = MoneyField()
    arrived = MoneyField()
    fee = MoneyField()
    days = serializers.IntegerField(help_text="How many days later it arrived.")
    certainty = serializers.ChoiceField(choices=[each.value for each in Certainty])
    score = serializers.IntegerField(help_text="Of 100.")
    reasons = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(many=False)
class TransferPairsSerializer(serializers.Serializer[Any]):
    """The pairs, the surest first."""

    pairs = TransferPairSerializer(many=True)


def transfer_pair_json(pair: TransferPair) -> dict[str, Any]:
    """Return a pair as the API shows it; what was sent and what arrived have no sign."""
    match = pair.match
    return {
        "out": match.out.id,
        "into": match.into.id,
        "accounts": [match.out.account, match.into.account],
        "sent": money_json(pair.sent),
        "arrived": money_json(pair.arrived),
        "fee": money_json(pair.fee),
        "days": match.days,
        "certainty": pair.certainty.value,
        "score": match.score,
        "reasons": list(pair.reasons),
    }


class SkippedPairSerializer(serializers.Serializer[Any]):
    """A pair that was left as it is, and why."""

    transactions = serializers.ListField(child=serializers.IntegerField())
    reason = serializers.CharField()


class JoinResultSerializer(serializers.Serializer[Any]):
    """What joining pairs did."""

    joined = serializers.IntegerField()
    skipped = SkippedPairSerializer(many=True)


def join_json(result: JoinResult) -> dict[str, Any]:
    """Return what joining pairs did, as the API shows it."""
    skipped = [{"transactions": list(key), "reason": reason} for key, reason in result.skipped]
    return {"joined": result.joined, "skipped": skipped}
