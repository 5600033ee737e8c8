"""What is not in order in the books."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ledger.api.serializers.money import MoneyField, money_json
from ledger.reports.quality import Findings, Issue, Quality


class FindingSerializer(serializers.Serializer[Any]):
    """One thing that is not in order; `keys` are ids of what its page is about."""

    what = serializers.CharField()
    detail = serializers.CharField()
    keys = serializers.ListField(child=serializers.IntegerField())
    amount = MoneyField(allow_null=True)
    date = serializers.DateField(allow_null=True)


class FindingsSerializer(serializers.Serializer[Any]):
    """What is not in order of one kind: how many, and the first ones."""

    issue = serializers.ChoiceField(choices=[(issue.value, issue.value) for issue in Issue])
    count = serializers.IntegerField()
    findings = FindingSerializer(many=True)


class QualitySerializer(serializers.Serializer[Any]):
    """What is not in order, kind by kind, the gravest first."""

    count = serializers.IntegerField()
    issues = FindingsSerializer(many=True)


def quality_json(quality: Quality) -> dict[str, Any]:
    """Return what is not in order as the API shows it."""
    return {
        "count": quality.count,
        "issues": [_findings_json(group) for group in quality.groups],
    }


def _findings_json(group: Findings) -> dict[str, Any]:
    return {
        "issue": group.issue.value,
        "count": group.count,
        "findings": [
            {
                "what": each.what,
                "detail": each.detail,
                "keys": list(each.keys),
                "amount": money_json(each.amount) if each.amount is not None else None,
                "date": each.on,
            }
            for each in group.shown
        ],
    }
