"""Money in the API: an exact amount as text, with its currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import Input, Text
from accounts.models.households import currency_code
from ledger.exports.amounts import plain_amount
from ledger.money import Money, MoneyBag

amount_text = RegexValidator(
    r"^-?[0-9]{1,14}(\.[0-9]{1,8})?$", 'Write an amount as text, such as "-12.30".'
)
size_text = RegexValidator(
    r"^[0-9]{1,14}(\.[0-9]{1,8})?$", "Write an amount without sign, such as 12.30."
)


class MoneyField(Input):
    """An amount such as {"amount": "-12.30", "currency": "EUR"}."""

    amount = Text(validators=[amount_text], max_length=24)
    currency = Text(validators=[currency_code], max_length=8)

    def to_internal_value(self, data: Any) -> Money:
        values = super().to_internal_value(data)
        return Money(Decimal(values["amount"]), values["currency"])

    def to_representation(self, instance: Money) -> dict[str, str]:
        return money_json(instance)


def money_json(money: Money) -> dict[str, str]:
    """Return money as the API shows it, with at least the decimals of its currency."""
    return {
        "amount": plain_amount(money.amount, money.currency),
        "currency": money.currency,
    }


def bag_json(bag: MoneyBag) -> list[dict[str, str]]:
    """Return the amounts of a bag as the API shows them."""
    return [money_json(money) for money in bag]


def check_currency(field: str, money: Money, currency: str) -> None:
    """Raise ValidationError for `field` unless `money` is in `currency`."""
    if money.currency != currency:
        text = _("This has to be in %(currency)s.") % {"currency": currency}
        raise serializers.ValidationError({field: {"currency": [text]}})
