"""The form of another base currency."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import CurrencyField


class BaseCurrencyForm(forms.Form):
    """The currency that everything is to be summed in."""

    currency = CurrencyField(label=_("New base currency"))
