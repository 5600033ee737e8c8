"""Templates of transactions in the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import Choice, Day, Flag, Input, RowField, Text
from ledger.api.serializers.money import MoneyField, money_json
from ledger.enums import Status
from ledger.models import Transaction, TransactionTemplate
from ledger.money import Money


class TemplateLegSerializer(serializers.Serializer[Any]):
    """A posting that a template fills in, debit positive; `value` is in its currency."""

    account = serializers.IntegerField()
    amount = MoneyField()
    value = MoneyField()
    memo = serializers.CharField(allow_blank=True)


class TemplateSerializer(serializers.ModelSerializer[TransactionTemplate]):
    """A transaction under a name, to be entered again.

    Without `has_amount` the amounts of its legs only say which way and in what shares money goes.
    """

    payee = serializers.IntegerField(source="payee_id", allow_null=True)
    tags = serializers.ListField(child=serializers.IntegerField(), source="tag_ids")
    legs = serializers.SerializerMethodField()

    class Meta:
        model = TransactionTemplate
        fields = (
            "id", "name", "payee", "memo", "tags", "currency", "has_amount", "legs", "deleted_at",
            "version",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(TemplateLegSerializer(many=True))
    def get_legs(self, row: TransactionTemplate) -> list[dict[str, Any]]:
        return [
            {
                "account": leg["account_id"],
                "amount": money_json(Money(Decimal(leg["amount"]), leg["currency"])),
                "value": money_json(Money(Decimal(leg["value"]), row.currency)),
                "memo": leg["memo"],
            }
            for leg in row.legs
        ]


class TemplateUpdate(Input):
    """What may be set on a template; with `transaction` it keeps what that says from now on."""

    name = Text(max_length=100)
    has_amount = Flag(required=False)
    transaction = RowField(queryset=Transaction.objects.all(), required=False)


class TemplateInput(TemplateUpdate):
    """A new template, of a transaction with all that it says."""

    transaction = RowField(queryset=Transaction.objects.all())


class TemplateUse(Input):
    """When, and with what amount in the template's currency, without sign."""

    date = Day()
    amount = MoneyField(required=False)
    status = Choice(choices=Status.choices, required=False)
