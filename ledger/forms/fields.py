"""Fields that the ledger's forms share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.households import currency_code
from finehance.kit.forms import AmountInput
from ledger.calculator import CalculationError, calculate
from ledger.money import quantize, quantize_stored

LONGEST_TAG = 50
_CURRENCIES = frozenset(Locale("en").currencies)


def settle(amount: Decimal, currency: str) -> Decimal:
    """Round a typed amount to the currency's minor unit, half-even.

    What ISO 4217 does not list (a cryptocurrency) keeps the eight places that the ledger stores.
    """
    return quantize(amount, currency) if currency in _CURRENCIES else quantize_stored(amount)


class AmountField(forms.CharField):
    """An amount, or arithmetic that comes to one: `12.50+3*4`; cleans to a Decimal or None.

    Point or comma parts the decimals, whichever of them makes sense.
    """

    widget = AmountInput

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return _computed(text)
        except CalculationError as error:
            raise ValidationError(
                _("This is not an amount: %(reason)s."), params={"reason": str(error)}
            ) from error


def _computed(text: str) -> Decimal:
    try:
        return calculate(text)
    except CalculationError:
        if "," not in text:
            raise
        return calculate(text, decimal_mark=",")


class DateField(forms.DateField):
    """A day, picked or typed in the browser's own date field."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, **options})


class CurrencyField(forms.CharField):
    """A currency's code in any case; cleans to capitals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 8, "validators": [currency_code], **options})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").upper()


class TagNamesField(forms.CharField):
    """Names of tags with commas between; cleans to the names, each once in any case."""

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(value)
        names = [" ".join(part.split()) for part in text.split(",")]
        once = {name.casefold(): name for name in names if name}
        for name in once.values():
            if len(name) > LONGEST_TAG:
                raise ValidationError(
                    _("The tag “%(name)s” is longer than %(limit)d characters."),
                    params={"name": name, "limit": LONGEST_TAG},
                )
        return tuple(once.values())
