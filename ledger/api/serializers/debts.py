"""What somebody paid for us and we lend them, and paying it back."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Day, Input, RowField, Text, Whole
from accounts.models.households import currency_code
from ledger.api.serializers.money import size_text
from ledger.api.serializers.pairs import MOST
from ledger.api.serializers.refunds import PersonSerializer
from ledger.models import Account, Payee, Tag


def _category(otherwise: str) -> RowField:
    """Return the field of a category that may be left out; `otherwise` says what stands in."""
    return RowField(
        queryset=Account.objects.categories(),
        required=False,
        allow_null=True,
        default=None,
        help_text=otherwise,
    )


class DebtInput(Input):
    """What somebody paid for us: our part of it, and of what."""

    person = RowField(queryset=Payee.objects.all())
    date = Day()
    amount = Text(validators=[size_text], max_length=24)
    currency = Text(validators=[currency_code], max_length=8)
    category = _category("Without one the usual one of the payee, else none.")
    payee = RowField(
        queryset=Payee.objects.all(),
        required=False,
        allow_null=True,
        default=None,
        help_text="Where it was bought; without one the person.",
    )
    memo = Text(max_length=500, required=False, allow_blank=True, default="")
    tags = RowField(queryset=Tag.objects.all(), many=True, required=False, default=())


class PayInput(Input):
    """A payment to a person or from them, in the account's currency."""

    person = RowField(queryset=Payee.objects.all())
    account = RowField(queryset=Account.objects.places())
    amount = Text(validators=[size_text], max_length=24)
    date = Day()
    memo = Text(max_length=500, required=False, allow_blank=True, default="")


class OffInput(Input):
    """How much of what one of us owes the other will not be paid, and when."""

    person = RowField(queryset=Payee.objects.all())
    amount = Text(validators=[size_text], max_length=24)
    currency = Text(validators=[currency_code], max_length=8)
    date = Day()
    memo = Text(max_length=500, required=False, allow_blank=True, default="")


class ForgiveInput(OffInput):
    """How much of what they paid for us a person wants back no more, and as what it is income."""

    category = _category("Without one the household's of gifts received, else none.")


class WriteOffAdvanceInput(OffInput):
    """How much of what we lent a person will not come back, and as what it is spending."""

    category = _category("Without one the usual one of the person, else none.")


class DebtSettleInput(Input):
    """Which transaction is what we paid a person back."""

    person = RowField(queryset=Payee.objects.all())
    outgoing = Whole(min_value=1, max_value=MOST)


class SetOffInput(Input):
    """With whom to set off what both owe each other."""

    person = RowField(queryset=Payee.objects.all())


class DebtSerializer(serializers.Serializer[Any]):
    """The transaction of an act, if it was one, and how we stand with the person after it."""

    transaction = serializers.IntegerField(allow_null=True)
    person = PersonSerializer()
