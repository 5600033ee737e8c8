"""The history: acts, what they changed, and what undoing one did."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.actors import Origin
from accounts.api.fields import QueryDay
from ledger.models import Change, ChangeSet
from ledger.reports.history import FAMILIES
from ledger.services.undo import UndoResult, is_undone


class HistoryQuery(serializers.Serializer[Any]):
    """Which acts are meant; days in the household's own time, both included."""

    family = serializers.ChoiceField(
        choices=[(name, name) for name in FAMILIES], required=False, help_text="What it was about."
    )
    origin = serializers.ChoiceField(choices=Origin.choices, required=False)
    user = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    start = QueryDay(required=False)
    end = QueryDay(required=False)
    words = serializers.CharField(max_length=100, required=False)


class ChangeSetSerializer(serializers.ModelSerializer[ChangeSet]):
    """One act of one actor, which can be undone."""

    user = serializers.SerializerMethodField()
    is_undone = serializers.SerializerMethodField()

    class Meta:
        model = ChangeSet
        fields = (
            "id",
            "kind",
            "summary",
            "origin",
            "user",
            "import_batch",
            "undoes",
            "is_undone",
            "request_id",
            "created_at",
        )
        read_only_fields = fields

    def get_user(self, act: ChangeSet) -> str | None:
        """Return who did it, null for the system."""
        return str(act.user) if act.user else None

    def get_is_undone(self, act: ChangeSet) -> bool:
        return is_undone(act)


class ChangeSerializer(serializers.ModelSerializer[Change]):
    """One row before and after an act; null where it did not exist."""

    before = serializers.DictField(allow_null=True, read_only=True)
    after = serializers.DictField(allow_null=True, read_only=True)

    class Meta:
        model = Change
        fields = ("model", "object_id", "before", "after", "version")
        read_only_fields = fields


class ConflictSerializer(serializers.Serializer[Any]):
    """A row that was left as it is, and why."""

    model = serializers.CharField()
    object_id = serializers.IntegerField()
    reason = serializers.CharField()


class UndoSerializer(serializers.Serializer[Any]):
    """What an undo put back; `change_set` is the undo's own, null when nothing moved."""

    undone = serializers.IntegerField()
    change_set = serializers.IntegerField(allow_null=True)
    conflicts = ConflictSerializer(many=True)


def undo_json(result: UndoResult) -> dict[str, Any]:
    """Return what an undo did, as the API shows it."""
    return {
        "undone": result.undone,
        "change_set": result.change_set.pk if result.change_set else None,
        "conflicts": [
            {"model": each.model, "object_id": each.object_id, "reason": each.reason}
            for each in result.conflicts
        ],
    }
