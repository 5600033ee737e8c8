"""Annotating many transactions: what is asked, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.actors import Actor
from accounts.api.fields import Choice, Input, RowField, Text, Whole
from ledger.enums import Status
from ledger.models import Account, Payee, Tag
from ledger.services.edit_plans import Edit, Keep
from ledger.services.edits import BulkResult
from ledger.services.tags import ensure_tags

MOST_ROWS = 1_000


class AnnotationInput(Input):
    """The transactions meant and what each is to have; what is left out stays as it is."""

    transactions = serializers.ListField(
        child=Whole(min_value=1), min_length=1, max_length=MOST_ROWS
    )
    payee = RowField(queryset=Payee.objects.all(), allow_null=True, required=False)
    category = RowField(queryset=Account.objects.categories(), required=False)
    add_tags = serializers.ListField(
        child=Text(max_length=50), max_length=50, required=False, help_text="By name."
    )
    remove_tags = serializers.ListField(
        child=RowField(queryset=Tag.objects.all()), max_length=50, required=False
    )
    memo = Text(max_length=500, allow_blank=True, required=False)
    status = Choice(choices=Status.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) == 1:
            raise serializers.ValidationError(_("Say what the transactions are to have."))
        return attrs


class SkippedSerializer(serializers.Serializer[Any]):
    """A transaction of which something was left alone, and why."""

    transaction = serializers.IntegerField()
    reason = serializers.CharField()


class AnnotationResult(serializers.Serializer[Any]):
    """How many changed; `change_set` can be undone in the history, null when none did."""

    changed = serializers.IntegerField()
    change_set = serializers.IntegerField(allow_null=True)
    skipped = SkippedSerializer(many=True)


def edits_of(by: Actor, values: Mapping[str, Any]) -> list[Edit]:
    """Return an edit a transaction, adding tags that are missing."""
    category, payee = values.get("category"), values.get("payee", Keep.KEEP)
    tags = ensure_tags(by=by, names=values.get("add_tags", ()))
    return [
        Edit(
            transaction=key,
            payee=payee.pk if isinstance(payee, Payee) else payee,
            category=category.pk if category else None,
            add_tags=frozenset(tag.pk for tag in tags),
            remove_tags=frozenset(tag.pk for tag in values.get("remove_tags", ())),
            memo=values.get("memo"),
            status=Status(values["status"]) if "status" in values else None,
        )
        for key in dict.fromkeys(values["transactions"])
    ]


def result_json(result: BulkResult) -> dict[str, Any]:
    """Return what became of a bulk edit, as the API shows it."""
    return {
        "changed": result.changed,
        "change_set": result.change_set.pk if result.change_set else None,
        "skipped": [
            {"transaction": row.transaction, "reason": row.reason} for row in result.skipped
        ],
    }
