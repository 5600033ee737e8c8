"""What is not in order in the books."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ledger.api.serializers.money import MoneyField, money_json
from ledger.reports.quality import Quality
from ledger.reports.quality_kinds import Finding, Issue


class FindingSerializer(serializers.Serializer[Any]):
    """One thing that is not in order; `keys` are ids of what its page is about."""

    what = serializers.CharField()
    detail = serializers.CharField()
    keys = serializers.ListField(child=serializers.IntegerField())
    amount = MoneyField(allow_null=True)
    date = serializers.DateField(allow_null=True)


class FindingsSerializer(serializers.Serializer[Any]):
    """What is not in order of one kind: how many, and of the kind that is opened the first ones."""

    issue = serializers.ChoiceField(choices=[(issue.value, issue.value) for issue in Issue])
    count = serializers.IntegerField()
    findings = FindingSerializer(many=True)


class QualitySerializer(serializers.Serializer[Any]):
    """What is not in order, kind by kind, the gravest first."""

    count = serializers.IntegerField()
    issues = FindingsSerializer(many=True)


class QualityQuery(serializers.Serializer[Any]):
    """Which kind is opened."""

    issue = serializers.ChoiceField(
        choices=[issue.value for issue in Issue],
        required=False,
        help_text="The kind whose findings are told; else the gravest of which there is something.",
    )


def quality_json(quality: Quality) -> dict[str, Any]:
    """Return what is not in order as the API shows it."""
    opened = quality.opened
    return {
        "count": quality.count,
        "issues": [
            {
                "issue": tally.issue.value,
                "count": tally.count,
                "findings": [_finding_json(each) for each in opened.shown]
                if opened and opened.issue is tally.issue
                else [],
            }
            for tally in quality.tallies
            if tally.count
        ],
    }


def _finding_json(each: Finding) -> dict[str, Any]:
    return {
        "what": each.what,
        "detail": each.detail,
        "keys": list(each.keys),
        "amount": money_json(each.amount) if each.amount is not None else None,
        "date": each.on,
    }
