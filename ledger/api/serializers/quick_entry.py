"""What a line of quick entry means."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ledger.api.serializers.transactions import NamedRow
from ledger.quick_line import LONGEST_LINE
from ledger.reports.quick_entry import Understood


class QuickQuery(serializers.Serializer[Any]):
    """A line such as `coffee 4.50 visa yesterday #work`."""

    text = serializers.CharField(max_length=LONGEST_LINE)


class QuickSerializer(serializers.Serializer[Any]):
    """What was understood, to be looked at and then booked; what is not known is null."""

    payee = NamedRow(allow_null=True, help_text="Null for one that is not known yet.")
    payee_name = serializers.CharField()
    amount = serializers.CharField(allow_null=True, help_text="Without sign.")
    is_income = serializers.BooleanField()
    date = serializers.DateField()
    account = NamedRow(allow_null=True)
    category = NamedRow(allow_null=True)
    template = NamedRow(allow_null=True, help_text="The template that the line names.")
    tags = serializers.ListField(child=serializers.CharField())


def quick_json(found: Understood) -> dict[str, Any]:
    """Return what was understood of a line as the API shows it."""

    def named(row: Any) -> dict[str, Any] | None:
        return {"id": row.pk, "name": row.name} if row else None

    return {
        "payee": named(found.payee),
        "payee_name": found.name,
        "amount": None if found.line.amount is None else f"{found.line.amount:f}",
        "is_income": found.line.is_income,
        "date": found.line.on,
        "account": named(found.account),
        "category": named(found.category),
        "template": named(found.template),
        "tags": list(found.line.tags),
    }
