"""The forms of exchange rates: one that is entered, one that is corrected, a file of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import AmountField, CurrencyField, DateField

ACCEPTED = ".csv,.xml,.zip,.gz,.txt,text/csv,application/xml"


class RateField(AmountField):
    """A rate, or arithmetic that comes to one; cleans to a Decimal."""

    def clean(self, value: Any) -> Decimal | None:
        rate = super().clean(value)
        return None if rate is None else round(rate, 12)


class RateForm(forms.Form):
    """What one unit of a currency was worth in another on a day."""

    base = CurrencyField(label=_("One unit of"))
    quote = CurrencyField(label=_("was worth so many"))
    rate = RateField(
        label=_("Rate"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    on = DateField(label=_("On"))


class RateCorrection(forms.Form):
    """Another rate for the same pair and day."""

    rate = RateField(
        label=_("Rate"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RatesFileForm(forms.Form):
    """A file of rates, and whether those of currencies that nobody uses are wanted, too."""

    upload = forms.FileField(
        label=_("File of rates"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "The European Central Bank’s eurofxref as CSV, XML or ZIP, or a table with the columns"
            " date, base, quote and rate."
        ),
        error_messages={"empty": _("The file is empty. Download it again.")},
    )
    has_all = forms.BooleanField(
        label=_("Keep currencies that you do not use, too"), required=False
    )


class PairForm(forms.Form):
    """Which pair of currencies is looked at, since when, and on which day."""

    base = CurrencyField()
    quote = CurrencyField()
    on = DateField(required=False)
