"""Pairs of transactions that may be there twice, and merging them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.api.fields import Choice, Input, Whole
from ledger.api.serializers.pairs import MOST
from ledger.pairing.certainty import Certainty
from ledger.reports.duplicates import DuplicatePair
from ledger.services.duplicate_merges import FIELDS

SIDES = ("first", "second")


class DuplicateKey(Input):
    """Two transactions."""

    first = Whole(min_value=1, max_value=MOST)
    second = Whole(min_value=1, max_value=MOST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["first"] == attrs["second"]:
            raise serializers.ValidationError({"second": _("A pair is two transactions.")})
        return attrs


class MergeFields(Input):
    """From which of the two each field is taken; what is left out is the richer one."""

    date = Choice(choices=SIDES, required=False)
    payee = Choice(choices=SIDES, required=False)
    category = Choice(choices=SIDES, required=False)
    memo = Choice(choices=SIDES, required=False)
    status = Choice(choices=SIDES, required=False)


class MergeDuplicatesInput(DuplicateKey):
    """Two transactions to make one."""

    fields_from = MergeFields(required=False)


def chosen_fields(values: dict[str, Any]) -> dict[str, int]:
    """Return for each field that was sent the id of the transaction that it is taken from."""
    sent = values.get("fields_from", {})
    return {name: values[sent[name]] for name in FIELDS if name in sent}


class DuplicatePairSerializer(serializers.Serializer[Any]):
    """Two transactions that may be the same thing, how sure that is, and why."""

    first = serializers.IntegerField()
    second = serializers.IntegerField()
    account = serializers.IntegerField()
    days = serializers.IntegerField(help_text="How many days they are apart.")
    certainty = serializers.ChoiceField(choices=[each.value for each in Certainty])
    score = serializers.IntegerField(help_text="Of 100.")
    reasons = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(many=False)
class DuplicatePairsSerializer(serializers.Serializer[Any]):
    """The pairs, the surest first."""

    pairs = DuplicatePairSerializer(many=True)


def duplicate_pair_json(pair: DuplicatePair) -> dict[str, Any]:
    """Return a pair as the API shows it."""
    first, second = pair.key
    return {
        "first": first,
        "second": second,
        "account": pair.twins.first.account,
        "days": pair.twins.days,
        "certainty": pair.certainty.value,
        "score": pair.twins.score,
        "reasons": list(pair.reasons),
    }
