"""Who is to pay how much of a purchase back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ClaimForm(forms.Form):
    """A claim: of whom, how much in the purchase's currency, asked when."""

    payee = forms.CharField(label=_("Who pays it back"), max_length=200)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=22, decimal_places=8, localize=False
    )
    asked_on = forms.DateField(
        label=_("Asked on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
