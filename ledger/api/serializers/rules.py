"""Rules, and what they would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from accounts.api.fields import Flag, Input, JsonObject, Text, Whole
from ledger.models import Rule
from ledger.services.rule_runs import Proposal

MOST_SHOWN = 500


class RuleSerializer(serializers.ModelSerializer[Rule]):
    """A rule; its conditions and actions are JSON, see the API's guide."""

    conditions = serializers.DictField(read_only=True)
    actions = serializers.DictField(read_only=True)

    class Meta:
        model = Rule
        fields = (
            "id",
            "name",
            "position",
            "conditions",
            "actions",
            "is_active",
            "stops",
            "deleted_at",
            "version",
        )
        read_only_fields = fields


class RuleInput(Input):
    """What may be set on a rule."""

    name = Text(max_length=100)
    conditions = JsonObject()
    actions = JsonObject()
    is_active = Flag(required=False)
    stops = Flag(required=False)


class RunInput(Input):
    """Which rules run over which transactions; all active ones over everything unless named."""

    rules = serializers.ListField(
        child=Whole(min_value=1), min_length=1, max_length=500, required=False
    )
    transactions = serializers.ListField(
        child=Whole(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=1_000,
        required=False,
    )


class SideSerializer(serializers.Serializer[Any]):
    """The parts of a transaction that rules change; only those that do are there."""

    payee_id = serializers.IntegerField(allow_null=True, required=False)
    accounts = serializers.ListField(child=serializers.IntegerField(), required=False)
    tags = serializers.ListField(child=serializers.IntegerField(), required=False)


class ProposalSerializer(serializers.Serializer[Any]):
    """What rules would change on one transaction, and why they leave something else alone."""

    transaction = serializers.IntegerField()
    before = SideSerializer()
    after = SideSerializer()
    rules = serializers.ListField(child=serializers.IntegerField())
    refused = serializers.ListField(child=serializers.CharField())


class PreviewSerializer(serializers.Serializer[Any]):
    """How many transactions would change, and the first of them."""

    count = serializers.IntegerField()
    proposals = ProposalSerializer(many=True)


def preview_json(proposals: Sequence[Proposal]) -> dict[str, Any]:
    """Return what rules would change as the API shows it, oldest transaction first."""
    shown = [
        {
            "transaction": each.transaction,
            "before": _side(each.before),
            "after": _side(each.after),
            "rules": list(each.rules),
            "refused": list(each.refused),
        }
        for each in proposals[:MOST_SHOWN]
    ]
    return {"count": len(proposals), "proposals": shown}


def _side(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: parts[name] for name in ("payee_id", "accounts", "tags") if name in parts}
