"""Balance assertions, what the books say of the same day, and where the two part."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Day, Input, RowField, Text
from ledger.api.serializers.money import MoneyField, amount_text, money_json
from ledger.models import Account, BalanceAssertion
from ledger.reports.assertions import CheckedAssertion
from ledger.reports.partings import Parting, PartingKind


class AssertionSerializer(serializers.ModelSerializer[BalanceAssertion]):
    """What an account is said to have held at the end of a day, from the holder's view."""

    account = serializers.IntegerField(source="account_id")
    balance = MoneyField(source="money")
    import_batch = serializers.IntegerField(source="import_batch_id", allow_null=True)

    class Meta:
        model = BalanceAssertion
        fields = (
            "id", "account", "date", "balance", "source", "import_batch", "created_at",
            "deleted_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class AssertionInput(Input):
    """What an account held at the end of a day, in its currency; what is owed is negative."""

    account = RowField(queryset=Account.objects.places())
    date = Day()
    balance = Text(validators=[amount_text], max_length=24)


class PartingSerializer(serializers.Serializer[Any]):
    """The first row in which books and statement differ."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in PartingKind])
    date = serializers.DateField()
    transaction = serializers.IntegerField()
    stated = MoneyField(allow_null=True)
    booked = MoneyField(allow_null=True)


class CheckSerializer(serializers.Serializer[Any]):
    """An assertion against the books; `difference` is what is said less what they say."""

    assertion = serializers.IntegerField()
    account = serializers.IntegerField()
    date = serializers.DateField()
    is_held = serializers.BooleanField()
    said = MoneyField()
    found = MoneyField()
    difference = MoneyField()
    parting = PartingSerializer(allow_null=True)


class ChecksSerializer(serializers.Serializer[Any]):
    """Every assertion, the latest first."""

    checks = CheckSerializer(many=True)


def check_json(checked: CheckedAssertion, parting: Parting | None) -> dict[str, Any]:
    """Return a checked assertion as the API shows it."""
    return {
        "assertion": checked.assertion.pk,
        "account": checked.assertion.account_id,
        "date": checked.assertion.date,
        "is_held": checked.is_held,
        "said": money_json(checked.assertion.money),
        "found": money_json(checked.found),
        "difference": money_json(checked.difference),
        "parting": parting_json(parting) if parting else None,
    }


def parting_json(parting: Parting) -> dict[str, Any]:
    """Return where books and statement part as the API shows it."""
    return {
        "kind": parting.kind.value,
        "date": parting.on,
        "transaction": parting.transaction,
        "stated": money_json(parting.stated) if parting.stated else None,
        "booked": money_json(parting.booked) if parting.booked else None,
    }
