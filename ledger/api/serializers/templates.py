"""Templates of transactions in the API."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import Choice, Day, Flag, Input, RowField, Text
from ledger.api.serializers.drafts import ContentInput
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


_KEPT_AS_IT_IS = {"name", "has_amount", "transaction"}


def says_content(values: Mapping[str, Any]) -> bool:
    """Whether what was sent says anything of the transaction itself."""
    return not values.keys() <= _KEPT_AS_IT_IS


class TemplateUpdate(ContentInput):
    """What may be set on a template: parts of what it says, or `transaction` to keep all of that.

    Legs and amounts are given as those of a transaction are.
    """

    name = Text(max_length=100)
    has_amount = Flag(required=False)
    transaction = RowField(queryset=Transaction.objects.all(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "transaction" in attrs and says_content(attrs):
            text = _("Give a transaction, or what the template is to say, not both.")
            raise serializers.ValidationError({"transaction": text})
        return super().validate(attrs)


class TemplateInput(TemplateUpdate):
    """A new template, of a transaction with all that it says, or of what is written here."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not {"transaction", "legs", "account", "amount", "category"} & attrs.keys():
            text = _("Give a transaction, legs, or an account and an amount.")
            raise serializers.ValidationError({"transaction": text})
        return super().validate(attrs)


class TemplateUse(Input):
    """When, and with what amount in the template's currency, without sign."""

    date = Day()
    amount = MoneyField(required=False)
    status = Choice(choices=Status.choices, required=False)
