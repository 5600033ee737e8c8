"""Rules, and what they would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import Flag, Input, JsonObject, RowField, Text, Whole
from ledger.api.serializers.annotations import AnnotationResult, result_json
from ledger.models import Account, Payee, Rule, RuleGroup, RuleRun
from ledger.services.rule_runs import Proposal, RuleResult, count_rules
from ledger.services.undo import is_undone

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
            "group",
            "position",
            "conditions",
            "actions",
            "is_active",
            "stops",
            "on_import",
            "on_edit",
            "by_hand",
            "deleted_at",
            "version",
        )
        read_only_fields = fields


class RuleInput(Input):
    """What may be set on a rule."""

    name = Text(max_length=100)
    conditions = JsonObject()
    actions = JsonObject()
    group = RowField(queryset=RuleGroup.objects.all(), allow_null=True, required=False)
    is_active = Flag(required=False)
    stops = Flag(required=False)
    on_import = Flag(required=False)
    on_edit = Flag(required=False)
    by_hand = Flag(required=False)


class SuggestionSerializer(serializers.Serializer[Any]):
    """A payee that was given one category by hand three times or more, and never another."""

    payee = serializers.IntegerField(source="payee_id")
    payee_name = serializers.CharField(source="payee")
    category = serializers.IntegerField(source="category_id")
    category_name = serializers.CharField(source="category")
    transactions = serializers.ListField(child=serializers.IntegerField(), source="rows")


class SuggestionsSerializer(serializers.Serializer[Any]):
    """Habits that no rule has yet, the most frequent first."""

    suggestions = SuggestionSerializer(many=True)


class RejectInput(Input):
    """The payee and category for which no rule is wanted."""

    payee = RowField(queryset=Payee.objects.all())
    category = RowField(queryset=Account.objects.categories())


class RuleDocument(Input):
    """Rules and groups by name; `conditions` and `actions` name rows instead of giving ids."""

    format = Text(max_length=50)
    version = Whole(min_value=1, max_value=1_000)
    groups = serializers.ListField(child=JsonObject(), required=False, max_length=500)
    rules = serializers.ListField(child=JsonObject(), max_length=500)


class AddedSerializer(serializers.Serializer[Any]):
    """The ids of the rules that were added."""

    rules = serializers.ListField(child=serializers.IntegerField())


class RuleGroupSerializer(serializers.ModelSerializer[RuleGroup]):
    """Rules that are asked one after another and switched off together."""

    class Meta:
        model = RuleGroup
        fields = ("id", "name", "position", "is_active", "deleted_at", "version")
        read_only_fields = fields


class RuleGroupInput(Input):
    """What may be set on a group of rules."""

    name = Text(max_length=100)
    is_active = Flag(required=False)


class RuleOrderInput(Input):
    """Rules in the order in which they are to be asked, and the group that they are to be in."""

    rules = serializers.ListField(child=Whole(min_value=1), min_length=1, max_length=500)
    group = RowField(queryset=RuleGroup.objects.all(), allow_null=True, required=False)


class GroupOrderInput(Input):
    """Groups in the order in which they are to be asked."""

    groups = serializers.ListField(child=Whole(min_value=1), min_length=1, max_length=500)


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


class RuleCountSerializer(serializers.Serializer[Any]):
    """On how many transactions a rule sets something."""

    rule = serializers.IntegerField()
    count = serializers.IntegerField()


class RunScopeInput(Input):
    """Which rules run over all transactions; all active ones unless named."""

    rules = serializers.ListField(
        child=Whole(min_value=1), min_length=1, max_length=500, required=False
    )


class AppliedSerializer(AnnotationResult):
    """What rules changed; `run` is what is kept of it, null when nothing changed."""

    run = serializers.IntegerField(allow_null=True)


def applied_json(result: RuleResult) -> dict[str, Any]:
    """Return what rules changed as the API shows it."""
    return {**result_json(result), "run": result.run.pk if result.run else None}


class RuleRunSerializer(serializers.ModelSerializer[RuleRun]):
    """What rules changed together; `change_set` is its act in the history, with each value."""

    change_set = serializers.IntegerField(source="change_set_id")
    import_batch = serializers.IntegerField(source="change_set.import_batch_id", allow_null=True)
    user = serializers.SerializerMethodField()
    rules = serializers.SerializerMethodField()
    is_undone = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="change_set.created_at")

    class Meta:
        model = RuleRun
        fields = (
            "id",
            "trigger",
            "changed_count",
            "rules",
            "change_set",
            "import_batch",
            "user",
            "is_undone",
            "created_at",
        )
        read_only_fields = fields

    def get_user(self, run: RuleRun) -> str | None:
        """Return who ran them, null for the system."""
        return str(run.change_set.user) if run.change_set.user else None

    @extend_schema_field(RuleCountSerializer(many=True))
    def get_rules(self, run: RuleRun) -> list[dict[str, int]]:
        return _counts_json({int(rule): count for rule, count in run.rule_counts.items()})

    def get_is_undone(self, run: RuleRun) -> bool:
        return is_undone(run.change_set)


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
    """How many transactions would change, by which rules, and the first of them."""

    count = serializers.IntegerField()
    rules = RuleCountSerializer(many=True)
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
    counts = count_rules(each.rules for each in proposals)
    return {"count": len(proposals), "rules": _counts_json(counts), "proposals": shown}


def _counts_json(counts: Mapping[int, int]) -> list[dict[str, int]]:
    return [{"rule": rule, "count": count} for rule, count in sorted(counts.items())]


def _side(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: parts[name] for name in ("payee_id", "accounts", "tags") if name in parts}
