"""Transactions as lists and single answers show them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ledger.api.serializers.money import MoneyField, money_json
from ledger.enums import AccountKind, Status, TransactionSource, ValueSource
from ledger.money import Money
from ledger.reports.legs import CounterpartKind
from ledger.reports.register import RegisterLeg, RegisterRow


class NamedRow(serializers.Serializer[Any]):
    """A row by id and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class LegSerializer(serializers.Serializer[RegisterLeg]):
    """A posting, debit positive; `value` is in the transaction's currency.

    Legs in accounts that are kept from the caller come as one, without an account.
    """

    account = serializers.IntegerField(allow_null=True)
    account_name = serializers.CharField()
    account_kind = serializers.ChoiceField(choices=AccountKind.choices)
    amount = MoneyField()
    value = MoneyField()
    memo = serializers.CharField(allow_blank=True)


class CounterpartSerializer(serializers.Serializer[Any]):
    """What stands on the other side; `account` is null for a split, or one kept from the caller."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.name) for kind in CounterpartKind])
    account = serializers.IntegerField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class


class TransactionSerializer(serializers.Serializer[Any]):
    """A transaction, seen from the accounts that a list is about: money out is negative."""

    id = serializers.IntegerField()
    date = serializers.DateField()
    status = serializers.ChoiceField(choices=Status.choices)
    payee = NamedRow(allow_null=True)
    raw_payee = serializers.CharField(help_text="As the bank wrote it.")
    memo = serializers.CharField()
    currency = serializers.CharField()
    amount = MoneyField()
    is_part = serializers.BooleanField(help_text="The amount is only some legs of a split.")
    balance = MoneyField(
        allow_null=True, help_text="After this row, in the list of one account alone."
    )
    counterpart = CounterpartSerializer()
    legs = LegSerializer(many=True)
    tags = NamedRow(many=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # declared fields leave the class
        choices=TransactionSource.choices
    )
    import_batch = serializers.IntegerField(allow_null=True)
    payee_source = serializers.ChoiceField(choices=ValueSource.choices)
    category_source = serializers.ChoiceField(choices=ValueSource.choices)
    category_confidence = serializers.DecimalField(4, 3, allow_null=True)
    category_reason = serializers.CharField()
    tags_source = serializers.ChoiceField(choices=ValueSource.choices)
    created_at = serializers.DateTimeField()
    deleted_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: RegisterRow) -> dict[str, Any]:
        """Return a row without asking field by field: a page has a thousand of them."""
        confidence = instance.category_confidence
        return {
            "id": instance.id,
            "date": instance.date,
            "status": instance.status,
            "payee": _named(instance.payee_id, instance.payee) if instance.payee_id else None,
            "raw_payee": instance.raw_payee,
            "memo": instance.memo,
            "currency": instance.currency,
            "amount": money_json(instance.amount),
            "is_part": instance.is_part,
            "balance": money_json(instance.balance) if instance.balance is not None else None,
            "counterpart": _counterpart(instance),
            "legs": [_leg(leg, instance.currency) for leg in instance.legs],
            "tags": [_named(tag.id, tag.name) for tag in instance.tags],
            "source": instance.source,
            "import_batch": instance.import_batch_id,
            "payee_source": instance.payee_source,
            "category_source": instance.category_source,
            "category_confidence": None if confidence is None else str(confidence),
            "category_reason": instance.category_reason,
            "tags_source": instance.tags_source,
            "created_at": instance.created_at,
            "deleted_at": instance.deleted_at,
            "version": instance.version,
        }


@extend_schema_serializer(many=False)
class TransactionPage(serializers.Serializer[Any]):
    """A page of transactions, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = TransactionSerializer(many=True)


def _named(key: int | None, name: str) -> dict[str, Any]:
    return {"id": key, "name": name}


def _counterpart(row: RegisterRow) -> dict[str, Any]:
    other = row.counterpart
    return {
        "kind": other.kind,
        "account": other.account.pk if other.account else None,
        "label": other.label,
    }


def _leg(leg: RegisterLeg, currency: str) -> dict[str, Any]:
    return {
        "account": leg.account.pk,
        "account_name": leg.account.name,
        "account_kind": leg.account.kind,
        "amount": money_json(leg.amount),
        "value": money_json(Money(leg.value, currency)),
        "memo": leg.memo,
    }
